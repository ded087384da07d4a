use segur_tests::{Server, on_both_engines};
use serde_json::Value as Json;

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

async fn search(server: &Server, words: &str) -> Json {
    server.json(&format!("/v1/search?q={}&limit=100", encoded(words))).await
}

fn slugs(found: &Json) -> Vec<(String, String)> {
    let text = |hit: &Json, name: &str| hit[name].as_str().unwrap().to_owned();
    let mut all: Vec<_> = found["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| (text(hit, "dataset"), text(hit, "slug")))
        .collect();
    all.sort();
    all
}

on_both_engines! {
    accents_case_plural_and_inflection_do_not_matter,
    what_is_nowhere_is_not_found,
    the_best_come_first_and_every_hit_can_be_read,
    each_dataset_is_counted_and_can_be_asked_alone,
    filters_combine_with_search_in_both_doors,
    both_doors_find_the_same,
    what_cannot_be_meant_is_refused,
}

async fn accents_case_plural_and_inflection_do_not_matter(server: &Server) {
    for (one, other) in [
        ("energie", "énergie"),
        ("etablissement de sante", "Établissements de santé"),
        ("ETABLISSEMENTS SANTE", "établissement de santé"),
        ("laboratoire", "laboratoires"),
        ("officine", "Officines"),
        ("degressivite", "dégressivité"),
        ("medecin equipe", "médecins équipés"),
        ("fenetre de financement", "fenêtres de financement"),
    ] {
        let (found, other) = (search(server, one).await, search(server, other).await);
        assert_eq!(slugs(&found), slugs(&other), "{one}");
        assert_eq!(found["datasets"], other["datasets"], "{one}");
    }
    let found = search(server, "etablissement de sante").await;
    assert!(
        slugs(&found).contains(&("couloirs".to_owned(), "hopital".to_owned())),
        "{found:#}"
    );
}

async fn what_is_nowhere_is_not_found(server: &Server) {
    for words in ["xyzzy", "officine xyzzy"] {
        let found = search(server, words).await;
        assert_eq!(
            (&found["total"], &found["hits"], &found["datasets"]),
            (&0.into(), &serde_json::json!([]), &serde_json::json!([]))
        );
    }
    assert_eq!(server.records("/v1/solutions?q=xyzzy").await.len(), 0);
}

async fn the_best_come_first_and_every_hit_can_be_read(server: &Server) {
    for (words, dataset, slug) in [
        ("médecine de ville", "couloirs", "medecine-de-ville"),
        ("pro santé connect", "core-services", "psc"),
        (
            "sun-es volet 1 fenêtre 3",
            "funding-windows",
            "sun-es-volet-1-fenetre-3",
        ),
        ("winpharma", "solutions", "winpharma"),
        ("DMP", "core-services", "dmp"),
        ("volet 1 fenêtre 1", "funding-windows", "sun-es-volet-1-fenetre-1"),
        (
            "5 000",
            "tariffs",
            "esms-numerique-cas-2-moins-de-50-essms-maitrise-d-ouvrage",
        ),
    ] {
        let found = search(server, words).await;
        let first: Vec<_> = found["hits"]
            .as_array()
            .unwrap()
            .iter()
            .take(4)
            .map(|hit| (hit["dataset"].as_str().unwrap(), hit["slug"].as_str().unwrap()))
            .collect();
        assert!(first.contains(&(dataset, slug)), "{words}: {first:?}");
        for hit in found["hits"].as_array().unwrap().iter().take(10) {
            let answer = server.get(hit["address"].as_str().unwrap()).await;
            assert_eq!(answer.status, 200, "{hit}");
            assert!(!answer.text.contains("\"data\":[]"), "{hit}");
        }
    }
}

async fn each_dataset_is_counted_and_can_be_asked_alone(server: &Server) {
    let found = search(server, "santé").await;
    for counted in found["datasets"].as_array().unwrap() {
        let dataset = counted["dataset"].as_str().unwrap();
        let alone = server
            .json(&format!("/v1/search?q=sante&dataset={dataset}&limit=100"))
            .await;
        assert_eq!(alone["total"], counted["count"], "{dataset}");
        if dataset != "observations" {
            let list = server.json(&format!("/v1/{dataset}?q=sante&count=true&limit=1")).await;
            assert_eq!(list["total"], counted["count"], "{dataset}");
        }
    }
    let (first, second) = (
        server.json("/v1/search?q=sante&limit=5").await,
        server.json("/v1/search?q=sante&limit=5&offset=5").await,
    );
    let ranks: Vec<_> = second["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["rank"].as_u64().unwrap())
        .collect();
    assert_eq!(ranks, [6, 7, 8, 9, 10]);
    assert!(slugs(&first).iter().all(|hit| !slugs(&second).contains(hit)));
}

async fn filters_combine_with_search_in_both_doors(server: &Server) {
    let wide = server.records("/v1/funding-windows?q=fen%C3%AAtre").await.len();
    let narrow = server
        .records("/v1/funding-windows?q=fen%C3%AAtre&part=volet-1&rate.lt=90")
        .await;
    assert!(wide > narrow.len());
    assert_eq!(narrow.len(), 2);
    let body = server.graphql(r#"{ fundingWindows(filter: { search: "fenetres", part: { eq: "volet-1" }, not: { rate: { gte: 90 } } }) { nodes { slug } } couloirs(filter: { or: [{ search: "pharmacie" }, { slug: { eq: "hopital" } }] }) { nodes { slug } } observations(filter: { search: "officine", value: { gt: 6000 } }) { totalCount } }"#).await;
    assert_eq!(body["data"]["fundingWindows"]["nodes"].as_array().unwrap().len(), 2);
    assert_eq!(
        body["data"]["couloirs"]["nodes"],
        serde_json::json!([{ "slug": "hopital" }, { "slug": "officine" }])
    );
    let observed = server
        .records("/v1/observations?q=officines&value.gt=6000&limit=1000")
        .await
        .len();
    assert_eq!(body["data"]["observations"]["totalCount"], observed);
    assert!(observed > 0);
}

async fn both_doors_find_the_same(server: &Server) {
    let rest = server.json("/v1/search?q=officines&limit=7").await;
    let body = server.graphql(r#"{ search(query: "officines", first: 7) { __typename total datasets { dataset count } hits { rank dataset slug label address } } }"#).await;
    let told = &body["data"]["search"];
    assert_eq!(
        (&told["total"], &told["datasets"], &told["hits"]),
        (&rest["total"], &rest["datasets"], &rest["hits"])
    );
    assert_eq!(body["extensions"]["cost"]["statements"], 2);
}

async fn what_cannot_be_meant_is_refused(server: &Server) {
    for (path, status) in [
        ("/v1/search", 400),
        ("/v1/search?q=", 400),
        ("/v1/search?q=%21%3F", 400),
        ("/v1/search?q=a&limit=0", 400),
        ("/v1/search?q=a&limit=101", 400),
        ("/v1/search?q=a&offset=1001", 400),
        ("/v1/search?q=a&datasets=b", 400),
        ("/v1/search?q=a&dataset=couloir", 404),
        ("/v1/couloirs?q=", 400),
        ("/v1/search?q=%FF", 400),
    ] {
        assert_eq!(server.get(path).await.status, status, "{path}");
    }
    // Words of the engines' own query languages are words.
    for words in [
        "AND",
        "NOT santé",
        "sant\u{e9} OR (",
        "title:",
        "\"",
        "a* NEAR b",
        "'; DROP TABLE record; --",
        "& | !",
        "日本",
        "²",
        "dmp 日本",
        "m² dmp",
        "①",
        "١٢",
    ] {
        assert!(
            [200, 400].contains(
                &server
                    .get(&format!("/v1/search?q={}", encoded(words)))
                    .await
                    .status
                    .as_u16()
            ),
            "{words}"
        );
    }
    assert_eq!(
        server.json("/v1/search?q=dmp%20%E6%97%A5%E6%9C%AC").await["total"],
        0,
        "a word that is nowhere is still looked for"
    );
    let long = "sante ".repeat(21);
    assert_eq!(
        server.get(&format!("/v1/search?q={}", encoded(&long))).await.status,
        400
    );
}
