//! Two hundred groupings drawn at random, asked over HTTP and written by hand in SQL: the answers must be the same, to the digit.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Database as Connection, Statement};
use segur_tests::{Engine, Server, on_own_database};

/// A dimension: its name, and what it is by hand, on SQLite and on PostgreSQL.
type ByHand = (&'static str, &'static str, &'static str);

struct Table {
    dataset: &'static str,
    from: &'static str,
    dimensions: &'static [ByHand],
    /// A measure, its column, and how many decimals it is stored with.
    measures: &'static [(&'static str, &'static str, usize)],
    /// Filters that every grouping has: of envelopes, one decision alone, of which none is part of another.
    always: &'static [(&'static str, &'static str)],
    /// A filter as a parameter, and by hand.
    filters: &'static [(&'static str, &'static str)],
}

const CURRENT: &str = "9223372036854775807";

const TABLES: [Table; 3] = [
    Table {
        dataset: "observations",
        from: "observation o JOIN series s ON s.record_id = o.series_id JOIN record i ON i.id = s.indicator_id LEFT JOIN record r ON r.id = s.region_id LEFT JOIN record c ON c.id = s.couloir_id JOIN record d ON d.id = s.document_id",
        dimensions: &[
            ("indicator", "i.slug", "i.slug"),
            ("region", "r.slug", "r.slug"),
            ("couloir", "c.slug", "c.slug"),
            ("document", "d.slug", "d.slug"),
            ("category", "s.category", "s.category"),
            ("status", "o.status", "o.status"),
            ("qualifier", "o.qualifier", "o.qualifier"),
            ("period", "o.period", "o.period"),
            (
                "period_year",
                "CASE WHEN strftime('%Y', o.period_earliest) = strftime('%Y', o.period_latest) THEN strftime('%Y', o.period_latest) END",
                "CASE WHEN date_part('year', o.period_earliest) = date_part('year', o.period_latest) THEN date_part('year', o.period_latest)::text END",
            ),
            (
                "period_month",
                "CASE WHEN strftime('%Y-%m', o.period_earliest) = strftime('%Y-%m', o.period_latest) THEN strftime('%Y-%m', o.period_latest) END",
                "CASE WHEN date_trunc('month', o.period_earliest) = date_trunc('month', o.period_latest) THEN left(o.period_latest::text, 7) END",
            ),
            (
                "period_quarter",
                "CASE WHEN strftime('%Y', o.period_earliest) || ((strftime('%m', o.period_earliest) - 1) / 3) = strftime('%Y', o.period_latest) || ((strftime('%m', o.period_latest) - 1) / 3) THEN strftime('%Y', o.period_latest) || '-Q' || ((strftime('%m', o.period_latest) - 1) / 3 + 1) END",
                "CASE WHEN date_trunc('quarter', o.period_earliest) = date_trunc('quarter', o.period_latest) THEN date_part('year', o.period_latest) || '-Q' || date_part('quarter', o.period_latest) END",
            ),
        ],
        measures: &[("value", "o.value", 3)],
        always: &[],
        filters: &[
            ("region=ile-de-france", "r.slug = 'ile-de-france'"),
            ("status=provisional", "o.status = 'provisional'"),
            ("value.gt=1000.5", "o.value > 1000500"),
            ("couloir.is_null=true", "c.slug IS NULL"),
            (
                "indicator.in=acteurs-alimentant-le-dmp,documents-alimentant-le-dmp",
                "i.slug IN ('acteurs-alimentant-le-dmp', 'documents-alimentant-le-dmp')",
            ),
            ("period.gte=2022", "o.period_earliest >= '2022-01-01'"),
            ("document.ne=webinaire-idf-2022", "d.slug <> 'webinaire-idf-2022'"),
        ],
    },
    Table {
        dataset: "regional-envelopes",
        from: "regional_envelope o JOIN record p ON p.id = o.programme_id JOIN record r ON r.id = o.region_id",
        dimensions: &[
            ("programme", "p.slug", "p.slug"),
            ("region", "r.slug", "r.slug"),
            ("part", "o.part", "o.part"),
            ("phase", "o.phase", "o.phase"),
            ("decision", "o.decision", "o.decision"),
            ("amount_qualifier", "o.amount_qualifier", "o.amount_qualifier"),
            (
                "files_accepted",
                "CAST(o.files_accepted AS TEXT)",
                "o.files_accepted::text",
            ),
            (
                "as_of_year",
                "CASE WHEN strftime('%Y', o.as_of_earliest) = strftime('%Y', o.as_of_latest) THEN strftime('%Y', o.as_of_latest) END",
                "CASE WHEN date_part('year', o.as_of_earliest) = date_part('year', o.as_of_latest) THEN date_part('year', o.as_of_latest)::text END",
            ),
        ],
        measures: &[
            ("amount", "o.amount", 2),
            ("paid", "o.paid", 2),
            ("files_accepted", "o.files_accepted", 0),
        ],
        always: &[("decision=first", "o.decision = 'first'")],
        filters: &[
            ("programme=esms-numerique", "p.slug = 'esms-numerique'"),
            ("amount.gte=1000000.50", "o.amount >= 100000050"),
            ("part.is_null=true", "o.part IS NULL"),
            ("region.ne=france", "r.slug <> 'france'"),
        ],
    },
    Table {
        dataset: "referencings",
        from: "referencing o JOIN record s ON s.id = o.solution_id LEFT JOIN record p ON p.id = o.specification_id",
        dimensions: &[
            ("solution", "s.slug", "s.slug"),
            ("specification", "p.slug", "p.slug"),
            ("status", "o.status", "o.status"),
            ("version", "o.version", "o.version"),
            (
                "status_on_month",
                "CASE WHEN strftime('%Y-%m', o.status_on_earliest) = strftime('%Y-%m', o.status_on_latest) THEN strftime('%Y-%m', o.status_on_latest) END",
                "CASE WHEN date_trunc('month', o.status_on_earliest) = date_trunc('month', o.status_on_latest) THEN left(o.status_on_latest::text, 7) END",
            ),
        ],
        measures: &[],
        always: &[],
        filters: &[
            ("status=referenced", "o.status = 'referenced'"),
            ("status_on.gte=2023", "o.status_on_earliest >= '2023-01-01'"),
        ],
    },
];

/// Numbers that look drawn at random, the same in every run.
pub(super) struct Draw(pub(super) u64);

impl Draw {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    /// Some of a list, each once.
    fn some<'a, T>(&mut self, all: &'a [T], least: usize, most: usize) -> Vec<&'a T> {
        let mut places: Vec<usize> = (0..all.len()).collect();
        let count = least + self.below(most - least + 1);
        (0..count.min(all.len()))
            .map(|_| {
                let at = self.below(places.len());
                &all[places.swap_remove(at)]
            })
            .collect()
    }
}

/// The key, and the count, the values, the sum, the smallest, the largest and the average, as text.
type Groups = BTreeMap<Vec<String>, Vec<String>>;

const NOTHING: &str = "nothing";

fn decimals(value: i128, places: usize, money: bool) -> String {
    let scale = 10i128.pow(u32::try_from(places).unwrap());
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.abs() / scale, value.abs() % scale);
    match (money, rest, places) {
        (true, ..) => format!("{sign}{whole}.{rest:02}"),
        (_, 0, _) => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{}", format!("{rest:0places$}").trim_end_matches('0')),
    }
}

fn rounded(sum: i128, count: i128) -> i128 {
    (2 * sum + count * sum.signum()) / (2 * count)
}

fn by_hand(
    row: &sea_orm::QueryResult,
    dimensions: usize,
    measure: Option<(usize, bool)>,
) -> (Vec<String>, Vec<String>) {
    let text = |at: usize| row.try_get_by_index::<Option<String>>(at).unwrap();
    let key = (0..dimensions)
        .map(|at| text(at).unwrap_or_else(|| NOTHING.to_owned()))
        .collect();
    let number = |at: usize| text(dimensions + at).map(|text| text.parse::<i128>().unwrap());
    let mut told = vec![number(0).unwrap().to_string(), number(1).unwrap().to_string()];
    let (places, money) = measure.unwrap_or((0, false));
    for at in [2, 3, 4] {
        told.push(number(at).map_or(NOTHING.to_owned(), |value| decimals(value, places, money)));
    }
    let average = number(2).map(|sum| {
        let count = number(1).unwrap();
        if places == 0 {
            decimals(rounded(sum * 1000, count), 3, false)
        } else {
            decimals(rounded(sum, count), places, money)
        }
    });
    told.push(average.unwrap_or_else(|| NOTHING.to_owned()));
    (key, told)
}

async fn over_http(server: &Server, address: &str, dimensions: &[&ByHand]) -> Groups {
    let body = server.json(address).await;
    let data = body["data"].as_array().unwrap();
    assert_eq!(body["total"], data.len(), "{address}");
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::Null => NOTHING.to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    data.iter()
        .map(|group| {
            let key = dimensions.iter().map(|(name, ..)| text(&group["key"][name])).collect();
            let told = ["count", "measured", "sum", "min", "max", "average"]
                .map(|name| text(&group[name]))
                .to_vec();
            (key, told)
        })
        .collect()
}

/// The figures that are to be told: counts alone where sums are refused, and no sum of shares and the like.
fn as_told(mut figures: Vec<String>, told: Option<&Vec<String>>, is_refused: bool) -> Vec<String> {
    if is_refused {
        figures[1] = "0".to_owned();
        figures[2..].fill(NOTHING.to_owned());
    } else if told.is_some_and(|told| told[2] == NOTHING) && figures[1] != "1" {
        figures[2] = NOTHING.to_owned();
    }
    figures
}

on_own_database! {
    two_hundred_groupings_are_what_sql_written_by_hand_gives,
}

async fn two_hundred_groupings_are_what_sql_written_by_hand_gives(database: &segur_tests::Database) {
    let (server, running) = Server::start(database).await;
    let connection = Connection::connect(&database.url).await.unwrap();
    let mut draw = Draw(2026);
    let (mut groups, mut refused) = (0, 0);
    for number in 0..200 {
        let table = &TABLES[draw.below(TABLES.len())];
        let dimensions = draw.some(table.dimensions, 1, 3);
        let filters = draw.some(table.filters, 0, 2);
        let measure = (!table.measures.is_empty()).then(|| table.measures[draw.below(table.measures.len())]);
        let by: Vec<&str> = dimensions.iter().map(|(name, ..)| *name).collect();
        let mut address = format!("/v1/{}/groups?limit=1000&by={}", table.dataset, by.join(","));
        let mut sql = String::from("SELECT ");
        for (_, sqlite, postgres) in &dimensions {
            let is_sqlite = database.engine == Engine::Sqlite;
            sql += &format!("{}, ", if is_sqlite { sqlite } else { postgres });
        }
        let column = measure.map_or("NULL", |(_, column, _)| column);
        let number_column = if measure.is_some() {
            column
        } else {
            "CAST(NULL AS bigint)"
        };
        sql += &format!(
            "CAST(COUNT(*) AS TEXT), CAST(COUNT({number_column}) AS TEXT), CAST(SUM({number_column}) AS TEXT), CAST(MIN({number_column}) AS TEXT), CAST(MAX({number_column}) AS TEXT) FROM {} WHERE o.until = {CURRENT}",
            table.from
        );
        for (parameter, condition) in table.always.iter().chain(filters) {
            address += &format!("&{parameter}");
            sql += &format!(" AND {condition}");
        }
        let places: Vec<String> = (1..=dimensions.len()).map(|place| place.to_string()).collect();
        sql += &format!(" GROUP BY {}", places.join(", "));
        address += &format!("&measure={}", measure.map_or("none", |(name, ..)| name));
        let rows = connection
            .query_all_raw(Statement::from_string(connection.get_database_backend(), sql.clone()))
            .await
            .unwrap();
        let measured = measure.map(|(_, _, places)| (places, places == 2));
        let expected: Groups = rows
            .iter()
            .map(|row| by_hand(row, dimensions.len(), measured))
            .collect();
        let is_refused = server.get(&address).await.status == 400;
        if is_refused {
            // What does not add is counted.
            refused += 1;
            address = address.split("&measure=").next().unwrap().to_owned() + "&measure=none";
        }
        let found = over_http(&server, &address, &dimensions).await;
        let expected: Groups = expected
            .into_iter()
            .map(|(key, figures)| {
                let told = found.get(&key);
                (key, as_told(figures, told, is_refused))
            })
            .collect();
        assert_eq!(found, expected, "{number}: {address}\n{sql}");
        groups += expected.len();
    }
    assert!(groups > 2_000, "{groups}: the groupings are not trivial");
    assert!(refused < 100, "{refused}: half of them are summed");
    connection.close().await.unwrap();
    running.stop().await.unwrap();
}
