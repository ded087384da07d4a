use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

/// The most time of a processor that a handler takes of the server's own threads, unless its requester has a credential.
const MOST: Duration = Duration::from_millis(1);

/// The requests of institutions that are in progress.
#[derive(Clone, Debug, Default)]
pub(super) struct Institutions(Arc<AtomicUsize>);

/// A request of an institution, counted while it is in progress.
pub(super) struct InProgress(Institutions);

impl Institutions {
    /// Counts a request for as long as it is in progress.
    pub(super) fn enter(&self) -> InProgress {
        self.0.fetch_add(1, Ordering::Relaxed);
        InProgress(self.clone())
    }

    /// Whether none is in progress.
    pub(super) fn are_away(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A handler on the server's own threads, for as long as it takes little and no institution waits: then it gives nothing, and is to be gone on with
/// elsewhere.
pub(super) struct Brief<'a, F> {
    handler: Pin<&'a mut F>,
    institutions: &'a Institutions,
    taken: Duration,
}

impl<'a, F> Brief<'a, F> {
    pub(super) fn new(handler: Pin<&'a mut F>, institutions: &'a Institutions) -> Self {
        Self {
            handler,
            institutions,
            taken: Duration::ZERO,
        }
    }
}

impl<F: Future> Future for Brief<'_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let started = Instant::now();
        if let Poll::Ready(given) = self.handler.as_mut().poll(context) {
            return Poll::Ready(Some(given));
        }
        self.taken += started.elapsed();
        if self.taken < MOST && self.institutions.are_away() {
            Poll::Pending
        } else {
            Poll::Ready(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits once, after so long.
    async fn working(for_: Duration) -> &'static str {
        std::thread::sleep(for_);
        tokio::task::yield_now().await;
        "done"
    }

    #[tokio::test]
    async fn a_handler_that_takes_little_ends_where_it_began() {
        let handler = std::pin::pin!(working(Duration::ZERO));
        assert_eq!(Brief::new(handler, &Institutions::default()).await, Some("done"));
    }

    #[tokio::test]
    async fn a_handler_that_takes_much_goes_on_elsewhere() {
        let mut handler = Box::pin(working(MOST * 2));
        assert_eq!(Brief::new(handler.as_mut(), &Institutions::default()).await, None);
        assert_eq!(handler.await, "done");
    }

    #[tokio::test]
    async fn all_others_leave_when_an_institution_comes_in() {
        let institutions = Institutions::default();
        let in_progress = institutions.enter();
        let handler = std::pin::pin!(working(Duration::ZERO));
        assert_eq!(Brief::new(handler, &institutions).await, None);
        drop(in_progress);
        assert!(institutions.are_away());
    }
}
