use reqwest::Method;
use segur::{
    access::Role,
    datasets::{Kind, registry},
};
use segur_tests::{Database, Server, institutions::key_on, on_both_engines, on_own_database};
use serde_json::Value as Json;

/// Requests that are refused, each for another reason.
const REFUSED: [&str; 34] = [
    "/v1/couloir",
    "/v1/couloirs/nowhere",
    "/v1/couloirs?nmae=x",
    "/v1/couloirs?sort=nmae",
    "/v1/couloirs?fields=nmae",
    "/v1/couloirs?limit=0",
    "/v1/couloirs?after=x",
    "/v1/couloirs?name.like=x",
    "/v1/couloirs?hospital_related=maybe",
    "/v1/couloirs?count=maybe",
    "/v1/couloirs?bom=1",
    "/v1/couloirs.csv?delimiter=x",
    "/v1/couloirs.pdf",
    "/v1/couloirs?q=",
    "/v1/couloirs?structures=x",
    "/v1/couloirs?name.is_null=x",
    "/v1/couloirs?slug.gt=x",
    "/v1/couloirs?sort=name,name",
    "/v1/observations?period=hier",
    "/v1/observations?value=x",
    "/v1/observations?status=fianl",
    "/v1/regional-envelopes?amount=1,5",
    "/v1/funding-windows?number=x",
    "/v1/couloirs/hopital?limit=1",
    "/v1/couloirs/nowhere/history",
    "/v1/couloirs/hopital/history?first=1",
    "/v1/observations/groups",
    "/v1/observations/groups?by=regoin",
    "/v1/search",
    "/v1/search?q=a&words=b",
    "/v1/calculators/sun",
    "/v1/calculators/sun-es",
    "/v1/calculators/esms-numerique?essms=x&equipped=true",
    "/nowhere",
];

async fn detail(server: &Server, path: &str, language: &str) -> Json {
    let request = server.request(Method::GET, path).header("accept-language", language);
    let answer = server.send(request).await;
    assert!(answer.status.as_u16() >= 400, "{path}");
    assert_eq!(answer.header("content-language"), language, "{path}");
    answer.json()
}

on_both_engines! {
    every_refusal_speaks_french_and_english,
    graphql_refuses_in_the_language_asked,
    graphql_names_its_own_fields,
    the_address_chooses_before_the_browser_and_the_answer_says_so,
}

on_own_database! {
    every_row_of_an_import_is_refused_in_the_language_asked,
}

async fn every_refusal_speaks_french_and_english(server: &Server) {
    for path in REFUSED {
        let (french, english) = (detail(server, path, "fr").await, detail(server, path, "en").await);
        assert_ne!(french["detail"], english["detail"], "{path}");
        assert_ne!(french["title"], english["title"], "{path}");
        assert_eq!(
            (&french["code"], &french["status"], &french["type"]),
            (&english["code"], &english["status"], &english["type"]),
            "{path}"
        );
        let told = french["detail"].as_str().unwrap();
        for word in ["there is", "is not", "did you mean", " and ", "needed", "known:"] {
            assert!(!told.contains(word), "{path}: {told}");
        }
    }
}

async fn graphql_names_its_own_fields(server: &Server) {
    // A wrong operand of every column whose name REST writes otherwise.
    let mut tried = 0;
    for dataset in registry().datasets() {
        for column in dataset.columns.iter().filter(|column| column.name.contains('_')) {
            let wrong = match column.kind {
                Kind::Date => "\"2022-13-40\"",
                Kind::Euros => "\"a lot\"",
                _ => continue,
            };
            let name = camel(column.name);
            let list = camel(dataset.name);
            let query = format!("{{ {list}(filter: {{ {name}: {{ eq: {wrong} }} }}) {{ totalCount }} }}");
            let (_, message) = server.graphql_error(&query).await;
            assert!(
                message.contains(&name) && !message.contains(column.name),
                "{query}: {message}"
            );
            tried += 1;
        }
    }
    assert!(tried > 3, "{tried}");
    for (query, said) in [
        (
            "{ fundingWindows(filter: { openOn: { date: \"2022-13-40\" } }) { totalCount } }",
            "openOn: ",
        ),
        (
            "{ fundingWindows(filter: { phases: { some: { startsOn: { eq: \"zz\" } } } }) { totalCount } }",
            "startsOn: ",
        ),
        ("{ regions(asOf: 9999) { totalCount } }", "9999"),
        ("{ observationGroups(by: [REGION]) { sum } }", "ask for count alone"),
    ] {
        let (_, message) = server.graphql_error(query).await;
        assert!(
            message.contains(said) && !message.contains('_') && !message.contains('='),
            "{query}: {message}"
        );
    }
    // The address chooses the language here too.
    let request = server
        .request(Method::POST, "/graphql?lang=fr")
        .header("content-type", "application/json")
        .header("accept-language", "en")
        .body(serde_json::json!({ "query": "{ observationGroups(by: [REGION]) { sum } }" }).to_string());
    let body = server.send(request).await.json();
    let message = body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("ne demandez que count"), "{message}");
}

fn camel(name: &str) -> String {
    let mut words = name.split(['-', '_']);
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

async fn graphql_refuses_in_the_language_asked(server: &Server) {
    for (query, french, english) in [
        (
            "{ couloirs(first: 0) { totalCount } }",
            "first : 0 n'est pas compris entre 1 et 500",
            "first: 0 is not between 1 and 500",
        ),
        (
            "{ couloirs(after: \"x\") { totalCount } }",
            "ce curseur est abîmé",
            "this cursor is damaged",
        ),
        (
            "{ nothing }",
            "la requête GraphQL n'est pas valable",
            "does not have a field",
        ),
    ] {
        for (language, expected) in [("fr", french), ("en", english)] {
            let request = server
                .request(Method::POST, "/graphql")
                .header("content-type", "application/json")
                .header("accept-language", language)
                .body(serde_json::json!({ "query": query }).to_string());
            let body = server.send(request).await.json();
            assert!(
                body["errors"][0]["message"].as_str().unwrap().contains(expected),
                "{body}"
            );
        }
    }
}

async fn the_address_chooses_before_the_browser_and_the_answer_says_so(server: &Server) {
    let request = server
        .request(Method::GET, "/v1/couloir?lang=fr")
        .header("accept-language", "en");
    assert!(
        server
            .send(request)
            .await
            .text
            .contains("il n'y a pas de jeu de données")
    );
    assert_eq!(server.get("/v1/couloirs?lang=de").await.status, 400);
    let page = server.json("/v1/couloirs?limit=2&lang=fr").await;
    assert!(page["links"]["next"].as_str().unwrap().contains("lang=fr"), "{page}");
    let plain = server.get("/v1/couloirs").await;
    assert_eq!(
        (plain.header("content-language"), plain.header("vary")),
        ("", "accept, accept-encoding"),
        "facts are in no language"
    );
    let refused = server.get("/v1/couloirs?limit=0").await;
    assert_eq!(refused.header("content-language"), "en");
    let french = server
        .send(
            server
                .request(Method::GET, "/v1/couloirs")
                .header("accept-language", "fr-FR,fr;q=0.9"),
        )
        .await;
    assert_eq!(french.header("etag"), plain.header("etag"));
    assert_eq!(french.json(), plain.json(), "facts are the same in every language");
}

/// Files of observations that are refused, each cell or line for another reason.
fn refused_files() -> Vec<String> {
    let head = "indicator;region;category;period;value;status;qualifier;document;note\n";
    let row = |indicator: &str, region: &str, period: &str, value: &str, status: &str| {
        format!("{indicator};{region};Essai;{period};{value};{status};exact;webinaire-idf-2022;\n")
    };
    let dmp = "documents-alimentant-le-dmp";
    vec![
        format!("{head}{}", row(dmp, "bretagne", "hier", "1", "final")),
        format!("{head}{}", row(dmp, "bretagne", "2026-01", "beaucoup", "final")),
        format!("{head}{}", row(dmp, "bretagne", "2026-01", "1 23", "final")),
        format!("{head}{}", row(dmp, "bretagne", "2026-01", "", "final")),
        format!("{head}{}", row(dmp, "bretagne", "2026-01", "1", "fianl")),
        format!("{head}{}", row(dmp, "bretange", "2026-01", "1", "final")),
        format!("{head}{}", row("documents", "bretagne", "2026-01", "1", "final")),
        format!("{head}{0}{0}", row(dmp, "bretagne", "2026-01", "1", "final")),
        format!("{head}{}", row(dmp, "normandie", "2026-01", "1", "final")),
        format!(
            "{head}{};\"provisoire\n",
            row(dmp, "bretagne", "2026-01", "1", "final").trim_end()
        ),
        format!("{head}a;b\n"),
        head.replace("value", "valeuur"),
        "bonjour\n".to_owned(),
    ]
}

async fn every_row_of_an_import_is_refused_in_the_language_asked(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    for file in refused_files() {
        let [french, english] = ["fr", "en"].map(|language| {
            server.import_csv(
                &key,
                "observations",
                if language == "fr" { "?lang=fr" } else { "?lang=en" },
                file.clone(),
            )
        });
        let (french, english) = (french.await, english.await);
        assert!(french.status.is_client_error(), "{file}: {}", french.text);
        assert_eq!(french.status, english.status, "{file}");
        let (french, english) = (french.json(), english.json());
        assert_ne!(french["detail"], english["detail"], "{file}");
        let (rows, others) = (french["errors"].as_array(), english["errors"].as_array());
        let messages = rows.into_iter().flatten().zip(others.into_iter().flatten());
        for (row, other) in messages {
            assert_ne!(row["message"], other["message"], "{file}");
        }
        for told in rows
            .into_iter()
            .flatten()
            .map(|row| &row["message"])
            .chain([&french["detail"]])
        {
            let told = told.as_str().unwrap();
            for word in [
                "there is",
                "is not",
                "did you mean",
                " and ",
                "needed",
                "known:",
                " write ",
            ] {
                assert!(!told.contains(word), "{file}: {told}");
            }
        }
    }
    let file = refused_files().remove(2);
    let refused = server.import_csv(&key, "observations", "?lang=fr", file).await;
    assert!(
        refused.text.contains("« 1 23 »") && refused.text.contains("66,7"),
        "the advice is in French too: {}",
        refused.text
    );
    running.stop().await.unwrap();
}
