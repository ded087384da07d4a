use std::{fs, path::Path};

use segur::{
    access::Viewer,
    app,
    domain::Clock,
    publishing::{self, Receipt, Withdrawal},
    store::Store,
};
use segur_tests::{Database, FOUNDED, Server, on_own_database};

use super::ready;

/// The founding data as a folder of files, to be corrected by a test.
fn data(folder: &Path) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seed/data");
    for file in fs::read_dir(source).unwrap() {
        let file = file.unwrap().path();
        if file.is_file() {
            fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
        }
    }
}

fn correct(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has {from}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

async fn seed(store: &Store, folder: &Path) -> Result<Receipt, String> {
    app::seed(store, Clock::System, Some(folder), &())
        .await
        .map_err(|error| error.to_string())
}

on_own_database! {
    the_same_data_again_is_no_revision,
    a_correction_is_one_revision_of_what_differs,
    what_the_data_no_longer_has_is_withdrawn,
    a_record_that_others_refer_to_cannot_be_withdrawn,
    a_bad_row_is_named_and_nothing_of_the_file_is_published,
}

async fn the_same_data_again_is_no_revision(database: &Database) {
    let store = ready(database).await;
    let again = app::seed(&store, Clock::System, None, &()).await.unwrap();
    assert_eq!(
        (again.revision, again.created, again.revised, again.withdrawn),
        (None, 0, 0, 0)
    );
    assert_eq!(again.unchanged, 1832);
    assert_eq!(store.revision().0, FOUNDED);
}

async fn a_correction_is_one_revision_of_what_differs(database: &Database) {
    let store = ready(database).await;
    let folder = tempfile::tempdir().unwrap();
    data(folder.path());
    correct(folder.path(), "couloirs.csv", "Officine", "Officine de ville");
    correct(folder.path(), "funding-windows.csv", "2021-10-31", "2021-11-01");
    correct(folder.path(), "observations.csv", ",8238,", ",8239,");
    correct(
        folder.path(),
        "editors.csv",
        "le-moniteur-des-pharmacies-les-nouveaux-lgo",
        "webinaire-idf-2022",
    );
    let receipt = seed(&store, folder.path()).await.unwrap();
    assert_eq!(
        (
            receipt.revision.unwrap().0,
            receipt.created,
            receipt.revised,
            receipt.withdrawn
        ),
        (FOUNDED + 1, 0, 4, 0)
    );
    assert_eq!(
        seed(&store, folder.path()).await.unwrap().revision,
        None,
        "published again, it is no revision"
    );
    store.close().await.unwrap();

    let (server, running) = Server::start(database).await;
    let window = server.json("/v1/funding-windows/sun-es-volet-1-fenetre-1").await;
    assert_eq!(
        (&window["revision"], &window["phases"][0]["ends_on"]),
        (&(FOUNDED + 1).into(), &"2021-11-01".into())
    );
    assert_eq!(window["phases"].as_array().unwrap().len(), 4);
    assert!(window["source_document"].as_array().unwrap().len() >= 3, "{window}");
    let couloir = server.json("/v1/couloirs/officine").await;
    assert_eq!(couloir["source_document"].as_array().unwrap().len(), 5, "{couloir}");
    let editor = server.json("/v1/editors/pharmagest").await;
    assert_eq!(editor["source_document"], serde_json::json!(["webinaire-idf-2022"]));
    assert_eq!(
        server
            .records(&format!("/v1/observations?revision.gt={FOUNDED}"))
            .await
            .len(),
        1
    );
    assert_eq!(
        server
            .records(&format!("/v1/regions?revision.gt={FOUNDED}"))
            .await
            .len(),
        0
    );
    let body = server.graphql(r#"{ meta { revision } couloir(slug: "officine") { name revision } observations(filter: { value: { eq: 8239 } }) { totalCount nodes { revision } } regions(first: 1) { nodes { revision } } }"#).await;
    assert_eq!(
        body["data"],
        serde_json::json!({
            "meta": { "revision": FOUNDED + 1 },
            "couloir": { "name": "Officine de ville", "revision": FOUNDED + 1 },
            "observations": { "totalCount": 1, "nodes": [{ "revision": FOUNDED + 1 }] },
            "regions": { "nodes": [{ "revision": 1 }] },
        })
    );
    running.stop().await.unwrap();
}

async fn what_the_data_no_longer_has_is_withdrawn(database: &Database) {
    let store = ready(database).await;
    let folder = tempfile::tempdir().unwrap();
    data(folder.path());
    for file in ["referencings.csv", "observations.csv"] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let kept: Vec<&str> = text.lines().collect();
        fs::write(&path, kept[..kept.len() - 1].join("\n") + "\n").unwrap();
    }
    let receipt = seed(&store, folder.path()).await.unwrap();
    assert_eq!((receipt.created, receipt.revised, receipt.withdrawn), (0, 0, 2));
    store.close().await.unwrap();
    let (server, running) = Server::start(database).await;
    assert_eq!(server.get("/v1/referencings/candy-e-dui-vague-2").await.status, 404);
    let kept = server.json("/v1/referencings/candy-e-dui-vague-2/history").await;
    assert_eq!(kept["data"].as_array().unwrap().len(), 1, "{kept}");
    assert_eq!(
        (&kept["data"][0]["until"], &kept["data"][0]["ended_by"]),
        (&(FOUNDED + 1).into(), &"withdrawn".into())
    );
    assert_eq!(server.records("/v1/observations?limit=1000").await.len(), 585);
    running.stop().await.unwrap();
}

async fn a_record_that_others_refer_to_cannot_be_withdrawn(database: &Database) {
    let store = ready(database).await;
    let folder = tempfile::tempdir().unwrap();
    data(folder.path());
    correct(folder.path(), "solutions.csv", "visiopharm", "visiopharm-deux");
    let refusal = seed(&store, folder.path()).await.unwrap_err();
    assert!(refusal.contains("there is no \"visiopharm\" in solutions"), "{refusal}");
    let publication = publishing::Publication {
        message: "withdraw".to_owned(),
        withdrawals: vec![Withdrawal::new("solutions", "visiopharm")],
        ..Default::default()
    };
    let refusal = publishing::publish(&store, Clock::System, &Viewer::seed(), publication)
        .await
        .unwrap_err();
    assert!(
        refusal
            .to_string()
            .contains("refers to a record that would be withdrawn"),
        "{refusal}"
    );
    assert_eq!(store.refresh().await.unwrap().0, FOUNDED);
}

/// A file, what is changed in it and to what, and what the refusal says.
const BAD_ROWS: &[(&str, &str, &str, &str)] = &[
    (
        "regions.csv",
        "metropolitan",
        "metropolitain",
        "regions.csv, line 8, column kind: \"metropolitain\" is not one of its terms; did you mean \"metropolitan\"?",
    ),
    (
        "referencings.csv",
        "2022-11-14",
        "2022-11-31",
        "referencings.csv, line 2, column status_on: \"2022-11-31\" is not a date",
    ),
    (
        "regional-envelopes.csv",
        "158000000.00",
        "158 000 000",
        "column amount: \"158 000 000\" is not an amount",
    ),
    (
        "solutions.csv",
        ",pharmagest,",
        ",pharmageste,",
        "solutions.csv, line 2, column editor: there is no \"pharmageste\" in editors",
    ),
    (
        "couloirs.csv",
        "\nbiologie,",
        "\nhopital,",
        "couloirs.csv, line 3, column slug: hopital stands already on line 2",
    ),
    (
        "editors.csv",
        "slug,name,",
        "slug,nom,",
        "editors.csv, line 1, column nom: editors has no such column; did you mean",
    ),
    (
        "funding-windows.csv",
        "\"\"starts_on\"\": \"\"2021-09-01\"\"",
        "\"\"starts_on\"\": \"\"2022-09-01\"\"",
        "column phases[0].ends_on: it ends before it starts",
    ),
    (
        "observations.csv",
        ",285,final,exact,,",
        ",285,final,exact,dash,",
        "column missing_reason: a value that is there is not missing",
    ),
    (
        "observations.csv",
        ",Officines,2021-Q1",
        ",Laboratoire  de ville,2020-Q1",
        "another series has the same slug",
    ),
    (
        "couloirs.csv",
        "hospital_related;documents_exchanged",
        "hospital_related;documents",
        "couloirs has no field \"documents\"",
    ),
    (
        "funding-windows.csv",
        ",,100,",
        ",,101,",
        "column rate: a rate is between 0 and 100",
    ),
];

async fn a_bad_row_is_named_and_nothing_of_the_file_is_published(database: &Database) {
    let store = ready(database).await;
    let folder = tempfile::tempdir().unwrap();
    for &(file, from, to, says) in BAD_ROWS {
        data(folder.path());
        correct(folder.path(), file, from, to);
        let refusal = seed(&store, folder.path()).await.unwrap_err();
        assert!(refusal.contains(says), "{says}\n{refusal}");
        assert!(refusal.starts_with("nothing was published"), "{refusal}");
    }
    data(folder.path());
    let path = folder.path().join("editors.csv");
    fs::write(&path, "slug,name,company_group,note,source_document\nun,Un,,,\n").unwrap();
    let refusal = seed(&store, folder.path()).await.unwrap_err();
    assert!(refusal.contains("a fact needs its source"), "{refusal}");
    fs::write(&path, "slug,name\nun\n").unwrap();
    assert!(seed(&store, folder.path()).await.unwrap_err().contains("editors.csv"));
    assert_eq!(store.refresh().await.unwrap().0, FOUNDED);
}
