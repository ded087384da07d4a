use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a publication, from 1, without gaps: the state of all public data after it. 0 is the empty store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision(pub i64);

impl Revision {
    /// What `until` holds while a version is current: later than any revision.
    pub const OPEN: i64 = i64::MAX;

    /// The revision after this one.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}
