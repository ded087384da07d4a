use reqwest::Method;
use segur::datasets::registry;
use segur_tests::{Server, on_both_engines};

on_both_engines! {
    a_file_is_the_whole_dataset_without_limit,
    csv_is_rfc_4180_and_speaks_to_french_spreadsheets_too,
    accept_chooses_the_form_as_the_ending_does,
    two_downloads_of_a_revision_are_the_same_bytes,
}

async fn a_file_is_the_whole_dataset_without_limit(server: &Server) {
    for dataset in registry().datasets() {
        let count = server.json(&format!("/v1/datasets/{}", dataset.name)).await["count"]
            .as_u64()
            .unwrap() as usize;
        let csv = server.get(&format!("/v1/{}.csv", dataset.name)).await;
        assert!(
            csv.header("content-type").starts_with("text/csv"),
            "{}",
            csv.header("content-type")
        );
        assert_eq!(
            csv.header("content-disposition"),
            format!("attachment; filename=\"{}.csv\"", dataset.name)
        );
        let rows = csv::Reader::from_reader(csv.text.as_bytes())
            .records()
            .map(Result::unwrap)
            .count();
        let lines = server
            .get(&format!("/v1/{}.ndjson", dataset.name))
            .await
            .text
            .lines()
            .count();
        assert_eq!((rows, lines), (count, count), "{}", dataset.name);
    }
}

async fn csv_is_rfc_4180_and_speaks_to_french_spreadsheets_too(server: &Server) {
    let plain = server
        .get("/v1/funding-windows.csv?fields=slug,rate&rate.is_null=false&sort=rate")
        .await
        .text;
    assert_eq!(
        plain,
        "slug,rate\r\nsun-es-volet-1-fenetre-4,80\r\nsun-es-volet-1-fenetre-3,85\r\nsun-es-volet-1-fenetre-2,90\r\nsun-es-volet-1-fenetre-1,100\r\n"
    );
    let french = server
        .get("/v1/observations.csv?fields=indicator,value&value=66.7&delimiter=%3B&decimal=,&bom=1")
        .await
        .text;
    assert_eq!(
        french,
        "\u{feff}indicator;value\r\npart-de-la-population-ayant-recu-au-moins-un-document;66,7\r\n"
    );
    let codes = server
        .get("/v1/regions.csv?fields=insee_code,name&slug=guadeloupe")
        .await
        .text;
    assert_eq!(codes, "insee_code,name\r\n01,Guadeloupe\r\n");
}

async fn accept_chooses_the_form_as_the_ending_does(server: &Server) {
    let by_ending = server.get("/v1/editors.csv").await.text;
    let request = server.request(Method::GET, "/v1/editors").header("accept", "text/csv");
    assert_eq!(server.send(request).await.text, by_ending);
    let request = server.request(Method::GET, "/v1/editors").header("accept", "image/png");
    assert_eq!(server.send(request).await.status, 406);
    assert_eq!(server.get("/v1/editors.docx").await.status, 404);
}

async fn two_downloads_of_a_revision_are_the_same_bytes(server: &Server) {
    let first = server.get("/v1/observations.csv").await;
    let second = server.get("/v1/observations.csv").await;
    assert_eq!(first.text, second.text);
    assert_eq!(first.header("etag"), second.header("etag"));
}
