//! The real data of the *Ségur du numérique en santé*, one CSV file per dataset, each row with its sources, and its reader.
//!
//! This crate knows CSV and nothing of what the columns mean: the `segur` crate reads its plain rows and publishes them.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// A file of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The dataset whose rows they are.
    pub dataset: String,
    /// The file, for a message.
    pub file: String,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// Its cells, as many as the header has columns.
    pub cells: Vec<String>,
}

/// Why the data cannot be read.
#[derive(Debug, Error)]
pub enum SeedError {
    /// A folder or file cannot be read.
    #[error("{path}: {cause}")]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A file is not CSV with as many cells on each line as in the header.
    #[error("{file}: {cause}")]
    NotCsv {
        /// Which one.
        file: String,
        /// Where and why.
        #[source]
        cause: csv::Error,
    },
}

macro_rules! embedded {
    ($($dataset:literal),+ $(,)?) => {
        /// The files that the program embeds: the dataset and the text.
        const EMBEDDED: &[(&str, &str)] = &[$(($dataset, include_str!(concat!("../data/", $dataset, ".csv")))),+];
    };
}

embedded![
    "contacts",
    "core-services",
    "couloirs",
    "documents",
    "editors",
    "funding-windows",
    "indicators",
    "institutions",
    "levers",
    "milestones",
    "observations",
    "prerequisites",
    "procedures",
    "programme-rules",
    "programmes",
    "referencings",
    "regional-envelopes",
    "regions",
    "resources",
    "roadmap-actions",
    "roadmap-objectives",
    "roadmap-progress",
    "roadmap-steps",
    "software-functions",
    "solutions",
    "specifications",
    "statements",
    "tariffs",
    "usage-targets",
];

/// An earlier state of some records: what was public before sources moved or corrected it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vintage {
    /// What its publication says of itself.
    pub message: String,
    /// The records as they stood.
    pub tables: Vec<Table>,
}

macro_rules! vintages {
    ($($vintage:literal: [$($dataset:literal),+]),+ $(,)?) => {
        /// The vintages that the program embeds, the oldest first: the name, then datasets and texts.
        const VINTAGES: &[(&str, &[(&str, &str)])] = &[$((
            $vintage,
            &[$(($dataset, include_str!(concat!("../data/vintages/", $vintage, "/", $dataset, ".csv")))),+],
        )),+];
    };
}

vintages![
    "2022-03": ["funding-windows"],
    "2022-12": ["funding-windows"],
    "2023-02": ["funding-windows"],
];

/// What each vintage says of itself.
const MESSAGES: &str = include_str!("../data/vintages/vintages.csv");

/// The earlier states that the program embeds, the oldest first.
///
/// # Errors
/// `NotCsv` when a file was damaged at build.
pub fn vintages() -> Result<Vec<Vintage>, SeedError> {
    let messages = read("vintages", "vintages.csv", MESSAGES)?;
    let told = VINTAGES.iter().map(|(vintage, files)| {
        let message = messages.rows.iter().find(|row| row.cells[0] == *vintage);
        let tables = files
            .iter()
            .map(|(dataset, text)| read(dataset, &format!("vintages/{vintage}/{dataset}.csv"), text));
        Ok(Vintage {
            message: message.map(|row| row.cells[1].clone()).unwrap_or_default(),
            tables: tables.collect::<Result<_, SeedError>>()?,
        })
    });
    told.collect()
}

/// The data that the program embeds.
///
/// # Errors
/// `NotCsv` when a file was damaged at build.
pub fn embedded() -> Result<Vec<Table>, SeedError> {
    EMBEDDED
        .iter()
        .map(|(dataset, text)| read(dataset, &format!("{dataset}.csv"), text))
        .collect()
}

/// The data of a folder, one `<dataset>.csv` each.
///
/// # Errors
/// `Unreadable` or `NotCsv`, with the file.
pub fn folder(path: &Path) -> Result<Vec<Table>, SeedError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |cause| SeedError::Unreadable { path, cause }
    };
    let mut tables = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable(path))? {
        let file = entry.map_err(unreadable(path))?.path();
        if file.extension().is_some_and(|extension| extension == "csv") {
            let text = std::fs::read_to_string(&file).map_err(unreadable(&file))?;
            let dataset = file
                .file_stem()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            tables.push(read(&dataset, &file.display().to_string(), &text)?);
        }
    }
    tables.sort_by(|one, other| one.dataset.cmp(&other.dataset));
    Ok(tables)
}

/// Reads CSV text: RFC 4180, UTF-8, one header row.
///
/// # Errors
/// `NotCsv` when a line has not as many cells as the header.
pub fn read(dataset: &str, file: &str, text: &str) -> Result<Table, SeedError> {
    let refuse = |cause| SeedError::NotCsv {
        file: file.to_owned(),
        cause,
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(refuse)?;
    let header = header.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(refuse)?;
        rows.push(Row {
            line: record.position().map_or(0, csv::Position::line),
            cells: record.iter().map(str::to_owned).collect(),
        });
    }
    Ok(Table {
        dataset: dataset.to_owned(),
        file: file.to_owned(),
        header,
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_line_break_does_not_lose_the_line_number() {
        let table = read("a", "a.csv", "x,y\n\"1\n2\",3\n4,5\n").unwrap();
        assert_eq!(table.rows[1].line, 4);
        assert!(read("a", "a.csv", "x,y\n1\n").is_err());
    }

    #[test]
    fn the_embedded_files_are_read() {
        assert_eq!(embedded().unwrap().len(), EMBEDDED.len());
        let vintages = vintages().unwrap();
        assert_eq!(
            vintages.len(),
            read("vintages", "vintages.csv", MESSAGES).unwrap().rows.len()
        );
        assert!(vintages.iter().all(|vintage| !vintage.message.is_empty()));
    }
}
