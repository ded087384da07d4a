use bytes::Bytes;
use segur::{
    access::{Role, Viewer, keys},
    app,
    datasets::{Dataset, Identity, registry},
    domain::Clock,
    publishing::{self, Proposal, Publication, Withdrawal, drafts},
    rest::import::{ImportFile, ImportForm, ImportRequest},
    store::Store,
};
use segur_tests::{
    Database, Server,
    institutions::{INSTITUTIONS, key, now},
    on_own_database,
};
use serde_json::{Value as Json, json};

/// Who may write what, written once more apart from the code: institutions, datasets, places, and what may be done there.
/// A place is a region or `national`; then, where it matters, a programme or the subject of an indicator.
const POLICY: &str = "
dns | contacts core-services couloirs indicators institutions levers procedures programme-rules programmes regions resources roadmap-actions roadmap-objectives roadmap-steps statements | any | create revise withdraw
dns | milestones | national | create revise withdraw
dns | observations | national/dmp national/couloirs | create revise withdraw
dns | funding-windows regional-envelopes | national/sons | create revise spend withdraw
dns | tariffs prerequisites usage-targets | any/sons | create revise withdraw
ans | software-functions specifications editors solutions referencings | any | create revise withdraw
dgos | funding-windows regional-envelopes | national/sun-es bretagne/sun-es normandie/sun-es | create revise spend withdraw
dgos | usage-targets tariffs prerequisites | any/sun-es | create revise withdraw
cnsa | funding-windows regional-envelopes | national/esms-numerique bretagne/esms-numerique normandie/esms-numerique | create revise spend withdraw
cnsa | tariffs | any/esms-numerique | create revise withdraw
cnam | funding-windows | national/avenant-4-centres-de-sante bretagne/avenant-4-centres-de-sante normandie/avenant-4-centres-de-sante | create revise withdraw
cnam | usage-targets tariffs prerequisites | any/avenant-4-centres-de-sante | create revise withdraw
cnam | observations | national/dmp bretagne/dmp normandie/dmp | create revise withdraw
ars-bretagne | regional-envelopes | bretagne/sons bretagne/sun-es bretagne/esms-numerique bretagne/avenant-4-centres-de-sante | spend
ars-bretagne | funding-windows | bretagne/sons bretagne/sun-es bretagne/esms-numerique bretagne/avenant-4-centres-de-sante | create revise withdraw
ars-bretagne | observations | bretagne/dmp bretagne/couloirs | create revise withdraw
ars-bretagne | roadmap-progress | bretagne | create revise withdraw
ars-normandie | regional-envelopes | normandie/sons normandie/sun-es normandie/esms-numerique normandie/avenant-4-centres-de-sante | spend
ars-normandie | funding-windows | normandie/sons normandie/sun-es normandie/esms-numerique normandie/avenant-4-centres-de-sante | create revise withdraw
ars-normandie | observations | normandie/dmp normandie/couloirs | create revise withdraw
ars-normandie | roadmap-progress | normandie | create revise withdraw
dns ans dgos cnsa cnam ars-bretagne ars-normandie | documents | any | create
grades-bretagne | observations | bretagne/dmp bretagne/couloirs | draft
grades-bretagne | roadmap-progress | bretagne | draft
grades-normandie | observations | normandie/dmp normandie/couloirs | draft
grades-normandie | roadmap-progress | normandie | draft
grades-bretagne grades-normandie | documents | any | draft
";

fn is_allowed(institution: &str, role: Role, dataset: &str, place: &str, operation: &str) -> bool {
    let says = |operation: &str| {
        POLICY.trim().lines().any(|line| {
            let cells: Vec<Vec<&str>> = line.split('|').map(|cell| cell.split_whitespace().collect()).collect();
            cells[0].contains(&institution)
                && cells[1].contains(&dataset)
                && cells[2].contains(&place)
                && cells[3].contains(&operation)
        })
    };
    match operation {
        // Whoever may publish a new record may draft it.
        "draft" => role >= Role::Contributor && (says("draft") || says("create")),
        _ => role >= Role::Publisher && says(operation),
    }
}

/// A record of each place of a dataset, as NDJSON would have it.
async fn samples(server: &Server, dataset: &Dataset) -> Vec<(String, Json)> {
    let found = server.json(&format!("/v1/{}?limit=1", dataset.name)).await;
    let mut sample = found["data"][0].clone();
    if dataset.name == "roadmap-progress" {
        let action = server.json("/v1/roadmap-actions?limit=1").await["data"][0]["slug"].clone();
        sample = json!({ "action": action, "region": "bretagne", "state": "done", "as_of": "2024", "source_document": "webinaire-idf-2022" });
    }
    sample.as_object_mut().unwrap().remove("revision");
    let has = |name: &str| dataset.column(name).is_some();
    let regional = has("region") && !matches!(dataset.name, "institutions");
    let regions: &[(&str, Json)] = &[
        ("national", json!("france")),
        ("bretagne", json!("bretagne")),
        ("normandie", json!("normandie")),
    ];
    let regions = if regional { regions } else { &[("any", Json::Null)] };
    let programmes = ["sons", "sun-es", "esms-numerique", "avenant-4-centres-de-sante"];
    let policed = matches!(
        dataset.name,
        "funding-windows" | "regional-envelopes" | "tariffs" | "prerequisites" | "usage-targets"
    );
    let mut samples = Vec::new();
    for (region, value) in regions {
        let mut record = sample.clone();
        if regional {
            record["region"] = value.clone();
        }
        if policed {
            for programme in programmes {
                let mut record = record.clone();
                if has("programme") {
                    record["programme"] = json!(programme);
                } else {
                    record["funding_window"] = json!(format!("essai-funding-windows-national-{programme}"));
                }
                samples.push((format!("{region}/{programme}"), record));
            }
        } else if dataset.identity == Identity::Series {
            for (subject, indicator) in [
                ("dmp", "documents-alimentant-le-dmp"),
                ("couloirs", "couloirs-traites-par-le-segur"),
            ] {
                let mut record = record.clone();
                record["indicator"] = json!(indicator);
                record["category"] = json!("Essai");
                samples.push((format!("{region}/{subject}"), record));
            }
        } else {
            samples.push(((*region).to_owned(), record));
        }
    }
    samples
}

fn proposal(dataset: &Dataset, record: &Json) -> Proposal {
    let file = ImportFile {
        form: ImportForm::NdJson,
        charset: None,
        bytes: Bytes::from(record.to_string()),
        limit: 1 << 20,
    };
    let read = ImportRequest::default().read(dataset.name, &file).expect("a file");
    read.into_proposal()
}

fn publication(dataset: &Dataset, record: &Json, dry_run: bool) -> Publication {
    Publication {
        dry_run,
        ..proposal(dataset, record).publication().expect("a publication")
    }
}

fn named(dataset: &Dataset, place: &str, record: &Json, prefix: &str) -> Json {
    let mut record = record.clone();
    if dataset.identity == Identity::Series {
        record["category"] = json!(prefix);
    } else {
        record["slug"] = json!(format!("{prefix}-{}-{}", dataset.name, place.replace('/', "-")));
    }
    record
}

/// What changes when a record is revised.
fn revised(dataset: &Dataset, mut record: Json, operation: &str) -> Json {
    let kept = |name: &str| dataset.identity == Identity::Series || name == "slug";
    let (column, value) = match (dataset.name, operation) {
        ("observations", _) => ("value", json!(987_654)),
        (_, "spend") => ("committed", json!("12.50")),
        ("regional-envelopes", _) => ("amount", json!("987654.00")),
        _ if dataset.column("note").is_some() => ("note", json!("Essai")),
        _ => ("name", json!("Essai")),
    };
    record.as_object_mut().unwrap().retain(|name, _| kept(name));
    record[column] = value;
    record
}

async fn is_accepted(store: &Store, viewer: &Viewer, publication: Publication, cell: &str) -> bool {
    match publishing::publish(store, Clock::System, viewer, publication).await {
        Ok(receipt) => {
            assert_eq!(receipt.created + receipt.revised + receipt.withdrawn, 1, "{cell}");
            true
        }
        Err(refusal) => {
            assert_eq!(refusal.code(), "FORBIDDEN", "{cell}: {refusal}");
            false
        }
    }
}

/// The dry run of an operation on a record.
async fn of_operation(server: &Server, dataset: &Dataset, place: &str, record: &Json, operation: &str) -> Publication {
    match operation {
        "create" => publication(dataset, &named(dataset, place, record, "nouvel"), true),
        "withdraw" => {
            let slug = match dataset.identity {
                Identity::Record => publication(dataset, record, true).entries[0].slug.clone(),
                Identity::Series => observed(server, record).await,
            };
            Publication {
                message: "essai".to_owned(),
                dry_run: true,
                withdrawals: vec![Withdrawal::new(dataset.name, slug)],
                ..Default::default()
            }
        }
        _ => publication(dataset, &revised(dataset, record.clone(), operation), true),
    }
}

on_own_database! {
    the_policy_holds_cell_by_cell,
}

async fn the_policy_holds_cell_by_cell(database: &Database) {
    let settings = segur_tests::server::settings(&database.url);
    let store = app::open_ready(&settings, Clock::System).await.unwrap();
    let running = app::serve(&settings, store.clone(), Clock::System).await.unwrap();
    let server = Server::at(&format!("http://{}", running.address));
    let mut places = Vec::new();
    for dataset in registry().datasets().filter(|dataset| !dataset.derived) {
        for (place, record) in samples(&server, dataset).await {
            let record = named(dataset, &place, &record, "essai");
            places.push((dataset, place, record));
        }
    }
    // The windows first: targets refer to them.
    for (dataset, _, record) in &places {
        publishing::publish(
            &store,
            Clock::System,
            &Viewer::seed(),
            publication(dataset, record, false),
        )
        .await
        .unwrap();
    }
    let mut cells = 0;
    let mut wrong = Vec::new();
    for (institution, ..) in INSTITUTIONS {
        for (role, _) in Role::ALL {
            let shown = key(&store, institution, role).await;
            let viewer = keys::authenticate(&store, now(), &shown).await.unwrap();
            for (dataset, place, record) in &places {
                let operations: &[&str] = if dataset.name == "regional-envelopes" {
                    &["draft", "create", "revise", "spend", "withdraw"]
                } else {
                    &["draft", "create", "revise", "withdraw"]
                };
                for operation in operations {
                    let cell = format!("{institution} {} {} {place} {operation}", role.code(), dataset.name);
                    let accepted = if *operation == "draft" {
                        let new = named(dataset, place, record, "nouvel");
                        is_drafted(&store, &viewer, dataset, &new, &cell).await
                    } else {
                        let publication = of_operation(&server, dataset, place, record, operation).await;
                        // Others refer to the records that targets and windows are made of.
                        is_accepted_or_referred(&store, &viewer, publication, &cell).await
                    };
                    if accepted != is_allowed(institution, role, dataset.name, place, operation) {
                        wrong.push(format!("{cell}: {accepted}"));
                    }
                    cells += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells}: {wrong:#?}", wrong.len());
    assert!(cells > 5_000, "{cells}");
    running.stop().await.unwrap();
}

/// Whether a new record can be kept as a draft.
async fn is_drafted(store: &Store, viewer: &Viewer, dataset: &Dataset, record: &Json, cell: &str) -> bool {
    let proposal = proposal(dataset, record);
    match drafts::save(store, Clock::System, viewer, proposal, None, None).await {
        Ok(_) => true,
        Err(refusal) => {
            assert_eq!(refusal.code(), "FORBIDDEN", "{cell}: {refusal}");
            false
        }
    }
}

/// A withdrawal that the policy lets pass may still leave others without what they refer to.
async fn is_accepted_or_referred(store: &Store, viewer: &Viewer, asked: Publication, cell: &str) -> bool {
    if asked.withdrawals.is_empty() {
        return is_accepted(store, viewer, asked, cell).await;
    }
    match publishing::publish(store, Clock::System, viewer, asked).await {
        Ok(_) => true,
        Err(refusal) => {
            let code = refusal.code();
            assert!(matches!(code, "FORBIDDEN" | "CONFLICT"), "{cell}: {refusal}");
            code == "CONFLICT"
        }
    }
}

/// The public name of an observation.
async fn observed(server: &Server, record: &Json) -> String {
    let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
    let path = format!(
        "/v1/observations?indicator={}&region={}&category=Essai",
        text("indicator"),
        text("region")
    );
    let path = path.replace("category=Essai", "category=essai");
    server.json(&path).await["data"][0]["slug"].as_str().unwrap().to_owned()
}
