use std::net::SocketAddr;

use tokio::sync::Notify;

use crate::web::places::{Busy, Place};

/// A connection of a client, which has a place among all.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) peer: SocketAddr,
    pub(crate) place: Place,
    pub(crate) cut: Notify,
}

impl Connection {
    pub(crate) fn new(peer: SocketAddr, place: Place) -> Self {
        Self {
            peer,
            place,
            cut: Notify::new(),
        }
    }

    /// Keeps the connection from being closed for others while a request of it is worked at.
    pub(crate) fn busy(&self) -> Busy {
        self.place.busy()
    }

    /// Cuts it, whatever is on its way.
    pub(crate) fn cut(&self) {
        self.cut.notify_one();
    }
}
