use std::process::Command;

use segur_tests::{Database, Engine, Server};
use serde_json::{Value as Json, json};

use super::questions::VARIANTS;

/// What the variants of questions ask of: taken from the database and from our own pages before any time is.
pub(super) struct Facts {
    pub(super) couloirs: Vec<String>,
    /// Places in the list of solutions: our cursor, the key of peers.
    pub(super) solutions: Vec<(String, i64)>,
    /// Indicators and regions, each with at least two series.
    pub(super) pairs: Vec<(String, String)>,
    /// For each pair, the place of its 1,900th row.
    pub(super) deep: Vec<(String, i64)>,
    /// Indicators whose values of several periods add.
    pub(super) flows: Vec<String>,
}

/// How deep a deep page is: as far as two series of a thousand days go.
const DEEP: usize = 1_900;

impl Facts {
    pub(super) async fn read(database: &Database, server: &Server) -> Self {
        let pairs = ask(
            database,
            "SELECT i.slug, r.slug FROM series s JOIN record i ON i.id = s.indicator_id JOIN record r ON r.id = s.region_id
             WHERE s.slug LIKE 'synthetique-%' GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2",
        );
        let pairs: Vec<(String, String)> = pairs.into_iter().take(VARIANTS).map(pair).collect();
        assert_eq!(pairs.len(), VARIANTS, "pairs of an indicator and a region");
        let mut deep = Vec::new();
        for (indicator, region) in &pairs {
            let id = of_peers(
                database,
                &format!(
                    "SELECT o.id FROM plain.observation o JOIN plain.indicator i ON i.id = o.indicator_id JOIN plain.region r ON r.id = o.region_id
                     WHERE i.slug = '{indicator}' AND r.slug = '{region}' ORDER BY o.id OFFSET {} LIMIT 1",
                    DEEP - 1
                ),
            );
            deep.push((
                cursor(server, indicator, region).await,
                id.first().copied().unwrap_or_default(),
            ));
        }
        Self {
            couloirs: first_column(ask(
                database,
                "SELECT slug FROM record WHERE dataset = 'couloirs' ORDER BY id LIMIT 6",
            )),
            solutions: solutions(database, server).await,
            pairs,
            deep,
            flows: first_column(ask(
                database,
                "SELECT DISTINCT i.slug FROM indicator i JOIN series s ON s.indicator_id = i.record_id
                 WHERE i.measure = 'flow' AND i.overlapping IS NOT TRUE AND s.slug LIKE 'synthetique-%'",
            )),
        }
    }
}

/// Our cursor behind the 1,900th row of a pair.
async fn cursor(server: &Server, indicator: &str, region: &str) -> String {
    let document = "query($first: Int, $after: String, $indicator: String, $region: String) {
        observations(first: $first, after: $after, filter: { indicator: { slug: { eq: $indicator } }, region: { slug: { eq: $region } } }) { pageInfo { endCursor } } }";
    let mut after = Json::Null;
    for first in [DEEP / 4; 4] {
        let variables = json!({ "first": first, "after": after, "indicator": indicator, "region": region });
        let answer = server.graphql_answer(document, variables).await;
        let json: Json = serde_json::from_str(&answer.text).expect("JSON");
        after = json["data"]["observations"]["pageInfo"]["endCursor"].clone();
        assert!(after.is_string(), "{indicator}, {region}: {}", answer.text);
    }
    after.as_str().unwrap_or_default().to_owned()
}

async fn solutions(database: &Database, server: &Server) -> Vec<(String, i64)> {
    let answer = server
        .graphql_answer("{ solutions(first: 500) { edges { cursor } } }", json!({}))
        .await;
    let answer: Json = serde_json::from_str(&answer.text).expect("JSON");
    let edges = answer["data"]["solutions"]["edges"].as_array().expect("edges").clone();
    let keys = of_peers(database, "SELECT id FROM plain.solution ORDER BY id LIMIT 500");
    let places = edges.iter().enumerate().step_by(4).take(VARIANTS);
    let places: Vec<(String, i64)> = places
        .map(|(at, edge)| {
            let cursor = edge["cursor"].as_str().expect("a cursor").to_owned();
            (cursor, keys.get(at).copied().unwrap_or_default())
        })
        .collect();
    assert_eq!(places.len(), VARIANTS, "places in the list of solutions");
    places
}

fn first_column(rows: Vec<Vec<String>>) -> Vec<String> {
    rows.into_iter().filter_map(|row| row.into_iter().next()).collect()
}

fn pair(row: Vec<String>) -> (String, String) {
    let mut cells = row.into_iter();
    let mut next = || cells.next().expect("a cell");
    (next(), next())
}

/// Keys of the plain tables, which are on PostgreSQL alone.
fn of_peers(database: &Database, statement: &str) -> Vec<i64> {
    if database.engine == Engine::Sqlite {
        return Vec::new();
    }
    let keys = first_column(ask(database, statement));
    keys.iter().map(|key| key.parse().expect("a number")).collect()
}

/// The cells of a statement's rows.
fn ask(database: &Database, statement: &str) -> Vec<Vec<String>> {
    let mut command = match database.engine {
        Engine::Sqlite => Command::new("sqlite3"),
        Engine::Postgresql => Command::new("psql"),
    };
    match database.engine {
        Engine::Sqlite => command.args([&database.file(), statement]),
        Engine::Postgresql => command
            .args(["--no-psqlrc", "--tuples-only", "--no-align", "--dbname"])
            .args([&database.url, "--command", statement]),
    };
    let output = command.output().expect("the engine's client");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{statement}: {errors}");
    let lines = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    lines
        .lines()
        .map(|line| line.split('|').map(str::to_owned).collect())
        .collect()
}
