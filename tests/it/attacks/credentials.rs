use std::{num::NonZeroU32, time::Duration};

use reqwest::Method;
use segur::{
    access::{
        Role, Viewer,
        members::{self, NewMember},
        oidc::OidcSettings,
    },
    web::Proxies,
};
use segur_tests::{
    Database, FOUNDED, Server,
    expect_continue::{CONTINUE, begin},
    institutions::{account, key_on, now},
    on_own_database, program,
    provider::Provider,
    until,
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const EDITOR: &str = "slug,name,source_document\nediteur,Éditeur,webinaire-idf-2022\n";

/// Settings under which every address has its limits, loopback too.
fn limited(database: &Database) -> segur::config::Settings {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.trusted_proxies = Proxies::default();
    settings
}

on_own_database! {
    a_header_that_proves_nothing_takes_no_limit_off,
    waits_hold_no_place_that_others_need,
    wrong_keys_count_against_their_network,
    a_key_revoked_while_its_file_arrives_publishes_nothing,
    no_access_outlives_the_one_that_gave_it,
    a_person_is_bound_by_their_own_token_and_not_by_who_names_them_first,
    a_provider_that_hangs_delays_nobody_whose_key_is_known,
    one_draft_sent_to_two_nodes_with_one_key_is_saved_once,
}

async fn a_header_that_proves_nothing_takes_no_limit_off(database: &Database) {
    let mut settings = limited(database);
    settings.http.rates.address = NonZeroU32::new(6);
    let (server, running) = Server::start_with(&settings).await;
    let key = key_on(database, "ans", Role::Reader).await;
    let mut told = Vec::new();
    for at in 0..8 {
        let request = server
            .request(Method::GET, &format!("/v1/couloirs?limit={}", at + 1))
            .header("authorization", "Basic x");
        told.push(server.send(request).await.status.as_u16());
    }
    assert_eq!(told, [200, 200, 200, 200, 200, 200, 429, 429]);
    let right = server.get_as(&key, "/v1/institution").await;
    assert_eq!(
        (right.status.as_u16(), right.header("ratelimit-policy")),
        (200, "\"credential\";q=6000;w=60"),
        "who proves has limits of their own"
    );
    running.stop().await.unwrap();
}

async fn waits_hold_no_place_that_others_need(database: &Database) {
    let mut settings = limited(database);
    settings.http.at_once = 1;
    let (server, running) = Server::start_with(&settings).await;
    let ans = key_on(database, "ans", Role::Administrator).await;
    let made = server
        .send(
            server
                .request(Method::POST, "/v1/institution/keys")
                .bearer_auth(&ans)
                .json(&json!({ "name": "x", "role": "reader" })),
        )
        .await
        .json();
    let waiting: Vec<_> = (0..40)
        .map(|_| {
            let server = server.from([127, 0, 0, 9]);
            tokio::spawn(async move {
                let request = server
                    .request(Method::GET, "/v1/couloirs")
                    .header("x-revision-at-least", "99999999")
                    .header("authorization", "Basic x");
                server.send(request).await.status.as_u16()
            })
        })
        .collect();
    until("one address waits as often as it may", async || {
        waiting.iter().any(tokio::task::JoinHandle::is_finished)
    })
    .await;
    assert!(waiting.iter().any(|wait| !wait.is_finished()), "some wait");
    let revoke = server
        .request(
            Method::DELETE,
            &format!("/v1/institution/keys/{}", made["id"].as_str().unwrap()),
        )
        .bearer_auth(&ans);
    assert_eq!(server.send(revoke).await.status, 204);
    assert_eq!(server.get("/v1/couloirs?limit=2").await.status, 200);
    for wait in waiting {
        assert_eq!(wait.await.unwrap(), 503);
    }
    running.stop().await.unwrap();
}

async fn wrong_keys_count_against_their_network(database: &Database) {
    let mut settings = limited(database);
    settings.http.trusted_proxies = Proxies::read(&["127.0.0.1".to_owned()], 1, &[]).unwrap();
    let (server, running) = Server::start_with(&settings).await;
    let mut last = 0;
    for at in 0..33 {
        let request = server
            .request(Method::GET, "/v1/institution")
            .bearer_auth(format!("sgo_wrong{at}_x"))
            .header("x-forwarded-for", format!("2001:db8:1:1::{at:x}"));
        last = server.send(request).await.status.as_u16();
    }
    assert_eq!(last, 429, "a /64 is one network");
    let elsewhere = server
        .request(Method::GET, "/v1/institution")
        .bearer_auth("sgo_wrong_x")
        .header("x-forwarded-for", "2001:db8:1:2::1");
    assert_eq!(server.send(elsewhere).await.status, 401);
    running.stop().await.unwrap();
}

async fn a_key_revoked_while_its_file_arrives_publishes_nothing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Administrator).await;
    let made = server
        .send(
            server
                .request(Method::POST, "/v1/institution/keys")
                .bearer_auth(&ans)
                .json(&json!({ "name": "robot", "role": "publisher" })),
        )
        .await
        .json();
    let (key, id) = (made["key"].as_str().unwrap(), made["id"].as_str().unwrap());
    let mut sending = TcpStream::connect(server.host()).await.unwrap();
    let headers = format!(
        "authorization: Bearer {key}\r\ncontent-type: text/csv\r\ncontent-length: {}\r\nconnection: close",
        EDITOR.len()
    );
    let taken_up = begin(&mut sending, "POST /v1/editors/import", &headers).await;
    assert_eq!(taken_up, CONTINUE);
    sending.write_all(&EDITOR.as_bytes()[..20]).await.unwrap();
    let revoked = server
        .send(
            server
                .request(Method::DELETE, &format!("/v1/institution/keys/{id}"))
                .bearer_auth(&ans),
        )
        .await;
    assert_eq!(revoked.status, 204);
    sending.write_all(&EDITOR.as_bytes()[20..]).await.unwrap();
    let mut told = String::new();
    sending.read_to_string(&mut told).await.unwrap();
    assert!(told.starts_with("HTTP/1.1 401"), "{told}");
    assert_eq!(server.get("/v1/editors/editeur").await.status, 404);
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

async fn no_access_outlives_the_one_that_gave_it(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Administrator).await;
    let short = server
        .send(
            server
                .request(Method::POST, "/v1/institution/keys")
                .bearer_auth(&ans)
                .json(&json!({ "name": "x", "role": "administrator", "ends_at": "2099-01-01T00:00:00Z" })),
        )
        .await
        .json();
    let short = short["key"].as_str().unwrap();
    let add = |ends_at: serde_json::Value| {
        let member = json!({ "issuer": "https://a.fr", "subject": ends_at.to_string(), "name": "X", "role": "administrator", "ends_at": ends_at });
        server.send(
            server
                .request(Method::POST, "/v1/institution/members")
                .bearer_auth(short)
                .json(&member),
        )
    };
    for ends_at in [json!(null), json!("2099-01-02T00:00:00Z")] {
        assert_eq!(add(ends_at).await.status, 403);
    }
    let added = add(json!("2098-01-01T00:00:00Z")).await;
    assert_eq!(
        (added.status.as_u16(), &added.json()["accepted_at"]),
        (201, &json!(null)),
        "{}",
        added.text
    );
    running.stop().await.unwrap();
}

async fn a_person_is_bound_by_their_own_token_and_not_by_who_names_them_first(database: &Database) {
    let provider = Provider::start();
    let mut settings = segur_tests::settings(&database.url);
    settings.http.oidc = OidcSettings {
        issuers: vec![provider.issuer.clone()],
        audience: Some("segur".to_owned()),
    };
    let (server, running) = Server::start_with(&settings).await;
    let store = segur::store::Store::open(&settings.store).await.unwrap();
    let name = async |institution: &str, ends_at| {
        let account = account(&store, institution).await;
        let marie = NewMember {
            issuer: provider.issuer.clone(),
            subject: "marie".to_owned(),
            name: "Marie".to_owned(),
            role: Role::Publisher,
            ends_at,
        };
        members::add(&store, now(), &account, &Viewer::operator(&account), marie).await
    };
    name("dns", None).await.unwrap();
    name("ans", None)
        .await
        .expect("her own institution names her all the same");
    let token = provider.granted("marie", "RS256").await;
    let asked = server.get_as(&token, "/v1/institution").await;
    assert!(
        asked.status == 403 && asked.text.contains("X-Institution") && asked.text.contains("ans, dns")
            || asked.text.contains("dns, ans"),
        "{}",
        asked.text
    );
    let chosen = server
        .request(Method::GET, "/v1/institution")
        .bearer_auth(&token)
        .header("x-institution", "ans");
    assert_eq!(server.send(chosen).await.json()["institution"], "ans");
    assert_eq!(
        server.get_as(&token, "/v1/institution").await.json()["institution"],
        "ans",
        "she has accepted"
    );
    name("cnam", None).await.unwrap();
    assert_eq!(
        server.get_as(&token, "/v1/institution").await.json()["institution"],
        "ans",
        "whoever names her then changes nothing"
    );
    let not_hers = server
        .request(Method::GET, "/v1/institution")
        .bearer_auth(&token)
        .header("x-institution", "cnsa");
    assert_eq!(server.send(not_hers).await.status, 403);
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn a_provider_that_hangs_delays_nobody_whose_key_is_known(database: &Database) {
    let mut provider = Provider::start();
    let mut settings = segur_tests::settings(&database.url);
    settings.http.oidc = OidcSettings {
        issuers: vec![provider.issuer.clone()],
        audience: Some("segur".to_owned()),
    };
    let (server, running) = Server::start_with(&settings).await;
    let known = provider.token(&json!({}), "RS256");
    assert_eq!(
        server.get_as(&known, "/v1/institution").await.status,
        403,
        "right, of nobody here"
    );
    provider.rotate();
    let unknown = provider.token(&json!({}), "RS256");
    provider.hang();
    // An unknown key makes the provider be asked again, some seconds after it was: until then it is refused.
    let waiting = loop {
        let (server, unknown) = (server.clone(), unknown.clone());
        let asked = tokio::spawn(async move { server.get_as(&unknown, "/v1/institution").await.status.as_u16() });
        while provider.held() == 0 && !asked.is_finished() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if provider.held() > 0 {
            break asked;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    for _ in 0..3 {
        assert_eq!(server.get_as(&known, "/v1/institution").await.status, 403);
    }
    assert!(!waiting.is_finished(), "the unknown one still waits for the provider");
    assert!(matches!(waiting.await.unwrap(), 401 | 503));
    running.stop().await.unwrap();
}

async fn one_draft_sent_to_two_nodes_with_one_key_is_saved_once(database: &Database) {
    let nodes = [0, 1].map(|_| program::serve(&["--database-url", &database.url, "--log", "off"]));
    let key = key_on(database, "ans", Role::Publisher).await;
    for round in 0..6 {
        let sending = nodes.iter().map(|node| {
            let (server, key) = (Server::at(&node.address), key.clone());
            tokio::spawn(async move {
                let request = server
                    .request(Method::POST, "/v1/editors/import?draft=true")
                    .bearer_auth(&key)
                    .header("content-type", "text/csv");
                let request = request.header("idempotency-key", format!("draft-{round}")).body(EDITOR);
                let answer = server.send(request).await;
                (answer.status.as_u16(), answer.text)
            })
        });
        let mut saved = 0;
        for sent in sending.collect::<Vec<_>>() {
            let (status, text) = sent.await.unwrap();
            assert!(matches!(status, 201 | 409), "{round}: {status} {text}");
            saved += u32::from(status == 201);
        }
        assert!(saved >= 1, "{round}");
    }
    let drafts = Server::at(&nodes[0].address)
        .get_as(&key, "/v1/institution/drafts")
        .await
        .json();
    assert_eq!(drafts["data"].as_array().unwrap().len(), 6);
}
