use segur::{
    datasets::registry,
    publishing::{self, Publication, TextRow},
};

/// The columns of an observation in the files of tests.
pub const COLUMNS: [&str; 8] = [
    "indicator",
    "region",
    "category",
    "period",
    "value",
    "status",
    "qualifier",
    "document",
];

/// So many synthetic observations of Brittany, of ten series, each with its own day; values count up from `shift`.
///
/// They are clearly not real (their category says so), and live in throw-away databases only.
pub fn observations(count: usize, shift: usize) -> Publication {
    of_series(0..10, count, shift)
}

/// The same for chosen series, so that publications can follow one another.
pub fn of_series(series: std::ops::Range<usize>, count: usize, shift: usize) -> Publication {
    let header = COLUMNS.map(str::to_owned);
    let first = chrono::NaiveDate::from_ymd_opt(1000, 1, 1).expect("a day");
    let width = series.len();
    let rows = (0..count).map(|at| TextRow {
        line: at as u64 + 2,
        cells: vec![
            "documents-alimentant-le-dmp".to_owned(),
            "bretagne".to_owned(),
            format!("Synthétique {}", series.start + at % width),
            (first + chrono::Days::new((at / width) as u64)).to_string(),
            (at + shift).to_string(),
            "final".to_owned(),
            "exact".to_owned(),
            "webinaire-idf-2022".to_owned(),
        ],
        ..Default::default()
    });
    let dataset = registry().find("observations").expect("the dataset");
    Publication {
        message: "synthetic, for a test".to_owned(),
        entries: publishing::read_rows(dataset, "synthetic.csv", &header, rows.collect()).expect("rows"),
        ..Default::default()
    }
}
