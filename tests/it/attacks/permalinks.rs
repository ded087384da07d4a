use reqwest::Method;
use segur::{archive::PermalinkLimits, web::Proxies};
use segur_tests::{Answer, Database, Server, database::files_of, on_own_database};
use serde_json::json;

async fn keep(server: &Server, address: &str) -> Answer {
    server
        .send(server.request(Method::POST, "/q").json(&json!({ "address": address })))
        .await
}

fn limited(database: &Database, of_a_client: u64, of_all: u64) -> segur::config::Settings {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.trusted_proxies = Proxies::default();
    settings.http.permalinks = PermalinkLimits { of_a_client, of_all };
    settings
}

/// The objects of permalinks.
fn objects(database: &Database) -> usize {
    let folder = std::path::Path::new(&files_of(&database.url)).join("permalinks");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

on_own_database! {
    one_address_spends_its_budget_and_not_that_of_others,
    all_addresses_spend_no_more_than_the_budget_of_all,
    answers_that_are_the_same_are_one_object,
}

async fn one_address_spends_its_budget_and_not_that_of_others(database: &Database) {
    let (server, running) = Server::start_with(&limited(database, 200_000, 4 << 30)).await;
    let (mut kept, mut last) = (0, 0);
    for limit in 1..60 {
        last = keep(&server, &format!("/v1/observations.csv?limit={}", limit * 5))
            .await
            .status
            .as_u16();
        match last {
            201 => kept += 1,
            400 => {}
            _ => break,
        }
    }
    assert_eq!((kept > 3, last), (true, 429));
    let known = keep(&server, "/v1/observations.csv?limit=5").await;
    assert_eq!(known.status, 200, "what is kept already takes nothing");
    assert_eq!(
        server.get(known.json()["links"]["self"].as_str().unwrap()).await.status,
        200
    );
    assert_eq!(
        keep(&server.from([127, 0, 0, 9]), "/v1/couloirs?limit=4").await.status,
        201
    );
    running.stop().await.unwrap();
}

async fn all_addresses_spend_no_more_than_the_budget_of_all(database: &Database) {
    let (server, running) = Server::start_with(&limited(database, 64 << 20, 60_000)).await;
    let mut refused = None;
    for client in 1..30u8 {
        let answer = keep(
            &server.from([127, 0, 3, client]),
            &format!("/v1/couloirs?limit={client}"),
        )
        .await;
        if answer.status != 201 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("the budget ends");
    assert_eq!(
        (refused.status.as_u16(), refused.json()["code"].as_str().unwrap()),
        (503, "UNAVAILABLE"),
        "{}",
        refused.text
    );
    assert!(refused.text.contains("no room left"), "{}", refused.text);
    assert_eq!(server.get("/v1/couloirs?limit=6").await.status, 200, "reading goes on");
    assert!(
        std::fs::read_dir(std::path::Path::new(&files_of(&database.url)).join("begun")).map_or(0, Iterator::count) == 0
    );
    running.stop().await.unwrap();
}

async fn answers_that_are_the_same_are_one_object(database: &Database) {
    let (server, running) = Server::start(database).await;
    let one = keep(&server, "/v1/observations.csv?region=bretagne&sort=-period")
        .await
        .json();
    let other = keep(&server, "/v1/observations.csv?sort=-period&region=bretagne")
        .await
        .json();
    assert!(one["id"] != other["id"] && one["sha256"] == other["sha256"]);
    assert_eq!(objects(database), 1);
    for told in [&one, &other] {
        let bytes = server.bytes(told["links"]["self"].as_str().unwrap()).await.unwrap();
        assert_eq!(told["bytes"], bytes.len());
    }
    // Kept by its own name, as before answers were told apart by what they are.
    let folder = std::path::Path::new(&files_of(&database.url)).join("permalinks");
    let name = |told: &serde_json::Value, key: &str| folder.join(told[key].as_str().unwrap());
    std::fs::rename(name(&one, "sha256"), name(&one, "id")).unwrap();
    assert_eq!(server.get(one["links"]["self"].as_str().unwrap()).await.status, 200);
    // Cut, it is asked again.
    std::fs::remove_file(name(&one, "id")).unwrap();
    std::fs::write(name(&one, "sha256"), "cut").unwrap();
    let bytes = server.bytes(other["links"]["self"].as_str().unwrap()).await.unwrap();
    assert_eq!(other["bytes"], bytes.len());
    running.stop().await.unwrap();
}
