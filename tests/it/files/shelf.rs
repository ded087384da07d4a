use reqwest::Method;
use segur::rest::import::{ImportFile, ImportForm, ImportRequest};
use segur::{datasets::registry, files::Variant, store::Store};
use segur_tests::{Database, Server, on_both_engines, on_own_database, random, server, sha256, waiting::until};
use serde_json::Value as Json;

async fn ask(
    server: &Server,
    path: &str,
    headers: &[(&'static str, &str)],
) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
    let request = headers
        .iter()
        .fold(server.request(Method::GET, path), |request, (name, value)| {
            request.header(*name, *value)
        });
    let response = request.send().await.unwrap();
    (
        response.status().as_u16(),
        response.headers().clone(),
        response.bytes().await.unwrap().to_vec(),
    )
}

on_both_engines! {
    a_file_tells_its_rows_and_its_digest_before_its_bytes,
    a_file_is_read_in_ranges,
    a_dialect_that_is_not_known_is_told,
    what_the_french_dialect_keeps_as_text_is_read_back_by_imports,
}

async fn a_file_tells_its_rows_and_its_digest_before_its_bytes(server: &Server) {
    for dataset in registry().datasets() {
        for variant in Variant::KEPT {
            // A large file is built in the background, once the service has started.
            let address = variant.address(dataset.name);
            until(&address, async || {
                ask(server, &address, &[]).await.1.contains_key("x-row-count")
            })
            .await;
            let (status, headers, bytes) = ask(server, &address, &[]).await;
            assert_eq!(status, 200);
            let told = |name: &str| headers[name].to_str().unwrap().to_owned();
            assert_eq!(told("content-length"), bytes.len().to_string(), "{}", dataset.name);
            let count = server.json(&format!("/v1/datasets/{}", dataset.name)).await;
            assert_eq!(told("x-row-count"), count["count"].to_string());
            let file = count["files"]
                .as_array()
                .unwrap()
                .iter()
                .find(|file| file["address"] == variant.address(dataset.name).as_str())
                .unwrap();
            assert_eq!(
                (file["sha256"].as_str(), file["bytes"].as_u64()),
                (Some(sha256(&bytes).as_str()), Some(bytes.len() as u64)),
                "{file}"
            );
            assert!(told("repr-digest").starts_with("sha-256=:") && told("accept-ranges") == "bytes");
            assert!(
                told("content-disposition").contains(dataset.name) && told("link").contains("rel=\"license\""),
                "{}",
                told("link")
            );
        }
    }
}

async fn a_file_is_read_in_ranges(server: &Server) {
    let path = "/v1/documents.csv";
    let (_, headers, whole) = ask(server, path, &[]).await;
    let tag = headers["etag"].to_str().unwrap().to_owned();
    let (status, headers, part) = ask(server, path, &[("range", "bytes=10-19")]).await;
    assert_eq!((status, &part[..]), (206, &whole[10..20]));
    assert_eq!(
        headers["content-range"],
        format!("bytes 10-19/{}", whole.len()).as_str()
    );
    let (status, _, end) = ask(server, path, &[("range", "bytes=-7"), ("if-range", &tag)]).await;
    assert_eq!((status, &end[..]), (206, &whole[whole.len() - 7..]));
    let (status, _, all) = ask(server, path, &[("range", "bytes=10-19"), ("if-range", "\"another\"")]).await;
    assert!(
        status == 200 && all == whole,
        "a range of another file is the whole of this one"
    );
    let (status, headers, _) = ask(server, path, &[("range", "bytes=99999999-")]).await;
    assert_eq!(
        (status, headers["content-range"].to_str().unwrap()),
        (416, format!("bytes */{}", whole.len()).as_str())
    );
    let (status, ..) = ask(server, path, &[("if-none-match", &tag)]).await;
    assert_eq!(status, 304);
    let (_, headers, all) = ask(server, path, &[("range", "bytes=0-1,5-6")]).await;
    assert!(
        all == whole && headers.get("content-range").is_none(),
        "several ranges are the whole"
    );
    let (status, _, nothing) = ask(server, "/v1/couloirs.ndjson?as_of=0", &[("range", "bytes=0-")]).await;
    assert_eq!((status, nothing.len()), (200, 0), "an empty file has no ranges");
    let head = server.send(server.request(Method::HEAD, path)).await;
    assert_eq!(
        (head.header("content-length"), head.header("etag")),
        (whole.len().to_string().as_str(), tag.as_str())
    );
}

async fn a_dialect_that_is_not_known_is_told(server: &Server) {
    let answer = server.get("/v1/couloirs.csv?dialect=de").await;
    assert!(
        answer.status == 400 && answer.text.contains("rfc4180"),
        "{}",
        answer.text
    );
    assert_eq!(server.get("/v1/couloirs.ndjson?dialect=fr").await.status, 400);
}

async fn what_the_french_dialect_keeps_as_text_is_read_back_by_imports(server: &Server) {
    let french = String::from_utf8(server.bytes("/v1/regions.csv?dialect=fr").await.unwrap()).unwrap();
    assert!(french.contains("\"=\"\"01\"\"\""), "{}", &french[..400]);
    assert_eq!(segur::files::bare("=\"01\""), "01");
}

on_own_database! {
    three_downloads_during_continuous_publishing_have_one_digest,
    files_are_built_in_the_background_and_told_then,
    a_text_that_no_cell_of_a_spreadsheet_holds_goes_on_and_is_read_back,
    a_file_that_another_node_forgot_is_made_again,
}

async fn three_downloads_during_continuous_publishing_have_one_digest(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    random::publish(
        &store,
        &[random::Step::Editor(0, 0), random::Step::Solution(0, 1, Some(0))],
    )
    .await
    .unwrap();
    let revision = store.revision().0;
    server.wait_for(revision).await;
    let publishing = tokio::spawn(async move {
        let mut published = 0;
        for name in 1..60u8 {
            published += usize::from(
                random::publish(&store, &[random::Step::Editor(0, name)])
                    .await
                    .is_some(),
            );
        }
        store.close().await.unwrap();
        published
    });
    // What the publications leave alone, and what they change, as it was.
    for path in [
        "/v1/documents.csv".to_owned(),
        format!("/v1/editors.parquet?as_of={revision}"),
        format!("/v1/editors.csv?as_of={revision}&name.contains=e"),
    ] {
        let mut digests = Vec::new();
        for _ in 0..3 {
            digests.push(sha256(&server.bytes(&path).await.unwrap()));
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(
            digests.iter().all(|digest| *digest == digests[0]),
            "{path}: {digests:?}"
        );
    }
    assert!(publishing.await.unwrap() > 50);
    running.stop().await.unwrap();
}

async fn files_are_built_in_the_background_and_told_then(database: &Database) {
    let (server, running) = Server::start(database).await;
    let files = registry().datasets().count() * 6;
    let mut told = Json::Null;
    for _ in 0..1_200 {
        told = server.json("/v1/datasets").await;
        if told["data"].as_array().unwrap().iter().all(|dataset| {
            dataset["files"]
                .as_array()
                .unwrap()
                .iter()
                .all(|file| file["sha256"].is_string())
        }) {
            break;
        }
        let early = server.get("/v1/datasets").await;
        assert!(
            early.header("etag").is_empty() || early.text.matches("\"sha256\"").count() == files,
            "what is not whole is not kept"
        );
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let first = &told["data"][0]["files"][0];
    assert_eq!(
        first["sha256"],
        sha256(&server.bytes("/v1/couloirs.csv").await.unwrap()).as_str(),
        "{first}"
    );
    assert!(
        !server.get("/v1/datasets").await.header("etag").is_empty(),
        "what is whole may be kept"
    );
    running.stop().await.unwrap();
}

async fn a_text_that_no_cell_of_a_spreadsheet_holds_goes_on_and_is_read_back(database: &segur_tests::Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    let long = "é".repeat(40_000);
    let entry = random::entry(
        "editors",
        &["slug", "name", "note", "source_document"],
        &["essai", "Essai", &long, "webinaire-idf-2022"],
    );
    let publication = segur::publishing::Publication {
        message: "essai".to_owned(),
        entries: vec![entry],
        ..Default::default()
    };
    segur::publishing::publish(
        &store,
        segur::domain::Clock::System,
        &segur::access::Viewer::seed(),
        publication,
    )
    .await
    .unwrap();
    server.wait_for(5).await;
    let workbook = ImportFile {
        form: ImportForm::Xlsx,
        charset: None,
        bytes: server.bytes("/v1/editors.xlsx").await.unwrap().into(),
        limit: 16 << 20,
    };
    let read = ImportRequest::default().read("editors", &workbook).unwrap();
    let (proposal, _) = read.into_parts();
    let note = proposal.header.iter().position(|name| name == "note").unwrap();
    let slug = proposal.header.iter().position(|name| name == "slug").unwrap();
    let row = proposal.rows.iter().find(|row| row.cells[slug] == "essai").unwrap();
    assert_eq!(
        row.cells[note], long,
        "the workbook holds it whole, in a sheet of its own"
    );
    assert!(
        server.get("/v1/editors.csv").await.text.contains(&long),
        "the other forms hold it whole"
    );
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn a_file_that_another_node_forgot_is_made_again(database: &Database) {
    let (server, running) = Server::start(database).await;
    let first = server.bytes("/v1/editors.csv").await.unwrap();
    std::fs::remove_dir_all(format!("{}/files", segur_tests::database::files_of(&database.url))).unwrap();
    assert_eq!(server.bytes("/v1/editors.csv").await.unwrap(), first);
    running.stop().await.unwrap();
}
