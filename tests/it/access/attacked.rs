use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database, until};
use serde_json::{Value as Json, json};

async fn post(server: &Server, key: &str, path: &str, body: Json) -> segur_tests::Answer {
    server
        .send(server.request(reqwest::Method::POST, path).bearer_auth(key).json(&body))
        .await
}

/// Withdraws a document of the first revision after the founding data, and tells the revision.
async fn withdraw(server: &Server, key: &str, slug: &str) -> Json {
    let expected = FOUNDED + 1;
    let query = format!(
        "mutation {{ withdrawDocuments(records: [{{ slug: \"{slug}\", expectedRevision: {expected} }}], reason: \"Erreur\", idempotencyKey: \"1\") {{ revision errors {{ message }} }} }}"
    );
    server.graphql_as(key, &query, json!({})).await["data"]["withdrawDocuments"]["revision"].clone()
}

on_own_database! {
    a_document_that_its_owner_withdrew_stays_its_owners,
    an_ars_sources_its_spending_and_nothing_else,
    an_administrator_key_gives_no_more_than_it_has,
    a_draft_that_cannot_go_out_holds_no_other_back,
    a_file_made_to_be_costly_is_refused,
    a_right_key_is_not_held_up_by_its_neighbours,
}

async fn a_document_that_its_owner_withdrew_stays_its_owners(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Publisher).await;
    let ars = key_on(database, "ars-normandie", Role::Publisher).await;
    let file = "slug,title,issuer,source_document\nessai-doc,Essai,ANS,essai-doc\n";
    assert_eq!(server.import_csv(&ans, "documents", "", file).await.status, 200);
    assert_eq!(withdraw(&server, &ans, "essai-doc").await, FOUNDED + 2);
    assert_eq!(
        server.import_csv(&ars, "documents", "", file).await.status,
        403,
        "by its name"
    );
    let undone = post(
        &server,
        &ars,
        &format!("/v1/revisions/{}/revert", FOUNDED + 2),
        json!({ "reason": "à moi" }),
    )
    .await;
    assert_eq!(undone.status, 403, "by undoing: {}", undone.text);
    assert_eq!(
        server.import_csv(&ans, "documents", "", file).await.status,
        200,
        "its owner may"
    );
    running.stop().await.unwrap();
}

async fn an_ars_sources_its_spending_and_nothing_else(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ars = key_on(database, "ars-bretagne", Role::Publisher).await;
    let found = server.json("/v1/regional-envelopes?region=bretagne&limit=1").await["data"][0].clone();
    let slug = found["slug"].as_str().unwrap();
    let cited: Vec<&str> = found["source_document"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cited| cited.as_str().unwrap())
        .collect();
    let refused = server
        .import_csv(
            &ars,
            "regional-envelopes",
            "",
            format!("slug,source_document\n{slug},webinaire-idf-2022\n"),
        )
        .await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    let (documents, fields) = (cited.join(";"), ";".repeat(cited.len()));
    let file = format!(
        "slug,committed,source_document,source_field\n{slug},12.00,{documents};webinaire-idf-2022,{fields}committed\n"
    );
    let made = server.import_csv(&ars, "regional-envelopes", "", file).await;
    assert_eq!(made.status, 200, "{}", made.text);
    running.stop().await.unwrap();
}

async fn an_administrator_key_gives_no_more_than_it_has(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Administrator).await;
    let keys = "/v1/institution/keys";
    let narrow = post(
        &server,
        &ans,
        keys,
        json!({ "name": "x", "role": "administrator", "datasets": ["editors"] }),
    )
    .await
    .json();
    let narrow = narrow["key"].as_str().unwrap();
    let member = json!({ "issuer": "https://a.fr", "subject": "x", "name": "X", "role": "administrator" });
    for (path, body) in [
        (keys, json!({ "name": "x", "role": "reader" })),
        ("/v1/institution/members", member.clone()),
    ] {
        assert_eq!(post(&server, narrow, path, body).await.status, 403, "{path}");
    }
    let short = post(
        &server,
        &ans,
        keys,
        json!({ "name": "x", "role": "administrator", "ends_at": "2099-01-01T00:00:00Z" }),
    )
    .await
    .json();
    let short = short["key"].as_str().unwrap();
    for ends_at in [json!(null), json!("2099-01-02T00:00:00Z")] {
        assert_eq!(
            post(
                &server,
                short,
                keys,
                json!({ "name": "x", "role": "reader", "ends_at": ends_at })
            )
            .await
            .status,
            403
        );
    }
    assert_eq!(
        post(
            &server,
            short,
            keys,
            json!({ "name": "x", "role": "reader", "ends_at": "2098-01-01T00:00:00Z" })
        )
        .await
        .status,
        201
    );
    assert_eq!(
        post(
            &server,
            &ans,
            keys,
            json!({ "name": "x", "role": "reader", "datasets": [] })
        )
        .await
        .status,
        400
    );

    a_person_acts_for_one_institution(&server, &ans, member).await;
    running.stop().await.unwrap();
}

async fn a_person_acts_for_one_institution(server: &Server, key: &str, member: Json) {
    let sending = (0..6).map(|_| {
        let (server, key, member) = (server.clone(), key.to_owned(), member.clone());
        tokio::spawn(async move {
            post(&server, &key, "/v1/institution/members", member)
                .await
                .status
                .as_u16()
        })
    });
    let mut statuses = Vec::new();
    for sent in sending.collect::<Vec<_>>() {
        statuses.push(sent.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(
        statuses,
        [201, 409, 409, 409, 409, 409],
        "a person acts for one institution"
    );
}

async fn a_draft_that_cannot_go_out_holds_no_other_back(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Publisher).await;
    let cnam = key_on(database, "cnam", Role::Publisher).await;
    let due = |milliseconds: i64| {
        let at = segur_tests::institutions::now() + chrono::TimeDelta::milliseconds(milliseconds);
        at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    };
    let document = |slug: &str, cites: &str| format!("{slug},Essai,ANS,{cites}\n");
    let header = "slug,title,issuer,source_document\n";
    assert_eq!(
        server
            .import_csv(
                &ans,
                "documents",
                "",
                format!("{header}{}", document("essai-c", "essai-c"))
            )
            .await
            .status,
        200
    );
    let chained = format!(
        "{header}{}{}",
        document("essai-a", "essai-b"),
        document("essai-b", "essai-c")
    );
    assert_eq!(
        server
            .import_csv(
                &ans,
                "documents",
                &format!("?publish_at={}", due(2_500)),
                chained.clone()
            )
            .await
            .status,
        201
    );
    assert_eq!(withdraw(&server, &ans, "essai-c").await, FOUNDED + 2);
    let tried = server.import_csv(&ans, "documents", "?dry_run=1", chained).await;
    assert_eq!(
        (tried.status.as_u16(), &tried.json()["error_count"]),
        (422, &json!(2)),
        "both rows are named: {}",
        tried.text
    );
    let other = format!("{header}{}", document("essai-cnam", "essai-cnam"));
    assert_eq!(
        server
            .import_csv(&cnam, "documents", &format!("?publish_at={}", due(2_700)), other)
            .await
            .status,
        201
    );
    until("the other draft is published", async || {
        server.get("/v1/documents/essai-cnam").await.status == 200
    })
    .await;
    assert_eq!(
        server.get_as(&ans, "/v1/institution/drafts").await.json()["data"][0]["state"],
        "failed"
    );
    running.stop().await.unwrap();
}

async fn a_file_made_to_be_costly_is_refused(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Publisher).await;
    let reader = key_on(database, "ans", Role::Reader).await;
    let many: String = (0..20_000).map(|at| format!("{{\"c{at}\": 1}}\n")).collect();
    let wide: String = (0..60_000).map(|at| format!("c{at},")).collect();
    for (kind, file) in [("application/x-ndjson", many), ("text/csv", format!("{wide}slug\na\n"))] {
        let refused = server.import(&ans, "editors", "", kind, file.clone()).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["code"]),
            (400, &json!("TOO_COMPLEX")),
            "{}",
            refused.text
        );
        assert_eq!(server.import(&reader, "editors", "", kind, file).await.status, 403);
    }
    // Refused unread, but not before the client, still sending, can read why.
    let large = format!("slug\n{}", "a\n".repeat(4 << 20));
    for at in 0..3 {
        let refused = server.import(&reader, "editors", "", "text/csv", large.clone()).await;
        assert_eq!(refused.status, 403, "{at}");
        let refused = post(&server, &ans, "/v1/institution/keys", json!({ "name": large })).await;
        assert_eq!(refused.status, 413, "{at}");
    }
    running.stop().await.unwrap();
}

async fn a_right_key_is_not_held_up_by_its_neighbours(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Reader).await;
    for at in 0..33 {
        server.get_as(&format!("sgo_wrong{at}_x"), "/v1/institution").await;
    }
    assert_eq!(server.get_as("sgo_wrong_x", "/v1/institution").await.status, 429);
    assert_eq!(server.get_as(&key, "/v1/institution").await.status, 200);
    running.stop().await.unwrap();
}
