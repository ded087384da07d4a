use crate::publishing::input::command::{Change, Operation};

/// How many rows of a dataset a revision creates, revises and withdraws.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) created: i64,
    pub(super) revised: i64,
    pub(super) withdrawn: i64,
}

impl Tally {
    pub(super) fn count(&mut self, changes: &[Change]) {
        for change in changes {
            match change.operation {
                Operation::Created => self.created += 1,
                Operation::Revised => self.revised += 1,
                Operation::Withdrawn => self.withdrawn += 1,
            }
        }
    }
}
