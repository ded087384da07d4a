use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::domain::{Error, Result};

/// The signals by which an operator, systemd or Docker asks the service to end: SIGTERM and SIGINT.
pub struct StopSignal {
    terminated: Signal,
    interrupted: Signal,
}

impl StopSignal {
    /// Takes the signals from now on: before this, they end the process at once, with the requests in flight.
    ///
    /// # Errors
    /// `Internal` when the system refuses a handler.
    pub fn listen() -> Result<Self> {
        Ok(Self {
            terminated: signal(SignalKind::terminate()).map_err(Error::internal)?,
            interrupted: signal(SignalKind::interrupt()).map_err(Error::internal)?,
        })
    }

    /// Waits for one of them. One that came since `listen` counts.
    pub async fn asked(mut self) {
        tokio::select! {
            _ = self.terminated.recv() => {}
            _ = self.interrupted.recv() => {}
        }
    }
}
