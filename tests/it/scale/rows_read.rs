use segur_tests::{Database, Engine, Server, on_own_database, scale::Scale};
use serde_json::{Value as Json, json};

use super::statements::{Told, ask, ask_with};

/// The orders of observations that an index has.
const ORDERS: [&str; 3] = ["", "&sort=period", "&sort=-period"];

/// What observations are usually filtered by.
const FILTERS: [&str; 11] = [
    "",
    "&region=bretagne",
    "&indicator=acteurs-alimentant-le-dmp",
    "&region=bretagne&indicator=acteurs-alimentant-le-dmp",
    "&document=webinaire-idf-2022",
    "&category=Synth%C3%A9tique%207",
    "&region=bretagne&period.gte=1001-02-01&period.lte=1001-11-30",
    "&indicator=acteurs-alimentant-le-dmp&period.gte=1001-02-01&period.lte=1001-11-30",
    "&period.gte=1001-02-01&period.lte=1001-11-30",
    "&status=final",
    "&region=bretagne&latest=true",
];

/// The steps of SQLite's machine for a row that is read, looked at and passed on, at most.
const STEPS_OF_ROW: u64 = 100;

/// What a page of so many rows may read.
fn most(returned: usize) -> u64 {
    20 * returned as u64 + 1_000
}

/// The observations that PostgreSQL read, returned or not.
fn read_by_postgresql(plan: &Json) -> u64 {
    let number = |name: &str| plan[name].as_f64().unwrap_or_default();
    let rows = number("Actual Rows") + number("Rows Removed by Filter") + number("Rows Removed by Index Recheck");
    let own = match plan["Relation Name"].as_str() {
        Some("observation") => (rows * number("Actual Loops")) as u64,
        _ => 0,
    };
    let below = plan["Plans"].as_array().into_iter().flatten();
    own + below.map(read_by_postgresql).sum::<u64>()
}

/// How many rows a statement read; of SQLite, as far as its steps tell.
fn rows_read(database: &Database, statement: &str) -> u64 {
    match database.engine {
        Engine::Sqlite => {
            let told = ask_with(database, &["-cmd", ".stats vmstep"], statement);
            let steps = told.lines().rev().find_map(|line| line.strip_prefix("VM-steps: "));
            steps.expect("steps").trim().parse::<u64>().unwrap() / STEPS_OF_ROW
        }
        Engine::Postgresql => {
            let told = ask(
                database,
                &format!("SET max_parallel_workers_per_gather = 0; EXPLAIN (ANALYZE, FORMAT JSON) {statement}"),
            );
            let plan: Json = serde_json::from_str(&told).unwrap();
            read_by_postgresql(&plan[0]["Plan"])
        }
    }
}

on_own_database! {
    a_page_in_an_order_that_an_index_has_reads_little_more_than_its_rows,
    an_order_that_no_index_has_is_refused_where_it_would_read_too_much,
}

const LARGE: Scale = Scale {
    solutions: 100,
    observations: 210_000,
};

async fn a_page_in_an_order_that_an_index_has_reads_little_more_than_its_rows(database: &Database) {
    LARGE.load(database).await;
    let (node, told) = Told::by_node(database);
    let server = Server::at(&node.address);
    told.take();
    let mut found = Vec::new();
    for order in ORDERS {
        for filter in FILTERS {
            let mut next = Some(format!("/v1/observations?limit=100{order}{filter}"));
            // The first page, and those that its links lead to.
            for page in 0..3 {
                let Some(path) = next else { break };
                let (answer, statements) = told.of_read(&server, &path).await;
                let body = answer.json();
                let returned = body["data"].as_array().unwrap().len();
                let read: u64 = statements.iter().map(|statement| rows_read(database, statement)).sum();
                if read > most(returned) {
                    found.push(format!(
                        "page {page}, {path}: {returned} rows of {read} read\n  {}",
                        statements.join("\n  ")
                    ));
                }
                next = body["links"]["next"].as_str().map(ToOwned::to_owned);
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} pages read too much:\n{}",
        found.len(),
        found.join("\n")
    );
    let whole = "SELECT COUNT(\"value\") FROM \"observation\"";
    assert!(
        rows_read(database, whole) > most(100),
        "what reads everything would be seen"
    );
}

async fn an_order_that_no_index_has_is_refused_where_it_would_read_too_much(database: &Database) {
    LARGE.load(database).await;
    let (node, _told) = Told::by_node(database);
    let server = Server::at(&node.address);
    for order in ["value", "-value", "status", "revision", "-period,value"] {
        let refused = server.get(&format!("/v1/observations?limit=5&sort={order}")).await;
        assert_eq!(refused.status, 400, "{order}: {}", refused.text);
        let problem = refused.json();
        assert_eq!(problem["code"], "TOO_COMPLEX", "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("200000") && detail.contains("region"), "{detail}");
    }
    for filter in [
        "region=bretagne",
        "indicator=acteurs-alimentant-le-dmp",
        "period.gte=1002-01-01",
        "latest=true",
    ] {
        let sorted = server
            .json(&format!("/v1/observations?limit=50&sort=-value&{filter}"))
            .await;
        let values: Vec<f64> = sorted["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row["value"].as_f64())
            .collect();
        assert!(
            values.len() > 10 && values.is_sorted_by(|one, next| one >= next),
            "{filter}: {values:?}"
        );
    }
    let of_regions =
        "{ regions(first: 18) { nodes { observations(first: 3, orderBy: { field: VALUE }) { nodes { value } } } } }";
    let refused = server.graphql_answer(of_regions, json!({})).await.json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "TOO_COMPLEX", "{refused}");
    let of_one = "{ region(slug: \"bretagne\") { observations(first: 3, orderBy: { field: VALUE, direction: DESC }) { nodes { value } } } }";
    let one = server.graphql(of_one).await;
    let listed = server
        .json("/v1/observations?limit=3&sort=-value&region=bretagne")
        .await;
    let of_list: Vec<&Json> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["value"])
        .collect();
    let of_region = one["data"]["region"]["observations"]["nodes"].as_array().unwrap();
    assert_eq!(of_region.iter().map(|node| &node["value"]).collect::<Vec<_>>(), of_list);
}
