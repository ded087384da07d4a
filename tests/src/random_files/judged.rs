use segur::{
    datasets::Kind,
    publishing::{self, Proposal},
    rest::import::{ImportFile, ImportForm, ImportRequest, Report, Written},
};

use super::RandomFile;

/// What files came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files that were read.
    pub read: u64,
    /// Files that were refused as a whole.
    pub refused: u64,
    /// Rows that were read.
    pub rows: u64,
    /// Rows that are entries of their dataset.
    pub entries: u64,
    /// Rows with a problem, each named.
    pub problems: u64,
    /// Cells that were understood otherwise than they are written, each listed.
    pub understood: u64,
    /// Cells that were held against the file.
    pub compared: u64,
}

impl Outcome {
    pub(super) fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.refused += other.refused;
        self.rows += other.rows;
        self.entries += other.entries;
        self.problems += other.problems;
        self.understood += other.understood;
        self.compared += other.compared;
    }
}

fn request(file: &RandomFile) -> ImportRequest {
    let layout = &file.layout;
    ImportRequest {
        written: Written {
            delimiter: (layout.says_delimiter && file.form == ImportForm::Csv).then_some(layout.delimiter),
            french: layout.french,
            ..Default::default()
        },
        ..Default::default()
    }
}

/// Reads a file as an import does: no fault of ours, no row lost or made up, no cell that differs from the file without being listed.
pub(super) fn judge(file: &RandomFile) -> Result<Outcome, String> {
    let dataset = file.dataset();
    let sent = ImportFile {
        form: file.form,
        charset: match file.media_type() {
            "text/csv; charset=windows-1252" => segur::files::reading::Charset::of_label("windows-1252"),
            _ => None,
        },
        bytes: file.bytes().into(),
        limit: 16 << 20,
    };
    let mut outcome = Outcome::default();
    let read = match request(file).read(dataset.name, &sent) {
        Ok(read) => read,
        Err(error) if error.is_ours() => return Err(format!("a fault of ours: {error:?}")),
        Err(_) => {
            outcome.refused = 1;
            return Ok(outcome);
        }
    };
    outcome.read = 1;
    outcome.understood = read.report().cells().len() as u64;
    // Of damaged files, and of those whose encoding is a guess, only the reader may say what they hold.
    let known = file.damage.is_empty() && !read.report().read_as().detected;
    let (proposal, report) = read.into_parts();
    outcome.rows = proposal.rows.len() as u64;
    outcome.problems = proposal.problems.len() as u64;
    if known {
        compare(file, &proposal, &report, &mut outcome)?;
    }
    match publishing::read_rows(dataset, &proposal.file, &proposal.header, proposal.rows) {
        Ok(entries) => outcome.entries = entries.len() as u64,
        Err(problems) if problems.is_empty() => return Err("refused without a reason".to_owned()),
        Err(_) => {}
    }
    Ok(outcome)
}

fn compare(file: &RandomFile, proposal: &Proposal, report: &Report, outcome: &mut Outcome) -> Result<(), String> {
    let table = file.table();
    let lines = file.lines();
    if let Some(row) = proposal.rows.iter().find(|row| !lines.contains(&row.line)) {
        return Err(format!("line {} is no row of the file: {:?}", row.line, row.cells));
    }
    for (line, written) in lines.into_iter().zip(&table) {
        let named = proposal
            .problems
            .iter()
            .any(|problem| problem.origin.line == Some(line));
        let skipped = report.read_as().skipped_lines.contains(&line);
        let Some(row) = proposal.rows.iter().find(|row| row.line == line) else {
            let is_blank = written.iter().all(|cell| cell.trim().is_empty());
            if named || skipped || is_blank {
                continue;
            }
            return Err(format!("line {line} is lost: {written:?}"));
        };
        if named {
            continue;
        }
        for (place, read) in row.cells.iter().enumerate() {
            let name = &proposal.header[place];
            outcome.compared += 1;
            let text = written.get(place).map_or("", String::as_str);
            if !is_told(file, name, text, read, |column, told| {
                let mut cells = report.cells().into_iter();
                cells.any(|cell| cell.line == line && cell.column == column && cell.read == told)
            }) {
                return Err(format!(
                    "line {line}, {name}: {text:?} was read as {read:?}, and not listed"
                ));
            }
        }
    }
    Ok(())
}

/// Whether a cell is as it is written, or listed.
fn is_told(file: &RandomFile, name: &str, text: &str, read: &str, listed: impl Fn(&str, &str) -> bool) -> bool {
    let dataset = file.dataset();
    let kind = dataset.column(name).map(|place| &dataset.columns[place].kind);
    let is_text = matches!(kind, None | Some(Kind::Text | Kind::List));
    let same = if is_text { read == text } else { read == text.trim() };
    same || listed(name, read)
}
