use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::domain::Progress;

/// How often the bar moves while a step lasts.
const TICK: Duration = Duration::from_millis(120);

/// A bar on the operator's terminal; nothing where standard error is no terminal. It goes when it is dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar for a piece of work.
    pub(super) fn new(work: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len}  {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.set_prefix(work.to_owned());
        bar.enable_steady_tick(TICK);
        Self(bar)
    }
}

impl Progress for Bar {
    fn expect(&self, steps: usize) {
        self.0.inc_length(steps as u64);
    }

    fn step(&self, name: &str) {
        // The first step begins at 0: it is counted once the next begins.
        if !self.0.message().is_empty() {
            self.0.inc(1);
        }
        self.0.set_message(name.to_owned());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
