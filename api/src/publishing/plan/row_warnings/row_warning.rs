use crate::{
    domain::{Origin, RowError, RowErrorKind, Wording},
    publishing::Entry,
};

/// Something about a row that is most often a mistake. It is published all the same, unless the caller asks otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowWarning {
    /// Where the row stands.
    pub origin: Origin,
    /// A stable code.
    pub code: &'static str,
    /// The column.
    pub column: &'static str,
    /// What it says.
    pub message: Wording,
}

impl RowWarning {
    pub(super) fn new(entry: &Entry, code: &'static str, column: &'static str, message: Wording) -> Self {
        Self {
            origin: entry.origin.clone(),
            code,
            column,
            message,
        }
    }

    /// The same as a refusal.
    pub(in crate::publishing) fn as_error(&self) -> RowError {
        RowError {
            origin: self.origin.clone(),
            column: self.column.to_owned(),
            kind: RowErrorKind::BadInput,
            message: self.message.clone(),
        }
    }
}
