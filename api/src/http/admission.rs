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
    most: usize,
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Admission {
    pub(super) fn new(at_once: usize) -> Self {
        Self {
            most: at_once,
            places: Arc::new(Semaphore::new(at_once)),
            queue: Arc::new(Semaphore::new(at_once * WAITING)),
        }
    }

    /// How many requests are worked at now, and how many wait.
    pub(super) fn now(&self) -> (usize, usize) {
        let at_work = self.most - self.places.available_permits();
        (at_work, self.most * WAITING - self.queue.available_permits())
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
