use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::{Error, Result};

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many times as many as are worked at may wait.
const WAITING: usize = 4;

/// The requests that are worked at, at once: more wait a little, and those that cannot even wait are refused at once, so that what is
/// worked at is done in time.
#[derive(Clone)]
pub(super) struct Admission {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Admission {
    pub(super) fn new(at_once: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once)),
            queue: Arc::new(Semaphore::new(at_once * WAITING)),
        }
    }

    /// A place, held while a request is worked at.
    ///
    /// # Errors
    /// `Overloaded` when none comes free in time.
    pub(super) async fn enter(&self) -> Result<OwnedSemaphorePermit> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Ok(place);
        }
        let Ok(_turn) = self.queue.try_acquire() else {
            return Err(Error::Overloaded);
        };
        match tokio::time::timeout(PATIENCE, self.places.clone().acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Error::Overloaded),
        }
    }
}
