//! Files at random, as offices might save them, and what an import must make of each.

/// What an import made of a file, held against the file.
mod judged;
/// What people write in a column.
mod likely;
/// Files written in each form.
mod written;

use std::{
    cell::RefCell,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use proptest::{
    collection::vec,
    prelude::{Strategy, any, prop_oneof},
    sample::select,
    strategy::Just,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use segur::{
    datasets::{Dataset, Kind, registry},
    rest::import::ImportForm,
};

pub use judged::Outcome;
use judged::judge;

/// A cell: one of those that people write in such a column, or any text.
#[derive(Clone, Debug)]
enum Cell {
    Likely(u8),
    Any(String),
}

/// How a file is laid out, beside its cells. Each form uses what it has.
#[derive(Clone, Copy, Debug)]
struct Layout {
    delimiter: u8,
    line_end: &'static str,
    encoding: Encoding,
    says_delimiter: bool,
    separator_line: bool,
    quotes_all: bool,
    title: bool,
    blank_lines: bool,
    ends_line: bool,
    typed: bool,
    gzip: bool,
    french: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf8Marked,
    Utf16 { big: bool },
    Windows1252,
}

/// A change of the bytes of a file: where, what, and which.
type Damage = (u16, u8, u8);

/// A file to be written.
#[derive(Clone)]
pub struct RandomFile {
    dataset: u8,
    form: ImportForm,
    columns: Vec<u8>,
    rows: Vec<Vec<Cell>>,
    layout: Layout,
    damage: Vec<Damage>,
}

/// The most columns of a file.
const MOST_COLUMNS: usize = 8;

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        6 => any::<u8>().prop_map(Cell::Likely),
        2 => "[ a-zé0-9,;.\"'=+@\t\r\n%€<>*≥#/\\\\\u{a0}\u{202f}\u{2009}_-]{0,10}".prop_map(Cell::Any),
        1 => any::<String>().prop_map(Cell::Any),
    ]
}

fn layout() -> impl Strategy<Value = Layout> {
    let encodings = prop_oneof![
        3 => Just(Encoding::Utf8),
        1 => Just(Encoding::Utf8Marked),
        1 => any::<bool>().prop_map(|big| Encoding::Utf16 { big }),
        1 => Just(Encoding::Windows1252),
    ];
    (
        (select(&b",;\t"[..]), select(&["\n", "\r\n", "\r"][..]), encodings),
        any::<[bool; 8]>(),
        select(&[None, None, Some(true), Some(false)][..]),
    )
        .prop_map(|((delimiter, line_end, encoding), flags, french)| {
            let [
                says_delimiter,
                separator_line,
                quotes_all,
                title,
                blank_lines,
                ends_line,
                typed,
                gzip,
            ] = flags;
            Layout {
                delimiter,
                line_end,
                encoding,
                says_delimiter,
                separator_line,
                quotes_all,
                title,
                blank_lines,
                ends_line,
                typed,
                gzip: gzip && typed,
                french,
            }
        })
}

fn form() -> impl Strategy<Value = ImportForm> {
    prop_oneof![
        6 => Just(ImportForm::Csv),
        1 => Just(ImportForm::Tsv),
        2 => Just(ImportForm::NdJson),
        1 => Just(ImportForm::Xlsx),
        1 => Just(ImportForm::Ods),
    ]
}

/// Files at random; one in four is damaged.
pub fn files() -> impl Strategy<Value = RandomFile> {
    let damage = prop_oneof![3 => Just(Vec::new()), 1 => vec(any::<Damage>(), 1..6)];
    let rows = vec(vec(cell(), MOST_COLUMNS), 0..6);
    (
        any::<u8>(),
        form(),
        vec(any::<u8>(), 1..=MOST_COLUMNS),
        rows,
        layout(),
        damage,
    )
        .prop_map(|(dataset, form, columns, rows, layout, damage)| RandomFile {
            dataset,
            form,
            columns,
            rows,
            layout,
            damage,
        })
}

/// The datasets that files are imported in.
fn datasets() -> Vec<&'static Dataset> {
    registry().datasets().filter(|dataset| !dataset.derived).collect()
}

impl RandomFile {
    /// Its dataset.
    pub fn dataset(&self) -> &'static Dataset {
        let all = datasets();
        all[usize::from(self.dataset) % all.len()]
    }

    /// The places of its columns among those of the dataset, each once.
    fn places(&self) -> Vec<usize> {
        let all = self.dataset().columns.len();
        let mut places: Vec<usize> = Vec::new();
        for column in &self.columns {
            let place = usize::from(*column) % all;
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Its cells, as they are written in it.
    fn table(&self) -> Vec<Vec<String>> {
        let columns = &self.dataset().columns;
        let places = self.places();
        let row = |row: &Vec<Cell>| {
            let cells = places.iter().zip(row);
            cells
                .map(|(place, cell)| self.fit(cell.text(&columns[*place].kind)))
                .collect()
        };
        self.rows.iter().map(row).collect()
    }

    /// A text as far as the form can hold it.
    fn fit(&self, text: String) -> String {
        let is_xml =
            |letter: &char| matches!(letter, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        match self.form {
            ImportForm::Xlsx => text.chars().filter(is_xml).collect(),
            ImportForm::Ods => text
                .chars()
                .filter(|letter| is_xml(letter) && *letter != '\t')
                .collect(),
            _ => text,
        }
    }

    /// The media type that it is sent with.
    pub fn media_type(&self) -> &'static str {
        match self.form {
            ImportForm::Csv if self.encoding() == Encoding::Windows1252 => "text/csv; charset=windows-1252",
            ImportForm::Csv => "text/csv",
            ImportForm::Tsv => "text/tab-separated-values",
            ImportForm::NdJson => "application/x-ndjson",
            ImportForm::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ImportForm::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        }
    }
}

impl Cell {
    fn text(&self, kind: &Kind) -> String {
        match self {
            Self::Any(text) => text.clone(),
            Self::Likely(which) => {
                let likely = likely::written(kind);
                likely[usize::from(*which) % likely.len()].to_owned()
            }
        }
    }
}

impl fmt::Debug for RandomFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self
            .places()
            .iter()
            .map(|place| self.dataset().columns[*place].name)
            .collect();
        formatter
            .debug_struct("RandomFile")
            .field("dataset", &self.dataset().name)
            .field("form", &self.form)
            .field("header", &names)
            .field("rows", &self.table())
            .field("layout", &self.layout)
            .field("damage", &self.damage)
            .field("bytes", &String::from_utf8_lossy(&self.bytes()))
            .finish()
    }
}

fn runner(cases: u32, seed: u64) -> TestRunner {
    let mut long = [0; 32];
    long[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &long))
}

/// Reads so many files, and judges what is made of each: how many came to what.
///
/// # Errors
/// The smallest file that was read wrongly, and how.
pub fn read(cases: u32, seed: u64) -> Result<Outcome, String> {
    let all = RefCell::new(Outcome::default());
    let outcome = runner(cases, seed).run(&files(), |file| {
        let judged = catch_unwind(AssertUnwindSafe(|| judge(&file)));
        let judged = judged.map_err(|_| TestCaseError::fail("a panic"))?;
        all.borrow_mut().add(&judged.map_err(TestCaseError::fail)?);
        Ok(())
    });
    outcome.map_err(|failure| failure.to_string())?;
    Ok(all.into_inner())
}

/// So many files, to be sent.
pub fn some(count: usize, seed: u64) -> Vec<RandomFile> {
    use proptest::strategy::ValueTree;

    let mut runner = runner(1, seed);
    (0..count)
        .map(|_| files().new_tree(&mut runner).expect("a file").current())
        .collect()
}
