mod about;
mod charts;
mod code;
mod embedded;
mod frozen;
mod gathered;
mod judged;
mod looked_at;
mod problems;
mod tasks;

use segur_tests::{Answer, Server};

/// One page of each kind, of the founding data.
const PAGES: [&str; 29] = [
    "/",
    "/datasets",
    "/datasets/funding-windows?programme=sun-es",
    "/datasets/observations?indicator=documents-alimentant-le-dmp&sort=-period",
    "/datasets/regional-envelopes?region=bretagne&programme=hop-en",
    "/datasets/funding-windows/sun-es-volet-1-fenetre-1",
    "/search?q=dmp",
    "/search",
    "/calculators",
    "/calculators/esms-numerique?essms=50&equipped=true",
    "/changes",
    "/changes?since=2026-01-02",
    "/changes/2",
    "/conflicts",
    "/conflicts?q=dmp",
    "/regions/ile-de-france",
    "/couloirs/hopital",
    "/programmes/sun-es",
    "/documents/webinaire-idf-2022",
    "/editions",
    "/legal",
    "/docs",
    "/docs/funding-windows",
    "/docs/errors/bad-user-input",
    "/embed/regional-envelopes?programme=sun-es&as_of=4",
    "/search?q=bretange",
    "/accessibility",
    "/privacy",
    "/report?about=/datasets/regions",
];

/// Opens an address as a browser does.
async fn open(server: &Server, address: &str, language: &str) -> Answer {
    let request = server
        .request(reqwest::Method::GET, address)
        .header(
            "accept",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        )
        .header("accept-language", language)
        .header("prefer", "server-timing");
    server.send(request).await
}
