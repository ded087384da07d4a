//! Data at the scale that the service is built for: thousands of solutions, millions of observations. Clearly synthetic, in throw-away databases only.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use segur::{
    access::Viewer,
    app,
    datasets::registry,
    domain::Clock,
    publishing::{self, Entry, Publication, TextRow},
};

use crate::{Database, Engine, database::migrations_from, server::settings};

/// How many observations a series has, a day each.
pub const PERIODS: usize = 1_000;

/// How many series a publication holds.
const SERIES_AT_ONCE: usize = 100;

/// What the synthetic solutions are referenced for.
const SPECIFICATIONS: [&str; 8] = [
    "dpi-vague-1",
    "dpi-vague-2",
    "drimbox-vague-2",
    "lgc-vague-1",
    "lgc-vague-2",
    "lgo-vague-1",
    "lgo-vague-2",
    "ri-vague-1",
];

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Solutions, of a tenth as many editors, each with two referencings.
    pub solutions: usize,
    /// Observations, in series of a thousand days.
    pub observations: usize,
}

impl Scale {
    /// Adds so much to a database, which is made, migrated and seeded where it is empty.
    pub async fn load(self, database: &Database) {
        let store = app::open_ready(&settings(&database.url), Clock::System)
            .await
            .expect("the store");
        let publication = Publication {
            message: "synthetic, for a test".to_owned(),
            entries: self.entries(),
            ..Default::default()
        };
        let published = publishing::publish(&store, Clock::System, &Viewer::seed(), publication).await;
        let revision = published.expect("a publication").revision.expect("a revision").0;
        run(database, &self.observations(database.engine, revision));
        // Their totals are made as a migration makes those of a database that has none.
        let steps = migrations_from("keep_totals_of_series");
        store.migrate_down(steps).await.expect("migrated down");
        store.migrate_up(&()).await.expect("migrated");
        store.close().await.expect("closed");
    }

    fn entries(self) -> Vec<Entry> {
        let editors = self.solutions / 10;
        let source = "webinaire-idf-2022";
        let mut entries = rows("editors", &["slug", "name", "source_document"], editors, |at| {
            vec![
                format!("editeur-{at}"),
                format!("Éditeur synthétique {at}"),
                source.to_owned(),
            ]
        });
        let columns = ["slug", "name", "editor", "source_document"];
        entries.extend(rows("solutions", &columns, self.solutions, |at| {
            let editor = format!("editeur-{}", at % editors);
            vec![
                format!("solution-{at}"),
                format!("Logiciel synthétique {at}"),
                editor,
                source.to_owned(),
            ]
        }));
        let columns = [
            "slug",
            "solution",
            "specification",
            "status",
            "status_on",
            "source_document",
        ];
        entries.extend(rows("referencings", &columns, self.solutions * 2, |at| {
            let specification = SPECIFICATIONS[at % SPECIFICATIONS.len()];
            let day = format!("20{:02}-{:02}-01", 21 + at % 5, 1 + at % 12);
            let solution = format!("solution-{}", at / 2);
            let slug = format!("{solution}-{specification}");
            vec![
                slug,
                solution,
                specification.to_owned(),
                "referenced".to_owned(),
                day,
                source.to_owned(),
            ]
        }));
        entries
    }

    /// What a publication would write, by the engine itself: a hundred series a revision.
    fn observations(self, engine: Engine, last: i64) -> String {
        let series = self.observations.div_ceil(PERIODS);
        let revisions = series.div_ceil(SERIES_AT_ONCE);
        let numbers = |name: &str, to: usize| match engine {
            Engine::Postgresql => format!("(SELECT n FROM generate_series(1, {to}) n) {name}"),
            Engine::Sqlite => {
                format!(
                    "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {to}) SELECT n FROM c) {name}"
                )
            }
        };
        let (day, instant, begin, end) = match engine {
            Engine::Postgresql => (
                "(DATE '1000-01-01' + CAST(p.n AS integer))",
                "TIMESTAMPTZ '2026-01-01T00:00:00Z'",
                "SET session_replication_role = replica; BEGIN;",
                "COMMIT; ANALYZE;",
            ),
            Engine::Sqlite => (
                "date('1000-01-01', '+' || p.n || ' days')",
                "'2026-01-01T00:00:00+00:00'",
                "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN;",
                "COMMIT; ANALYZE;",
            ),
        };
        let text = match engine {
            Engine::Postgresql => format!("CAST({day} AS text)"),
            Engine::Sqlite => day.to_owned(),
        };
        let of = |dataset: &str| {
            format!("(SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place FROM record WHERE dataset = '{dataset}')")
        };
        let (indicators, regions) = (of("indicators"), of("regions"));
        let document = "(SELECT id FROM record WHERE dataset = 'documents' AND slug = 'webinaire-idf-2022')";
        let base = "(SELECT value FROM counter WHERE name = 'record')";
        let since = format!("{last} + 1 + (s.n - 1) / {SERIES_AT_ONCE}");
        let open = i64::MAX;
        let (some, days) = (numbers("s", series), numbers("p", PERIODS));
        format!(
            "{begin}
INSERT INTO revision (number, published_at, institution, author, message) SELECT {last} + s.n, {instant}, 'seed', 'synthetic', 'synthetic, for a test' FROM {of_revisions};
INSERT INTO dataset_revision (dataset, revision, created, total) SELECT 'observations', {last} + s.n, {each}, {each} * s.n + (SELECT total FROM dataset_revision WHERE dataset = 'observations' ORDER BY revision DESC LIMIT 1) FROM {of_revisions};
INSERT INTO record (id, dataset, slug) SELECT {base} + s.n, 'series', 'synthetique-' || s.n FROM {some};
INSERT INTO series (record_id, slug, indicator_id, region_id, category, category_folded, document_id) SELECT {base} + s.n, 'synthetique-' || s.n, i.id, r.id, 'Synthétique ' || s.n, 'synthetique ' || s.n, {document} FROM {some} JOIN {indicators} i ON i.place = s.n % 50 JOIN {regions} r ON r.place = s.n % 18;
INSERT INTO observation (series_id, period, since, until, period_earliest, period_latest, value, status, qualifier) SELECT {base} + s.n, {text}, {since}, {open}, {day}, {day}, (s.n * 7919 + p.n * 104729) % 1000000 * 1000, 'final', 'exact' FROM {some} CROSS JOIN {days};
INSERT INTO change (revision, position, record_id, period, operation) SELECT {since}, (s.n - 1) % {SERIES_AT_ONCE} * {PERIODS} + p.n - 1, {base} + s.n, {text}, 'created' FROM {some} CROSS JOIN {days};
UPDATE counter SET value = value + {series} WHERE name = 'record';
UPDATE counter SET value = {last} + {revisions} WHERE name = 'revision';
{end}\n",
            of_revisions = numbers("s", revisions),
            each = SERIES_AT_ONCE.min(series) * PERIODS,
        )
    }
}

/// Entries of a dataset, row by row.
fn rows(name: &str, columns: &[&str], count: usize, cells: impl Fn(usize) -> Vec<String>) -> Vec<Entry> {
    let header: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let rows = (0..count).map(|at| TextRow {
        line: at as u64 + 2,
        cells: cells(at),
        ..Default::default()
    });
    let dataset = registry().find(name).expect("the dataset");
    publishing::read_rows(dataset, "synthetic.csv", &header, rows.collect()).expect("rows")
}

/// Runs a script by the engine's own client.
fn run(database: &Database, script: &str) {
    let mut command = match database.engine {
        Engine::Sqlite => {
            let mut command = Command::new("sqlite3");
            command.args(["-bail", &database.file()]);
            command
        }
        Engine::Postgresql => {
            let mut command = Command::new("psql");
            command.args([
                "--quiet",
                "--no-psqlrc",
                "--set",
                "ON_ERROR_STOP=1",
                "--dbname",
                &database.url,
            ]);
            command
        }
    };
    let mut client = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the engine's client");
    client
        .stdin
        .take()
        .expect("its input")
        .write_all(script.as_bytes())
        .expect("it reads");
    assert!(client.wait().expect("it ends").success(), "the data cannot be made");
}
