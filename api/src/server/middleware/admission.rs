use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    domain::{Error, Result},
    web::{
        client_ip::Client,
        places::{Place, Places},
    },
};

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many requests may wait for each that may be in progress.
const WAITING: usize = 4;

/// Bounds the requests in progress. More wait a little, and those that cannot even wait are refused at once, so that what is in progress ends in
/// time. One client has a share of the turns and of the queue.
#[derive(Clone)]
pub(crate) struct Admission {
    most: usize,
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    of_clients: Places,
}

/// A turn, held while a request is in progress.
pub(crate) struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: Place,
}

impl Admission {
    /// At most `at_once` in progress, and `each` of one client in progress or waiting.
    pub(crate) fn new(at_once: usize, each: usize) -> Self {
        Self {
            most: at_once,
            turns: Arc::new(Semaphore::new(at_once)),
            queue: Arc::new(Semaphore::new(at_once * WAITING)),
            // What is worked at or waits is never taken back: the grace is longer than any request.
            of_clients: Places::new(each, at_once * (1 + WAITING), Duration::MAX),
        }
    }

    /// How many requests are in progress, and how many wait.
    pub(crate) fn now(&self) -> (usize, usize) {
        let at_work = self.most - self.turns.available_permits();
        (at_work, self.most * WAITING - self.queue.available_permits())
    }

    /// Waits for a turn, at most a second.
    ///
    /// # Errors
    /// `Overloaded` when none comes free in time, or the client has its share.
    pub(crate) async fn enter(&self, client: Client) -> Result<Turn> {
        let place = self.of_clients.enter(client.network(), client.is_exempt);
        let place = place.map_err(|_| Error::Overloaded)?;
        let turn = if let Ok(turn) = self.turns.clone().try_acquire_owned() {
            turn
        } else {
            let Ok(_queued) = self.queue.try_acquire() else {
                return Err(Error::Overloaded);
            };
            match tokio::time::timeout(PATIENCE, self.turns.clone().acquire_owned()).await {
                Ok(Ok(turn)) => turn,
                _ => return Err(Error::Overloaded),
            }
        };
        Ok(Turn {
            _turn: turn,
            _place: place,
        })
    }
}
