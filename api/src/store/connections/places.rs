use std::{sync::Arc, time::Duration};

use sea_orm::{ConnAcquireErr, DbErr};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// As many places as there are connections: a statement waits for one, for so long.
#[derive(Debug)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    most: usize,
    patience: Duration,
}

impl Places {
    pub(super) fn new(most: usize, patience: Duration) -> Self {
        Self {
            free: Arc::new(Semaphore::new(most)),
            most,
            patience,
        }
    }

    /// A place, which is free again when it is dropped.
    ///
    /// # Errors
    /// When none is free in time.
    pub(super) async fn take(&self) -> Result<OwnedSemaphorePermit, DbErr> {
        if let Ok(place) = self.free.clone().try_acquire_owned() {
            return Ok(place);
        }
        match tokio::time::timeout(self.patience, self.free.clone().acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)),
            Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }

    /// All places, once those in use are free or the patience is over.
    pub(super) async fn take_all(&self) -> Option<SemaphorePermit<'_>> {
        let taken = tokio::time::timeout(self.patience, self.free.acquire_many(number(self.most))).await;
        taken.ok()?.ok()
    }

    /// How many are in use.
    pub(super) fn used(&self) -> usize {
        self.most - self.free()
    }

    /// How many are free.
    pub(super) fn free(&self) -> usize {
        self.free.available_permits()
    }
}

/// A count, as status tells it.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
