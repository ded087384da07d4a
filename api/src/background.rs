use std::{future::Future, io, sync::OnceLock};

use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinError, JoinHandle},
};

use crate::domain::{Error, Result};

/// How much these threads yield to the others: a thread of nice 10 has a ninth of the time of one of nice 0 when both want all of it.
const NICE: i32 = 10;

/// Runs a long task on a thread of low priority: what others wait for goes first, even on one processor.
///
/// # Errors
/// `Internal` when the threads cannot be started.
pub fn spawn<F>(task: F) -> Result<JoinHandle<F::Output>>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    Ok(runtime()?.spawn(task))
}

/// Runs a long computation on a thread of low priority, and gives its result.
///
/// # Errors
/// `Internal` when the threads cannot be started, or the computation panics.
pub async fn run<T: Send + 'static>(computation: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done: std::result::Result<T, JoinError> = runtime()?.spawn_blocking(computation).await;
    done.map_err(Error::internal)
}

/// Started when it is first needed, and never stopped: its tasks are cut with the process.
fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    let started = RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .thread_name("background")
            .on_thread_start(yield_to_others)
            .enable_all()
            .build()
    });
    started.as_ref().map_err(|error| Error::internal(error.to_string()))
}

/// Lowers the priority of this thread. Elsewhere than on Linux this would be the priority of the whole process.
fn yield_to_others() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "a thread cannot be given a lower priority");
    }
}
