use segur::{
    access::Viewer,
    datasets::registry,
    domain::Clock,
    publishing::{self, Entry, Publication, Receipt, TextRow, Withdrawal},
    store::Store,
};
use segur_tests::{Database, FOUNDED, Server, on_own_database, synthetic};

use super::ready;

fn entries(dataset: &str, header: &[&str], cells: &[&str]) -> Vec<Entry> {
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let row = TextRow {
        line: 2,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        ..Default::default()
    };
    publishing::read_rows(registry().find(dataset).unwrap(), "a.csv", &header, vec![row]).unwrap()
}

async fn publish(store: &Store, publication: Publication) -> segur::domain::Result<Receipt> {
    publishing::publish(store, Clock::System, &Viewer::seed(), publication).await
}

fn publication(entries: Vec<Entry>) -> Publication {
    Publication {
        message: "for a test".to_owned(),
        entries,
        ..Default::default()
    }
}

const STATEMENT: [&str; 7] = [
    "slug",
    "subject_dataset",
    "subject",
    "field",
    "question",
    "value",
    "document",
];

fn statement(slug: &str, subject: &str, field: &str, value: &str, document: &str) -> Vec<Entry> {
    let mut header = STATEMENT.to_vec();
    header.push("source_document");
    entries(
        "statements",
        &header,
        &[
            slug,
            "editors",
            subject,
            field,
            "Quel groupe ?",
            value,
            document,
            document,
        ],
    )
}

fn observation(value: &str, document: &str) -> Vec<Entry> {
    let cells = [
        "acteurs-alimentant-le-dmp",
        "ile-de-france",
        "Médecin (hors radiologie)",
        "2021-Q1",
        value,
        "final",
        "exact",
        document,
    ];
    entries("observations", &synthetic::COLUMNS, &cells)
}

on_own_database! {
    a_second_document_that_differs_makes_a_conflict_and_agreeing_ends_it,
    a_statement_of_nothing_public_and_a_conflict_by_hand_are_refused,
}

async fn a_second_document_that_differs_makes_a_conflict_and_agreeing_ends_it(database: &Database) {
    let store = ready(database).await;
    let subject = "/v1/conflicts?subject=acteurs-alimentant-le-dmp-ile-de-france-medecin-hors-radiologie.2021-33";
    publish(&store, publication(observation("300", "presentation-bfc-2021")))
        .await
        .unwrap();
    let revision = publish(
        &store,
        publication(statement(
            "a",
            "pharmagest",
            "company_group",
            "Equasens",
            "presentation-bfc-2021",
        )),
    )
    .await
    .unwrap()
    .revision;
    assert_eq!(revision.unwrap().0, FOUNDED + 2);
    publish(
        &store,
        publication(statement(
            "b",
            "pharmagest",
            "company_group",
            "Autre",
            "webinaire-idf-2022",
        )),
    )
    .await
    .unwrap();
    let (server, running) = Server::start(database).await;
    let found = server.records(subject).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0]["revision"], &found[0]["retained"]),
        (&(FOUNDED + 1).into(), &"285".into()),
        "the webinar is the more recent"
    );
    let named = server.records("/v1/conflicts?subject=pharmagest").await;
    assert_eq!(
        (&named[0]["revision"], &named[0]["retained"]),
        (&(FOUNDED + 3).into(), &"Equasens".into()),
        "what the record itself says"
    );
    publish(&store, publication(observation("285", "presentation-bfc-2021")))
        .await
        .unwrap();
    let withdrawn = Publication {
        withdrawals: vec![Withdrawal::new("statements", "b")],
        ..publication(Vec::new())
    };
    publish(&store, withdrawn).await.unwrap();
    for _ in 0..40 {
        if server.json("/version").await["revision"] == FOUNDED + 5 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(server.records(subject).await.len(), 0);
    assert_eq!(server.records("/v1/conflicts?subject=pharmagest").await.len(), 0);
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn a_statement_of_nothing_public_and_a_conflict_by_hand_are_refused(database: &Database) {
    let store = ready(database).await;
    for (entries, expected) in [
        (
            statement("a", "nobody", "name", "x", "webinaire-idf-2022"),
            "there is no \"nobody\" in editors",
        ),
        (
            statement("a", "pharmagest", "naem", "x", "webinaire-idf-2022"),
            "editors has no field \"naem\"",
        ),
        (
            entries("conflicts", &["slug", "name"], &["a", "b"]),
            "conflicts follows from the other datasets",
        ),
    ] {
        let refusal = publish(&store, publication(entries)).await.unwrap_err().to_string();
        assert!(refusal.contains(expected), "{refusal}");
    }
    assert_eq!(store.revision().0, FOUNDED);
    store.close().await.unwrap();
}
