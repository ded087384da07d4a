//! Groups that are made of totals of series are those that the observations themselves make: the same groupings are asked with a condition that is
//! true of every observation and of which totals know nothing.

use segur::{
    access::Viewer,
    domain::Clock,
    publishing::{self, Publication, Withdrawal},
    store::Store,
};
use segur_tests::{Database, Server, database::migrations_from, on_own_database, program, random, server, synthetic};

use super::same_as_sql::Draw;

on_own_database! {
    totals_make_the_groups_that_observations_make,
}

/// True of every observation.
const ALWAYS: &str = "status.in=final,provisional";

/// Of each kind: values that add over time, values that do not, and values that never do.
const INDICATORS: [&str; 3] = [
    "documents-alimentant-le-dmp",
    "acteurs-alimentant-le-dmp",
    "part-des-ehpad-ayant-mssante",
];

const PERIODS: [&str; 16] = [
    "2021-11-30",
    "2021-12-01",
    "2021-12-31",
    "2022-01-01",
    "2022-01-02",
    "2022-01-31",
    "2022-02-14",
    "2022-02-28",
    "2021-12",
    "2022-01",
    "2022-33",
    "2022-34",
    "2022",
    "2021-12/2022-01",
    "2022-01-15/2022-02-15",
    "XXXX",
];

const DAYS: [&str; 9] = [
    "2021-12-01",
    "2021-12-15",
    "2022-01-01",
    "2022-01-02",
    "2022-01-31",
    "2022-02-10",
    "2022-02-28",
    "2022-12-31",
    "2022",
];

fn one_of<'a>(draw: &mut Draw, all: &[&'a str]) -> &'a str {
    all[draw.below(all.len())]
}

/// A publication of observations at random, and of some withdrawn.
fn publication(draw: &mut Draw, known: &[String]) -> Publication {
    let mut publication = Publication {
        message: "random, for a test".to_owned(),
        ..Default::default()
    };
    for _ in 0..40 {
        let value = (draw.below(4_000_000_000)).to_string();
        let is_known = draw.below(8) > 0;
        let cells = [
            one_of(draw, &INDICATORS),
            one_of(draw, &["bretagne", "france", "ile-de-france"]),
            one_of(draw, &["", "Une", "Une autre"]),
            one_of(draw, &PERIODS),
            if is_known { &value } else { "" },
            one_of(draw, &["final", "provisional"]),
            if is_known { "exact" } else { "" },
            one_of(
                draw,
                &[
                    "webinaire-idf-2022",
                    "webinaire-idf-2022",
                    "webinaire-idf-2022",
                    "presentation-bfc-2021",
                ],
            ),
        ];
        let mut header: Vec<&str> = synthetic::COLUMNS.to_vec();
        let mut cells: Vec<&str> = cells.to_vec();
        if !is_known {
            header.push("missing_reason");
            cells.push("not_available");
        }
        let entry = random::entry("observations", &header, &cells);
        if publication.entries.iter().all(|other| other.slug != entry.slug) {
            publication.entries.push(entry);
        }
    }
    for _ in 0..known.len().min(6) {
        let slug = &known[draw.below(known.len())];
        let is_given = publication.entries.iter().any(|entry| entry.slug == *slug);
        let is_withdrawn = publication.withdrawals.iter().any(|other| other.slug == *slug);
        if !is_given && !is_withdrawn {
            publication.withdrawals.push(Withdrawal::new("observations", slug));
        }
    }
    publication
}

/// The parameters of a grouping at random.
fn grouping(draw: &mut Draw) -> String {
    let mut by: Vec<&str> = Vec::new();
    for _ in 0..1 + draw.below(3) {
        let name = one_of(
            draw,
            &[
                "indicator",
                "region",
                "category",
                "document",
                "period_year",
                "period_month",
            ],
        );
        if !by.contains(&name) {
            by.push(name);
        }
    }
    let mut asked = format!("by={}&limit=1000", by.join(","));
    if draw.below(2) == 0 {
        asked += &format!("&indicator={}", one_of(draw, &INDICATORS));
    }
    if draw.below(3) == 0 {
        asked += &format!("&region={}", one_of(draw, &["bretagne", "france"]));
    }
    if draw.below(4) == 0 {
        asked += "&category.is_null=true";
    }
    if draw.below(3) > 0 {
        asked += &format!("&period.{}={}", one_of(draw, &["gte", "gt"]), one_of(draw, &DAYS));
    }
    if draw.below(3) > 0 {
        asked += &format!("&period.{}={}", one_of(draw, &["lte", "lt"]), one_of(draw, &DAYS));
    }
    if draw.below(3) == 0 {
        asked += "&measure=none";
    }
    asked
}

async fn totals_make_the_groups_that_observations_make(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    let mut draw = Draw(20_261_201);
    let mut revisions = Vec::new();
    let (mut answered, mut refused) = (0, 0);
    for _ in 0..8 {
        let known = server
            .records(
                "/v1/observations?document.in=presentation-bfc-2021,webinaire-idf-2022&period.gte=2021-11&limit=500",
            )
            .await;
        let known: Vec<String> = known
            .iter()
            .map(|row| row["slug"].as_str().unwrap().to_owned())
            .collect();
        let receipt = publishing::publish(&store, Clock::System, &Viewer::seed(), publication(&mut draw, &known)).await;
        let revision = receipt.unwrap().revision.unwrap().0;
        server.wait_for(revision).await;
        revisions.push(revision);
        for _ in 0..40 {
            let asked = grouping(&mut draw);
            let moment = revisions[draw.below(revisions.len())];
            let path = format!("/v1/observations/groups?{asked}&as_of={moment}");
            let made = server.get(&path).await;
            let read = server.get(&format!("{path}&{ALWAYS}")).await;
            assert_eq!(made.status, read.status, "{path}: {} {}", made.text, read.text);
            if made.status == 200 {
                answered += 1;
                assert_eq!(made.json()["data"], read.json()["data"], "{path}");
            } else {
                refused += 1;
                assert_eq!(made.status, 400, "{path}: {}", made.text);
            }
        }
    }
    assert!(answered > 50 && refused > 20, "{answered} answered, {refused} refused");
    // What a migration makes of observations is what publications made of them.
    let is_sound = || {
        let checked = program::run(&["check", "--database-url", &database.url, "--log", "off"]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    };
    is_sound();
    store
        .migrate_down(migrations_from("keep_totals_of_series"))
        .await
        .unwrap();
    store.migrate_up(&()).await.unwrap();
    is_sound();
    store.close().await.unwrap();
    running.stop().await.unwrap();
    database.execute(
        "UPDATE series_total SET measured = measured + 1 WHERE span = 'm2022-01' AND until = 9223372036854775807",
    );
    let checked = program::run(&["check", "--database-url", &database.url, "--log", "off"]);
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(
        !checked.status.success() && said.contains("totals of series are not what"),
        "{said}"
    );
}
