use std::collections::HashMap;

use segur_tests::{Database, Engine, Server, on_own_database, scale::Scale};
use serde_json::Value as Json;

use super::statements::{Told, ask};

/// What the main queries ask: pages near and deep, filtered and sorted, records, relations, the feed, search, the past.
const READS: [&str; 28] = [
    "/v1/observations?limit=100",
    "/v1/observations?limit=100&region=bretagne",
    "/v1/observations?limit=100&indicator=acteurs-alimentant-le-dmp",
    "/v1/observations?limit=100&document=webinaire-idf-2022",
    "/v1/observations?limit=100&as_of=4",
    "/v1/observations?limit=100&sort=-period",
    "/v1/observations?limit=100&sort=period",
    "/v1/observations?limit=100&sort=-period&status=final",
    "/v1/observations?limit=100&sort=-period&as_of=6",
    "/v1/observations?limit=100&sort=-period&region=bretagne",
    "/v1/observations?limit=100&sort=period&indicator=acteurs-alimentant-le-dmp",
    "/v1/observations?limit=100&sort=-period&region=bretagne&indicator=acteurs-alimentant-le-dmp",
    "/v1/observations?limit=100&sort=-period&region=bretagne&latest=true",
    "/v1/solutions?limit=50&as_of=NOW",
    "/v1/solutions?limit=50&sort=name&as_of=NOW",
    "/v1/solutions?limit=50&sort=-name&as_of=NOW",
    "/v1/solutions?limit=50&editor=editeur-7&as_of=NOW",
    "/v1/solutions/solution-1234?as_of=NOW",
    "/v1/solutions/solution-1234?as_of=5",
    "/v1/solutions/solution-1234/history",
    "/v1/referencings?limit=50&solution=solution-77&as_of=NOW",
    "/v1/referencings?limit=50&specification=dpi-vague-1&as_of=NOW",
    "/v1/editors/editeur-3?as_of=NOW",
    "/v1/changes?limit=100",
    "/v1/changes?limit=100&after=6",
    "/v1/search?q=logiciel%20synthetique%201234&limit=10",
    "/v1/datasets",
    "/v1/changes.atom",
];
const QUERIES: [&str; 6] = [
    "{ solutions(asOf: \"NOW\", first: 50) { nodes { name editor { name } referencings { nodes { status statusOn { edtf } } } } } }",
    "{ solutions(asOf: \"NOW\", first: 50, orderBy: [{ field: NAME, direction: DESC }]) { nodes { name } } }",
    "{ observations(first: 100) { nodes { value period { edtf } indicator { name } region { name } } } }",
    "{ observations(first: 100, filter: { region: { slug: { eq: \"bretagne\" } } }) { nodes { value period { edtf } } } }",
    "{ editor(asOf: \"NOW\", slug: \"editeur-9\") { name solutions(first: 20) { nodes { name referencings { nodes { slug } } } } } }",
    "{ solution(asOf: \"NOW\", slug: \"solution-42\") { name editor { name } provenance { document { title } } } }",
];

/// Rows of a table from which reading a quarter is a full scan.
const LARGE: u64 = 1_500;

/// The tables that are large, with their rows.
fn large(database: &Database) -> HashMap<String, u64> {
    let tables = [
        "observation",
        "change",
        "solution",
        "referencing",
        "citation",
        "record",
        "search_entry",
        "series",
        "editor",
    ];
    let counted = tables.map(|table| {
        (
            table.to_owned(),
            ask(database, &format!("SELECT COUNT(*) FROM {table}"))
                .trim()
                .parse()
                .unwrap(),
        )
    });
    counted.into_iter().filter(|(_, rows)| *rows >= LARGE).collect()
}

/// The full scans in what PostgreSQL did: rows of a large table read, by whatever way, that are more than a quarter of it.
fn scans_of_postgresql(plan: &Json, large: &HashMap<String, u64>, found: &mut Vec<String>) {
    let number = |name: &str| plan[name].as_f64().unwrap_or_default();
    if let Some(rows) = plan["Relation Name"].as_str().and_then(|table| large.get(table)) {
        let read = (number("Actual Rows") + number("Rows Removed by Filter") + number("Rows Removed by Index Recheck"))
            * number("Actual Loops");
        if read > *rows as f64 / 4.0 {
            found.push(format!(
                "{} of {}: {read} of {rows} rows",
                plan["Node Type"], plan["Relation Name"]
            ));
        }
    }
    for below in plan["Plans"].as_array().into_iter().flatten() {
        scans_of_postgresql(below, large, found);
    }
}

/// The full scans in what SQLite means to do: tables read from end to end, unless in the order of an index and no further than a page.
fn scans_of_sqlite(statement: &str, plan: &str, large: &HashMap<String, u64>) -> Vec<String> {
    let in_order = statement.contains(" LIMIT ") && !plan.contains("USE TEMP B-TREE FOR ORDER BY");
    let scans = plan.lines().filter_map(|line| line.split_once("SCAN "));
    let large_ones = scans.filter(|(_, what)| {
        let name = what.split(' ').next().unwrap_or_default();
        let of = |table: &String| statement.contains(&format!("\"{table}\" AS \"{name}\"")) || table == name;
        large.keys().any(of)
            && !(in_order
                && (what.contains("USING INDEX")
                    || what.contains("USING COVERING INDEX")
                    || what.contains("PRIMARY KEY")))
    });
    large_ones.map(|(_, what)| what.to_owned()).collect()
}

fn full_scans(database: &Database, statement: &str, large: &HashMap<String, u64>) -> Vec<String> {
    match database.engine {
        Engine::Sqlite => scans_of_sqlite(
            statement,
            &ask(database, &format!("EXPLAIN QUERY PLAN {statement}")),
            large,
        ),
        Engine::Postgresql => {
            let told = ask(
                database,
                &format!(
                    "SET enable_seqscan = off; SET max_parallel_workers_per_gather = 0; EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
                ),
            );
            let plan: Json = serde_json::from_str(&told).unwrap();
            let mut found = Vec::new();
            scans_of_postgresql(&plan[0]["Plan"], large, &mut found);
            found
        }
    }
}

on_own_database! {
    no_main_query_reads_a_whole_table,
    a_full_scan_would_be_seen,
}

async fn no_main_query_reads_a_whole_table(database: &Database) {
    Scale {
        solutions: 2_000,
        observations: 100_000,
    }
    .load(database)
    .await;
    let large = large(database);
    assert!(large.len() >= 6, "{large:?}");
    let (node, told) = Told::by_node(database);
    let server = Server::at(&node.address);
    let mut found = Vec::new();
    let mut asked = 0;
    let deep = server.json("/v1/observations?limit=1000").await["links"]["next"]
        .as_str()
        .unwrap()
        .to_owned();
    let reads = READS.iter().map(ToString::to_string).chain([deep]);
    // Small datasets are held in memory, but for views of the past: the present as of its own revision is read from the database.
    let now = server.json("/version").await["revision"].to_string();
    let reads = reads.map(|path| path.replace("NOW", &now));
    let queries = QUERIES.iter().map(|query| query.replace("NOW", &now));
    let queries = queries.map(|query| reqwest::Url::parse_with_params("http://x/graphql", [("query", query)]).unwrap());
    let queries = queries.map(|url| format!("/graphql?{}", url.query().unwrap()));
    told.take();
    for path in reads.chain(queries) {
        let (_, statements) = told.of_read(&server, &path).await;
        asked += statements.len();
        for statement in statements {
            for scan in full_scans(database, &statement, &large) {
                found.push(format!("{path}\n  {scan}\n  {statement}"));
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} full scans in {asked} statements:\n{}",
        found.len(),
        found.join("\n")
    );
}

async fn a_full_scan_would_be_seen(database: &Database) {
    Scale {
        solutions: 2_000,
        observations: 2_000,
    }
    .load(database)
    .await;
    let large = large(database);
    for statement in [
        "SELECT \"note\" FROM \"solution\" AS \"s\" WHERE \"s\".\"note\" = 'x'",
        "SELECT COUNT(\"value\") FROM \"observation\"",
        "SELECT \"name\" FROM \"solution\" ORDER BY \"note\" LIMIT 10",
    ] {
        assert_eq!(full_scans(database, statement, &large).len(), 1, "{statement}");
    }
    assert!(
        full_scans(
            database,
            "SELECT \"name\" FROM \"solution\" WHERE \"slug\" = 'solution-7'",
            &large
        )
        .is_empty()
    );
}
