use super::form::ImportForm;
use crate::files::reading::ReadAs;

/// The most cells that a report lists.
const MOST_LISTED: usize = 1_000;

/// How a file was read, and what in it was understood otherwise than it is written.
#[derive(Debug, Default)]
pub struct Report {
    pub(super) form: Option<ImportForm>,
    pub(super) read_as: ReadAs,
    understood: Vec<Understood>,
    pub(super) total: usize,
}

/// A cell that was understood otherwise than it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The line of its row.
    pub line: u64,
    /// Its column.
    pub column: String,
    /// Its text in the file.
    pub written: String,
    /// The text that it was read as.
    pub read: String,
}

impl Report {
    pub(super) fn new(form: ImportForm, read_as: ReadAs) -> Self {
        Self {
            form: Some(form),
            read_as,
            ..Default::default()
        }
    }

    /// Lists a cell, as far as there is room.
    pub(super) fn understood(&mut self, line: u64, column: &str, written: &str, read: &str) {
        self.total += 1;
        if self.understood.len() < MOST_LISTED {
            self.understood.push(Understood {
                line,
                column: column.to_owned(),
                written: written.to_owned(),
                read: read.to_owned(),
            });
        }
    }

    /// How the file was read.
    pub fn read_as(&self) -> &ReadAs {
        &self.read_as
    }

    /// The first cells that were understood otherwise than they are written, in the order of their lines.
    pub fn cells(&self) -> Vec<&Understood> {
        let mut cells: Vec<&Understood> = self.understood.iter().collect();
        cells.sort_by_key(|cell| cell.line);
        cells
    }
}
