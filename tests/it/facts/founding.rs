use segur_tests::{Server, on_both_engines};
use serde_json::{Value as Json, json};

const DMP: &str = "indicator.in=acteurs-alimentant-le-dmp,documents-alimentant-le-dmp&region=ile-de-france";
const DMP_FILTER: &str = r#"region: { slug: { eq: "ile-de-france" } }, indicator: { slug: { in: ["acteurs-alimentant-le-dmp", "documents-alimentant-le-dmp"] } }"#;

/// How many rows satisfy a condition, through both doors, which must agree.
async fn counted(server: &Server, list: &str, filter: &str, address: &str) -> u64 {
    let body = server
        .graphql(&format!("{{ {list}(filter: {{ {filter} }}) {{ totalCount }} }}"))
        .await;
    let by_graphql = body["data"][list]["totalCount"].as_u64().unwrap();
    let by_rest = server.json(&format!("{address}&count=true&limit=1")).await["total"]
        .as_u64()
        .unwrap();
    assert_eq!(by_graphql, by_rest, "{filter} and {address}");
    by_graphql
}

on_both_engines! {
    the_dmp_table_has_its_eighty_cells,
    the_891253_keeps_its_footnote,
    the_sun_es_windows_have_their_days_and_rates,
    every_sons_date_of_wave_one_has_its_precision,
    the_regional_amounts_stand_in_both_decisions,
    the_sun_es_amounts_add_up,
    each_referenced_pharmacy_solution_is_one_record_with_all_its_citations,
}

async fn the_dmp_table_has_its_eighty_cells(server: &Server) {
    let address = |more: &str| format!("/v1/observations?{DMP}{more}");
    let count = async |filter: &str, more: &str| {
        counted(server, "observations", &format!("{DMP_FILTER}{filter}"), &address(more)).await
    };
    assert_eq!(count("", "").await, 80);
    assert_eq!(count(", value: { isNull: false }", "&value.is_null=false").await, 68);
    assert_eq!(count(", status: { eq: PROVISIONAL }", "&status=provisional").await, 16);
    assert_eq!(
        count(", missingReason: { isNull: false }", "&missing_reason.is_null=false").await,
        12
    );
    assert_eq!(count(", missingReason: { eq: DASH }", "&missing_reason=dash").await, 6);
    assert_eq!(
        count(", missingReason: { eq: BLANK }", "&missing_reason=blank").await,
        6
    );
    assert_eq!(
        count(
            r#", status: { eq: PROVISIONAL }, period: { ne: "2022-Q1" }"#,
            "&status=provisional&period.ne=2022-Q1"
        )
        .await,
        0
    );
}

async fn the_891253_keeps_its_footnote(server: &Server) {
    let body = server.graphql(r#"{ observations(filter: { value: { eq: 891253 } }) { nodes { category status note period { edtf } provenance { document { file } locator } } } }"#).await;
    assert_eq!(
        body["data"]["observations"]["nodes"],
        json!([{
            "category": "Etablissements sanitaires",
            "status": "PROVISIONAL",
            "note": "Dont 822 121 attestations de dépistage (SIDEPA) alimentées par l'AP-HP ; environ 69 000 documents sans elles",
            "period": { "edtf": "2022-33" },
            "provenance": [{ "document": { "file": "000_318683fc9221d756.txt" }, "locator": "ligne 296, DMP : information sur l'activité en IdF" }],
        }])
    );
    let records = server.records("/v1/observations?value=891253").await;
    assert_eq!(records[0]["note"], body["data"]["observations"]["nodes"][0]["note"]);
}

async fn the_sun_es_windows_have_their_days_and_rates(server: &Server) {
    let expected = [
        (1, "2021-09-01", "2021-10-31", 100),
        (2, "2022-03-01", "2022-04-30", 90),
        (3, "2022-09-01", "2022-10-31", 85),
        (4, "2023-03-01", "2023-04-30", 80),
    ];
    let body = server.graphql(r#"{ fundingWindows(filter: { programme: { slug: { eq: "sun-es" } }, part: { eq: "volet-1" } }, orderBy: [{ field: NUMBER }]) { nodes { number rate phases { kind startsOn { edtf precision } endsOn { edtf precision } } } } }"#).await;
    let records = server
        .records("/v1/funding-windows?programme=sun-es&part=volet-1&sort=number")
        .await;
    for (at, (number, start, end, rate)) in expected.into_iter().enumerate() {
        let node = &body["data"]["fundingWindows"]["nodes"][at];
        assert_eq!((&node["number"], &node["rate"]), (&json!(number), &json!(rate)));
        assert_eq!(
            node["phases"][0],
            json!({ "kind": "APPLICATION", "startsOn": { "edtf": start, "precision": "DAY" }, "endsOn": { "edtf": end, "precision": "DAY" } })
        );
        assert_eq!(
            (&records[at]["number"], &records[at]["rate"]),
            (&json!(number), &json!(rate))
        );
        let phase = &records[at]["phases"][0];
        assert_eq!(
            (&phase["kind"], &phase["starts_on"], &phase["ends_on"]),
            (&json!("application"), &json!(start), &json!(end))
        );
    }
}

async fn every_sons_date_of_wave_one_has_its_precision(server: &Server) {
    let body = server.graphql(r#"{ fundingWindows(filter: { programme: { slug: { eq: "sons" } }, wave: { eq: 1 } }, orderBy: [{ field: SLUG }]) { nodes { slug phases { kind startsOn { edtf precision } endsOn { edtf precision } superseded } } } }"#).await;
    let nodes = &body["data"]["fundingWindows"]["nodes"];
    insta::assert_json_snapshot!("sons_wave_one", nodes);
    let records = server
        .records("/v1/funding-windows?programme=sons&wave=1&sort=slug&fields=slug,phases")
        .await;
    for (node, record) in nodes.as_array().unwrap().iter().zip(&records) {
        assert_eq!(node["slug"], record["slug"]);
        let ends =
            |phases: &Json, read: fn(&Json) -> Json| phases.as_array().unwrap().iter().map(read).collect::<Vec<Json>>();
        assert_eq!(
            ends(&node["phases"], |phase| phase["endsOn"]["edtf"].clone()),
            ends(&record["phases"], |phase| phase["ends_on"].clone()),
        );
    }
}

async fn the_regional_amounts_stand_in_both_decisions(server: &Server) {
    let filter = r#"programme: { slug: { eq: "esms-numerique" } }, phase: { eq: "amorcage-temps-1" }, decision: { isNull: false }"#;
    let address = "/v1/regional-envelopes?programme=esms-numerique&phase=amorcage-temps-1&decision.is_null=false";
    assert_eq!(counted(server, "regionalEnvelopes", filter, address).await, 26);
    let amounts = |records: &[Json], region: &str| -> Vec<(String, String)> {
        let of_region = records.iter().filter(|record| record["region"] == region);
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        of_region
            .map(|record| (text(&record["decision"]), text(&record["amount"])))
            .collect()
    };
    let records = server.records(&format!("{address}&sort=as_of")).await;
    let pair = |first: &str, revised: &str| {
        vec![
            ("first".to_owned(), first.to_owned()),
            ("revised".to_owned(), revised.to_owned()),
        ]
    };
    assert_eq!(
        amounts(&records, "bourgogne-franche-comte"),
        pair("1210399.00", "1334519.00")
    );
    assert_eq!(amounts(&records, "corse"), pair("375000.00", "364017.00"));
    let first: i64 = records
        .iter()
        .filter(|record| record["decision"] == "first")
        .map(|record| {
            record["amount"]
                .as_str()
                .unwrap()
                .trim_end_matches(".00")
                .parse::<i64>()
                .unwrap()
        })
        .sum();
    let body = server.graphql(&format!("{{ regionalEnvelopes(first: 100, filter: {{ and: [{{ {filter} }}, {{ decision: {{ eq: \"first\" }} }}] }}) {{ nodes {{ amount region {{ slug }} }} }} }}")).await;
    let by_graphql: i64 = body["data"]["regionalEnvelopes"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| {
            node["amount"]
                .as_str()
                .unwrap()
                .trim_end_matches(".00")
                .parse::<i64>()
                .unwrap()
        })
        .sum();
    assert_eq!(first, by_graphql);
}

async fn the_sun_es_amounts_add_up(server: &Server) {
    let records = server
        .records("/v1/regional-envelopes?programme=sun-es&sort=slug&fields=region,part,amount,amount_qualifier")
        .await;
    insta::assert_json_snapshot!("sun_es_amounts", records);
    let amount = |part: Json| {
        records
            .iter()
            .find(|record| record["region"] == "france" && record["part"] == part)
            .unwrap()["amount"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(amount(Json::Null), "210000000.00");
    assert_eq!(
        (amount(json!("volet-1")), amount(json!("volet-2"))),
        ("158000000.00".to_owned(), "52000000.00".to_owned())
    );
}

async fn each_referenced_pharmacy_solution_is_one_record_with_all_its_citations(server: &Server) {
    let body = server.graphql(r#"{ solutions(filter: { referencings: { some: { status: { eq: REFERENCED }, specification: { softwareFunction: { code: { eq: "LGO" } } } } } }, orderBy: [{ field: NAME }]) { nodes { slug name otherNames editor { name } provenance { document { title } } referencings { nodes { status statusOn { edtf } version } } } } }"#).await;
    insta::assert_json_snapshot!("pharmacy_solutions", body["data"]);
    let referenced = server
        .records("/v1/referencings?specification=lgo-vague-1&status=referenced")
        .await;
    assert_eq!(referenced.len(), 8);
    for found in body["data"]["solutions"]["nodes"].as_array().unwrap() {
        let record = server
            .json(&format!("/v1/solutions/{}", found["slug"].as_str().unwrap()))
            .await;
        let titles: Vec<&Json> = found["provenance"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cited| &cited["document"]["title"])
            .collect();
        assert_eq!(
            titles,
            record["source_title"].as_array().unwrap().iter().collect::<Vec<_>>()
        );
    }
}
