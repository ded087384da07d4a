use reqwest::Method;
use segur::datasets::{Column, Dataset, Kind, read::order::orderable, registry};
use segur_tests::{Server, on_both_engines, server::Answer};
use serde_json::Value as Json;

on_both_engines! {
    rows_in_memory_are_those_of_the_database_in_every_order_and_under_every_condition,
    lists_of_records_in_memory_are_those_of_the_database,
}

async fn timed(server: &Server, path: &str) -> Answer {
    let request = server.request(Method::GET, path).header("prefer", "server-timing");
    server.send(request).await
}

/// Asks for a dataset in other words each time, until it takes no statement: its rows are in memory.
async fn until_held(server: &Server, dataset: &Dataset) {
    for limit in 1..400 {
        let path = format!("/v1/{}?fields=slug&limit={limit}", dataset.name);
        let answer = timed(server, &path).await;
        if answer.statements() == Some(0) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert!(dataset.name.is_empty(), "{} is never held in memory", dataset.name);
}

/// Conditions on a column that some rows satisfy, and some do not.
fn conditions(column: &Column, rows: &[Json]) -> Vec<String> {
    // Lists are not compared; a parameter named as_of is a moment.
    if matches!(column.kind, Kind::List) || column.name == "as_of" {
        return Vec::new();
    }
    let values = rows
        .iter()
        .map(|row| &row[column.name])
        .filter(|value| !value.is_null());
    let texts = values.filter_map(|value| match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(answer) => Some(answer.to_string()),
        _ => None,
    });
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    texts.dedup();
    let mut conditions = vec![
        format!("{}.is_null=true", column.name),
        format!("{}.is_null=false", column.name),
    ];
    let Some(some) = texts.get(texts.len() / 2) else {
        return conditions;
    };
    let mut add = |operator: &str, value: &str| {
        let value: String = form(value);
        conditions.push(format!("{}{operator}={value}", column.name));
    };
    add("", some);
    add(".ne", some);
    if matches!(column.kind, Kind::Integer | Kind::Decimal | Kind::Euros | Kind::Date) {
        for operator in [".lt", ".lte", ".gt", ".gte"] {
            add(operator, some);
        }
    }
    if matches!(column.kind, Kind::Text) && column.name == "name" {
        let part: String = some.chars().skip(1).take(4).collect();
        add(".contains", &part.to_uppercase());
        let start: String = some.chars().take(3).collect();
        add(".starts_with", &start);
    }
    conditions
}

fn form(text: &str) -> String {
    let address = reqwest::Url::parse_with_params("http://x", [("q", text)]).unwrap();
    address.query().unwrap()[2..].to_owned()
}

async fn rows_in_memory_are_those_of_the_database_in_every_order_and_under_every_condition(server: &Server) {
    let revision = server.json("/version").await["revision"].as_i64().unwrap();
    let (mut asked, mut held) = (0, 0);
    for dataset in registry().datasets().filter(|dataset| dataset.name != "observations") {
        if server.json(&format!("/v1/{}?count=true", dataset.name)).await["total"] == 0 {
            continue;
        }
        until_held(server, dataset).await;
        let rows = server.records(&format!("/v1/{}?limit=1000", dataset.name)).await;
        let mut queries: Vec<String> = dataset
            .columns
            .iter()
            .flat_map(|column| conditions(column, &rows))
            .collect();
        if dataset.name == "funding-windows" {
            queries.extend(["open_on=2023-02-15", "open_on.application=2022-11-30"].map(str::to_owned));
        }
        for order in orderable(dataset) {
            for way in ["", "-"] {
                queries.push(format!("limit=7&sort={way}{order}"));
            }
        }
        for query in queries {
            let path = format!("/v1/{}?count=true&{query}", dataset.name);
            let answer = timed(server, &format!("/v1/{}?fields=slug&{query}", dataset.name)).await;
            asked += 1;
            held += u64::from(answer.statements() == Some(0));
            // The present as of its revision is read from the database.
            let past = server.records(&format!("{path}&as_of={revision}")).await;
            assert_eq!(server.records(&path).await, past, "{path}");
            assert_eq!(
                server.json(&path).await["total"],
                server.json(&format!("{path}&as_of={revision}")).await["total"],
                "{path}"
            );
        }
    }
    assert!(
        held * 10 > asked * 9,
        "{held} of {asked} queries were answered from memory"
    );
}

async fn lists_of_records_in_memory_are_those_of_the_database(server: &Server) {
    let revision = server.json("/version").await["revision"].as_i64().unwrap();
    for dataset in [
        "specifications",
        "referencings",
        "solutions",
        "editors",
        "funding-windows",
    ] {
        until_held(server, registry().find(dataset).unwrap()).await;
    }
    for fields in [
        "couloirs(first: 10AT) { nodes { slug specifications(first: 3, orderBy: { field: NAME, direction: DESC }) { totalCount nodes { slug referencings(first: 4) { totalCount pageInfo { hasNextPage } nodes { slug solution { name editor { name } } } } } } } }",
        "editors(first: 40AT) { nodes { slug solutions(last: 2) { totalCount nodes { slug referencings(filter: { status: { eq: REFERENCED } }) { totalCount nodes { slug statusOn { edtf } } } } } } }",
        "fundingWindows(first: 50, filter: { programme: { slug: { eq: \"sun-es\" } }, not: { phases: { some: { kind: { eq: ORDER } } } } }AT) { totalCount nodes { slug phases { kind startsOn { edtf } } provenance { document { slug } } publisher } }",
        "referencings(first: 50, filter: { solution: { editor: { name: { contains: \"a\" } } } }AT) { totalCount nodes { slug solution { slug } } }",
    ] {
        let now = server.graphql(&format!("{{ {} }}", fields.replace("AT", ""))).await;
        let then = server
            .graphql(&format!(
                "{{ {} }}",
                fields.replace("AT", &format!(", asOf: \"{revision}\""))
            ))
            .await;
        assert_eq!(now["data"], then["data"], "{fields}");
    }
}
