use super::{Language, Wording, wording};

/// A place in a file, or in a list of records given.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file, or the argument; of a record that is named alone, its dataset and its name.
    pub file: String,
    /// The line, from 1; of a list, the place from 0; none of a record that is named alone.
    pub line: Option<u64>,
}

impl Origin {
    /// A line of a file, or a place in a list of records given.
    pub fn of_line(file: impl Into<String>, line: u64) -> Self {
        Self {
            file: file.into(),
            line: Some(line),
        }
    }

    /// The place of a record that is named alone, with its dataset: `solutions/visiopharm`.
    pub fn of_record(dataset: &str, slug: &str) -> Self {
        Self {
            file: format!("{dataset}/{slug}"),
            line: None,
        }
    }

    /// That record, with its dataset; none of a row.
    pub fn record(&self) -> Option<&str> {
        self.line.is_none().then_some(&self.file)
    }
}

/// What is wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// Where the row stands.
    pub origin: Origin,
    /// The column.
    pub column: String,
    /// What kind of problem it is.
    pub kind: RowErrorKind,
    /// What is wrong and how to mend it.
    pub message: Wording,
}

/// What can be wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowErrorKind {
    /// It says something that cannot be meant.
    BadInput,
    /// It is not the caller's to publish.
    Forbidden,
    /// It names something that is not there.
    NotFound,
    /// The record is not, or no longer, in the state that the caller expects.
    Conflict,
}

impl RowErrorKind {
    /// The code that every door publishes.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadInput => "BAD_USER_INPUT",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
        }
    }
}

/// How many problems a refusal tells in words.
const MOST_TOLD: usize = 50;

impl RowError {
    /// The kind of a refusal: that of all its rows, or a bad input.
    pub(super) fn kind_of(rows: &[Self]) -> RowErrorKind {
        let first = rows.first().map_or(RowErrorKind::BadInput, |row| row.kind);
        if rows.iter().all(|row| row.kind == first) {
            first
        } else {
            RowErrorKind::BadInput
        }
    }

    fn line(&self) -> Wording {
        let Self {
            origin,
            column,
            message,
            ..
        } = self;
        let Some(line) = origin.line else {
            return wording!(
                "{}, colonne {column} : {message}",
                "{}, column {column}: {message}",
                [message],
                origin.file
            );
        };
        wording!(
            "{}, ligne {line}, colonne {column} : {message}",
            "{}, line {line}, column {column}: {message}",
            [message],
            origin.file
        )
    }
}

pub(super) fn summary(rows: &[RowError]) -> Wording {
    let lines: Vec<Wording> = rows.iter().take(MOST_TOLD).map(RowError::line).collect();
    let joined = |language: Language| -> String {
        let lines = lines.iter().map(|line| format!("\n{}", line.text(language)));
        lines.collect()
    };
    let lines = Wording::new(joined(Language::French), joined(Language::English));
    let count = rows.len();
    let more = match count.saturating_sub(MOST_TOLD) {
        0 => Wording::default(),
        more => wording!("\net {more} de plus", "\nand {more} more"),
    };
    wording!(
        "rien n'a été publié : {count} ligne(s) ne peuvent pas être acceptées{lines}{more}",
        "nothing was published: {count} row(s) cannot be accepted{lines}{more}",
        [lines, more]
    )
}
