use segur::access::{
    Role, Viewer,
    members::{self, NewMember},
    oidc::OidcSettings,
};
use segur_tests::{
    Database, Server,
    institutions::{account, now},
    on_own_database,
    provider::Provider,
    server::settings,
    until,
};
use serde_json::json;

/// A server that trusts a provider, at which Marie publishes for the ANS.
async fn trusting(database: &Database, provider: &Provider) -> (Server, segur::app::Running, segur::store::Store) {
    let mut settings = settings(&database.url);
    settings.http.oidc = OidcSettings {
        issuers: vec![provider.issuer.clone()],
        audience: Some("segur".to_owned()),
    };
    let (server, running) = Server::start_with(&settings).await;
    let store = segur::store::Store::open(&settings.store).await.unwrap();
    let ans = account(&store, "ans").await;
    let marie = NewMember {
        issuer: provider.issuer.clone(),
        subject: "marie".to_owned(),
        name: "Marie".to_owned(),
        role: Role::Publisher,
        ends_at: None,
    };
    members::add(&store, now(), &ans, &Viewer::operator(&ans), marie)
        .await
        .unwrap();
    (server, running, store)
}

const EDITOR: &str = "slug,name,source_document\nediteur,Éditeur,webinaire-idf-2022\n";

on_own_database! {
    a_member_publishes_with_a_token_of_the_provider,
    a_token_that_is_not_right_is_refused_whatever_is_wrong,
    rotated_keys_are_learnt_and_a_silent_provider_is_told,
}

async fn a_member_publishes_with_a_token_of_the_provider(database: &Database) {
    let provider = Provider::start();
    let (server, running, store) = trusting(database, &provider).await;
    for algorithm in ["RS256", "ES256"] {
        let token = provider.granted("marie", algorithm).await;
        let who = server.get_as(&token, "/v1/institution").await;
        assert_eq!(who.status, 200, "{algorithm}: {}", who.text);
        let who = who.json();
        assert_eq!(
            (&who["institution"], &who["author"], &who["credential"]),
            (&json!("ans"), &json!("Marie"), &json!("member"))
        );
    }
    let token = provider.granted("marie", "ES256").await;
    assert_eq!(server.import_csv(&token, "editors", "", EDITOR).await.status, 200);
    assert_eq!(
        server
            .import_csv(&token, "couloirs", "", "slug,name\na,A\n")
            .await
            .status,
        403
    );
    let stranger = provider.granted("jean", "RS256").await;
    let refused = server.get_as(&stranger, "/v1/institution").await;
    assert!(
        refused.status == 403 && refused.text.contains("acts for no institution"),
        "{}",
        refused.text
    );

    let member = members::list(&store, "ans").await.unwrap().remove(0);
    members::remove(
        &store,
        now(),
        &Viewer::operator(&account(&store, "ans").await),
        &member.id,
    )
    .await
    .unwrap();
    assert_eq!(
        server.get_as(&token, "/v1/institution").await.status,
        403,
        "a member removed is refused at once"
    );
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn a_token_that_is_not_right_is_refused_whatever_is_wrong(database: &Database) {
    let mut provider = Provider::start();
    let mut other = Provider::start();
    let (server, running, store) = trusting(database, &provider).await;
    let issuer = provider.issuer.clone();
    let right = provider.token(&json!({}), "RS256");
    assert_eq!(server.get_as(&right, "/v1/institution").await.status, 200);
    let within_leeway = provider.token(&json!({ "in": -10 }), "ES256");
    assert_eq!(
        server.get_as(&within_leeway, "/v1/institution").await.status,
        200,
        "clocks differ a little"
    );
    let mut tampered = right.clone();
    let last = if tampered.ends_with('A') { 'B' } else { 'A' };
    tampered.replace_range(tampered.len() - 20..=tampered.len() - 20, &last.to_string());
    let parts: Vec<&str> = right.split('.').collect();
    for (wrong, token) in [
        ("expired", provider.token(&json!({ "in": -60 }), "RS256")),
        ("not yet valid", provider.token(&json!({ "from": 120 }), "RS256")),
        (
            "for another service",
            provider.token(&json!({ "aud": "autre" }), "ES256"),
        ),
        ("for nobody", provider.token(&json!({ "aud": null }), "ES256")),
        (
            "of another issuer, by this one's keys",
            provider.token(&json!({ "iss": other.issuer }), "RS256"),
        ),
        (
            "of this issuer, by another's keys",
            other.token(&json!({ "iss": issuer }), "RS256"),
        ),
        ("of an unknown issuer", other.token(&json!({}), "RS256")),
        ("without signature", provider.token(&json!({}), "none")),
        (
            "signed by the public key as a secret",
            provider.token(&json!({}), "HS256"),
        ),
        ("without end", provider.token(&json!({ "exp": null }), "RS256")),
        ("of nobody", provider.token(&json!({ "sub": null }), "RS256")),
        ("tampered with", tampered),
        ("with its signature cut off", format!("{}.{}.", parts[0], parts[1])),
        ("too long", format!("{right}{}", "A".repeat(9_000))),
    ] {
        let refused = server.get_as(&token, "/v1/institution").await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["code"]),
            (401, &json!("UNAUTHENTICATED")),
            "{wrong}: {}",
            refused.text
        );
        assert!(
            !refused.text.contains("expired") && !refused.text.contains("audience"),
            "the log alone says why: {}",
            refused.text
        );
    }
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn rotated_keys_are_learnt_and_a_silent_provider_is_told(database: &Database) {
    let mut provider = Provider::start();
    let (server, running, store) = trusting(database, &provider).await;
    let before = provider.token(&json!({}), "RS256");
    assert_eq!(server.get_as(&before, "/v1/institution").await.status, 200);
    provider.rotate();
    let after = provider.token(&json!({}), "RS256");
    until("the new keys are asked for", async || {
        server.get_as(&after, "/v1/institution").await.status == 200
    })
    .await;
    assert_eq!(
        server.get_as(&before, "/v1/institution").await.status,
        401,
        "the former are gone"
    );
    drop(provider);
    assert_eq!(
        server.get_as(&after, "/v1/institution").await.status,
        200,
        "known keys are kept"
    );
    store.close().await.unwrap();
    running.stop().await.unwrap();

    let mut gone = settings(&database.url);
    gone.http.oidc = OidcSettings {
        issuers: vec!["http://127.0.0.1:9".to_owned()],
        audience: Some("segur".to_owned()),
    };
    let (server, running) = Server::start_with(&gone).await;
    let mut elsewhere = Provider::start();
    let token = elsewhere.token(&json!({ "iss": "http://127.0.0.1:9" }), "RS256");
    let told = server.get_as(&token, "/v1/institution").await;
    assert_eq!(
        (told.status.as_u16(), told.header("retry-after")),
        (503, "5"),
        "{}",
        told.text
    );
    assert_eq!(server.get("/v1/couloirs").await.status, 200, "reading goes on");
    running.stop().await.unwrap();
}

#[test]
fn a_provider_needs_an_audience_and_tls() {
    use segur::access::oidc::Providers;
    let settings = |issuer: &str, audience: Option<&str>| OidcSettings {
        issuers: vec![issuer.to_owned()],
        audience: audience.map(str::to_owned),
    };
    for (issuer, audience, says) in [
        ("https://example.org", None, "needs --oidc-audience"),
        ("http://example.org", Some("segur"), "reached by https"),
        ("http://127.0.0.1:80@example.org", Some("segur"), "reached by https"),
        ("example.org", Some("segur"), "reached by https"),
    ] {
        let refusal = Providers::new(&settings(issuer, audience)).unwrap_err().to_string();
        assert!(refusal.contains(says), "{refusal}");
    }
    assert!(Providers::new(&settings("https://example.org", Some("segur"))).is_ok());
}
