use segur::{
    calculators::calculators,
    datasets::{Column, Kind, registry},
    domain::Bilingual,
};
use segur_tests::{Server, on_both_engines};

fn check(words: Bilingual, at: &str) {
    assert!(
        !words.french.trim().is_empty() && !words.english.trim().is_empty(),
        "{at}"
    );
}

fn check_columns(columns: &[Column], at: &str) {
    for column in columns {
        let at = format!("{at}.{}", column.name);
        check(column.title, &at);
        check(column.description, &at);
        if let Kind::Term(vocabulary) = column.kind {
            check(vocabulary.description, vocabulary.name);
            for term in vocabulary.terms {
                check(term.label, &format!("{}.{}", vocabulary.name, term.code));
            }
        }
    }
}

#[test]
fn every_title_description_and_label_is_in_both_languages() {
    for dataset in registry().datasets() {
        check(dataset.title, dataset.name);
        check(dataset.description, dataset.name);
        assert_ne!(
            dataset.description.french, dataset.description.english,
            "{}",
            dataset.name
        );
        check_columns(&dataset.columns, dataset.name);
        for part in &dataset.parts {
            check(part.title, part.name);
            check(part.description, part.name);
            check_columns(&part.columns, part.name);
        }
        for relation in &dataset.relations {
            check(relation.description, relation.name);
        }
    }
    for calculator in calculators() {
        check(calculator.title, calculator.name);
        check(calculator.description, calculator.name);
        for input in &calculator.inputs {
            check(input.description, input.name);
        }
    }
}

on_both_engines! {
    titles_and_labels_are_told_in_the_language_asked,
}

async fn titles_and_labels_are_told_in_the_language_asked(server: &Server) {
    let body = server.graphql(r#"{ meta { french: datasets(lang: FR) { slug title columns { name title terms { code label } } } english: datasets(lang: EN) { title description } plain: datasets { title } }
            region(slug: "bretagne") { fr: labels(lang: FR) { field title code label } labels { label } } }"#).await;
    let meta = &body["data"]["meta"];
    let at = meta["french"]
        .as_array()
        .unwrap()
        .iter()
        .position(|dataset| dataset["slug"] == "funding-windows")
        .unwrap();
    assert_eq!(meta["french"][at]["title"], "Fenêtres de financement");
    assert_eq!(
        (&meta["english"][at]["title"], &meta["plain"][at]["title"]),
        (&"Funding windows".into(), &"Funding windows".into())
    );
    let kinds = meta["french"]
        .as_array()
        .unwrap()
        .iter()
        .find(|dataset| dataset["slug"] == "regions")
        .unwrap();
    let kind = kinds["columns"]
        .as_array()
        .unwrap()
        .iter()
        .find(|column| column["name"] == "kind")
        .unwrap();
    assert_eq!(
        kind["terms"][1],
        serde_json::json!({ "code": "overseas", "label": "Région d'outre-mer" })
    );
    let labels = &body["data"]["region"];
    assert_eq!(labels["fr"][0]["label"], "Région métropolitaine");
    assert_eq!(labels["labels"][0]["label"], "Metropolitan region");
}
