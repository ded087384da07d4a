use segur::datasets::registry;
use segur_tests::{Server, audits, on_both_engines};
use serde_json::json;

on_both_engines! {
    every_form_of_every_list_gives_the_same_rows_and_types_to_the_readers_people_use,
    a_french_spreadsheet_opens_the_french_dialect_as_it_is,
}

async fn every_form_of_every_list_gives_the_same_rows_and_types_to_the_readers_people_use(
    server: &segur_tests::Server,
) {
    let queries = [
        "observations?region=ile-de-france&status=provisional&sort=-value",
        "observations?value.is_null=true",
        "observations?period.gte=2022-01-01&q=dmp",
        "couloirs?sort=-name",
        "funding-windows?sort=-rate&rate.gte=85",
        "regional-envelopes?programme=sun-es&sort=-amount",
        "documents?title.contains=ségur&fields=slug,title,issuer,published_on,published_on_latest",
        "funding-windows?as_of=1&sort=name",
        "editors?name=aucun",
    ];
    let told = audits::audit("readers.py", &[&[server.address.as_str()], &queries[..]].concat());
    // Six readings of each list, and one of each table of the file of everything.
    let datasets = registry().datasets().count();
    assert_eq!(told["compared"], (datasets + queries.len()) * 6 + datasets, "{told}");
}

async fn a_french_spreadsheet_opens_the_french_dialect_as_it_is(server: &Server) {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, query) in [
        ("regions", "fields=slug,insee_code,name"),
        (
            "observations",
            "fields=period,period_earliest,value,indicator&value=66.7",
        ),
        ("regional-envelopes", "fields=amount,region&sort=-amount&limit=1"),
        ("documents", "fields=title,published_on&published_on=2022-03"),
    ] {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(
            &path,
            server
                .bytes(&format!("/v1/{name}.csv?dialect=fr&{query}"))
                .await
                .unwrap(),
        )
        .unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    let told = audits::audit("spreadsheet.py", &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let cells = |at: usize| told[&paths[at]].as_array().unwrap();
    let guadeloupe = cells(0).iter().find(|row| row[0][1] == "guadeloupe").unwrap();
    assert_eq!(guadeloupe[1], json!(["str", "01"]), "a code keeps its zero");
    assert!(
        cells(0).iter().any(|row| row[2][1] == "Île-de-France"),
        "accents are right"
    );
    let observation = &cells(1)[1];
    assert_eq!(
        (&observation[1][0], &observation[2]),
        (&"datetime".into(), &json!(["float", 66.7])),
        "{observation}"
    );
    assert_eq!(cells(2)[1][0][0], "int", "an amount is a number: {}", cells(2)[1]);
    let month = cells(3).iter().find(|row| row[1][1] == "2022-03");
    assert!(
        month.is_none_or(|row| row[1][0] == "str"),
        "a month is not taken for a day"
    );
    let observed = server.json("/v1/observations?value=66.7&fields=period_earliest").await;
    assert_eq!(
        observation[1][1],
        format!("{}T00:00:00", observed["data"][0]["period_earliest"].as_str().unwrap()),
        "a day is a day"
    );
}
