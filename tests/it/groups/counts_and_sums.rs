use segur_tests::{Server, on_both_engines};
use serde_json::json;

on_both_engines! {
    both_doors_count_and_sum_the_same,
    money_is_exact_to_the_cent,
    dates_fall_into_spans_that_hold_them_whole,
    groups_are_ordered_cut_and_downloaded,
    what_cannot_be_grouped_is_refused,
}

async fn both_doors_count_and_sum_the_same(server: &Server) {
    let rest = server
        .json("/v1/regional-envelopes/groups?by=programme,phase&sort=-sum&limit=3")
        .await;
    let body = server.graphql(r#"{ regionalEnvelopeGroups(by: [PROGRAMME, PHASE], orderBy: [{ field: SUM, direction: DESC }], first: 3) { key { programme phase region } count measured sum min max average } }"#).await;
    let groups = body["data"]["regionalEnvelopeGroups"].as_array().unwrap();
    assert_eq!(groups.len(), 3);
    for (group, same) in groups.iter().zip(rest["data"].as_array().unwrap()) {
        for name in ["count", "measured", "sum", "min", "max", "average"] {
            assert_eq!(group[name], same[name], "{name}");
        }
        assert_eq!(
            (
                &group["key"]["programme"],
                &group["key"]["phase"],
                &group["key"]["region"]
            ),
            (&same["key"]["programme"], &same["key"]["phase"], &json!(null))
        );
    }
    assert_eq!(
        body["extensions"]["cost"]["statements"], 2,
        "the sums, and whether they mix parts that overlap"
    );
    assert_eq!((&rest["measure"], &rest["total"]), (&json!("amount"), &json!(11)));
}

async fn money_is_exact_to_the_cent(server: &Server) {
    let regional = server
        .json("/v1/regional-envelopes/groups?by=decision&phase=amorcage-temps-1&decision.is_null=false")
        .await;
    let sums: Vec<_> = regional["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            (
                group["key"]["decision"].as_str().unwrap(),
                group["count"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(sums, [("first", 13), ("revised", 13)]);
    let domains = server.json("/v1/regional-envelopes/groups?by=region&programme=sun-es&part.in=volet-1-documents-de-sortie,volet-1-biologie,volet-1-imagerie").await;
    assert_eq!(domains["data"][0]["sum"], "158000000.00", "123 + 11 + 24 million");
}

async fn dates_fall_into_spans_that_hold_them_whole(server: &Server) {
    let years = server
        .json("/v1/observations/groups?by=period_year&indicator=documents-alimentant-le-dmp&region=ile-de-france")
        .await;
    let told: Vec<_> = years["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            (
                group["key"]["period_year"].as_str(),
                group["count"].as_u64().unwrap(),
                group["measured"].as_u64().unwrap(),
                group["sum"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("2021"), 32, 27, Some("487355")),
            (Some("2022"), 8, 7, Some("991607"))
        ]
    );
    let quarters = server.json("/v1/observations/groups?by=period_quarter&indicator=documents-alimentant-le-dmp&region=ile-de-france&category=Etablissements%20sanitaires").await;
    let quarters: Vec<_> = quarters["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["key"]["period_quarter"].as_str().unwrap())
        .collect();
    assert_eq!(quarters, ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1"]);
    // A quarter is in no month.
    let months = server
        .json("/v1/observations/groups?by=period_month&indicator=documents-alimentant-le-dmp&region=ile-de-france")
        .await;
    assert_eq!(
        (&months["data"][0]["key"]["period_month"], &months["total"]),
        (&json!(null), &json!(1))
    );
}

async fn groups_are_ordered_cut_and_downloaded(server: &Server) {
    let counted = server.json("/v1/documents/groups?by=issuer&sort=-count&limit=2").await;
    let counts: Vec<_> = counted["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["count"].as_u64().unwrap())
        .collect();
    assert!(counts.len() == 2 && counts[0] >= counts[1]);
    let next = server
        .json("/v1/documents/groups?by=issuer&sort=-count&limit=2&offset=1")
        .await;
    assert_eq!(next["data"][0], counted["data"][1]);
    let file = server
        .get("/v1/observations/groups.csv?by=category,period&indicator=acteurs-alimentant-le-dmp&limit=1000")
        .await;
    assert!(file.header("content-type").starts_with("text/csv"));
    assert_eq!(
        file.text.lines().next().unwrap(),
        "category,period,count,measured,covered,sum,min,max,average,provisional"
    );
    assert_eq!(file.text.lines().count(), 44);
}

async fn what_cannot_be_grouped_is_refused(server: &Server) {
    for (path, status, expected) in [
        ("/v1/observations/groups", 400, "by is needed"),
        ("/v1/observations/groups?by=regoin", 400, "did you mean \\\"region\\\""),
        (
            "/v1/observations/groups?by=region&measure=vlaue",
            400,
            "did you mean \\\"value\\\"",
        ),
        (
            "/v1/observations/groups?by=region&sort=total",
            400,
            "cannot be ordered by",
        ),
        (
            "/v1/observations/groups?by=region,couloir,category,status,period",
            400,
            "between 1 and 4",
        ),
        (
            "/v1/observations/groups?by=region&limit=1001",
            400,
            "between 1 and 1000",
        ),
        ("/v1/observations/groups?by=region&colour=red", 400, "has no parameter"),
        ("/v1/couloirs/groups?by=structures", 400, "cannot be grouped by"),
        ("/v1/nothing/groups?by=region", 404, "there is no dataset"),
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert!(answer.text.contains(expected), "{path}: {}", answer.text);
    }
}
