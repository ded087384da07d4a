use chrono::{DateTime, Utc};

use crate::domain::Revision;

/// What the last publication left: the state that reads are pinned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Published {
    pub(super) revision: Revision,
    pub(super) at: DateTime<Utc>,
}
