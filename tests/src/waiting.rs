use std::time::Duration;

/// Waits until something is so, for as long as a minute: a test waits for what it is about, and not for a while.
///
/// # Panics
/// When it is not so within a minute.
pub async fn until<Probe: AsyncFnMut() -> bool>(what: &str, mut probe: Probe) {
    for _ in 0..1_200 {
        if probe().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: not within a minute");
}
