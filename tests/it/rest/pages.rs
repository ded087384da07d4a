use segur_tests::{Server, on_both_engines};
use serde_json::{Value, json};

on_both_engines! {
    a_page_of_couloirs_is_whole,
    a_record_is_whole,
    links_lead_through_the_whole_list_and_back,
    observations_follow_their_days_both_ways_and_those_without_come_last,
    parameters_named_as_columns_filter,
    fields_choose_and_sort_orders,
}

async fn a_page_of_couloirs_is_whole(server: &Server) {
    let body = server
        .json("/v1/couloirs?count=true&fields=slug,name,other_names,hospital_related,source_document")
        .await;
    insta::assert_json_snapshot!("couloirs_page", body);
}

async fn a_record_is_whole(server: &Server) {
    insta::assert_json_snapshot!(
        "funding_window",
        server.json("/v1/funding-windows/sun-es-volet-1-fenetre-1").await
    );
    insta::assert_json_snapshot!("observation", server.json("/v1/observations/documents-alimentant-le-dmp-ile-de-france-etablissements-sanitaires-webinaire-idf-2022.2022-33").await);
}

async fn links_lead_through_the_whole_list_and_back(server: &Server) {
    let whole = server
        .records("/v1/observations?limit=1000&fields=slug&sort=-value")
        .await;
    assert_eq!(whole.len(), 586);
    assert_eq!(
        server.records("/v1/observations?limit=7&fields=slug&sort=-value").await,
        whole
    );
    let second = server.json("/v1/observations?limit=7&fields=slug&sort=-value").await["links"]["next"]
        .as_str()
        .unwrap()
        .to_owned();
    let second = server.get(&second).await;
    assert!(second.header("link").contains("rel=\"next\"") && second.header("link").contains("rel=\"first\""));
    let back = second.json()["links"]["prev"].as_str().unwrap().to_owned();
    assert_eq!(server.json(&back).await["data"].as_array().unwrap()[..], whole[..7]);
}

async fn observations_follow_their_days_both_ways_and_those_without_come_last(server: &Server) {
    let days = "fields=slug,period_earliest,period_latest";
    let known = server.records(&format!("/v1/observations?limit=1000&{days}")).await;
    let undated = known.iter().filter(|row| row["period_earliest"].is_null()).count();
    assert!(undated > 1 && undated < known.len(), "{undated} of {}", known.len());
    for (order, filter) in [
        ("-period", ""),
        ("period", ""),
        ("-period", "&status=final"),
        ("period", "&value.gte=100"),
        ("-period", "&as_of=2"),
        ("-period", "&region=france"),
        ("period", "&region.ne=france&value.gte=10"),
        ("-period", "&indicator=documents-alimentant-le-dmp&as_of=2"),
    ] {
        let list = format!("/v1/observations?{days}&sort={order}{filter}");
        let whole = server.records(&format!("{list}&limit=1000")).await;
        let day = |row: &Value| {
            let day = |name: &str| row[name].as_str().map(str::to_owned);
            (day("period_earliest"), day("period_latest"))
        };
        let in_order = |pair: &[Value]| match (day(&pair[0]), day(&pair[1])) {
            (_, (None, _)) => true,
            ((None, _), _) => false,
            (one, other) if order.starts_with('-') => one >= other,
            (one, other) => one <= other,
        };
        assert!(whole.windows(2).all(in_order), "{list}");
        let mut slugs: Vec<&Value> = whole.iter().map(|row| &row["slug"]).collect();
        slugs.sort_by_key(ToString::to_string);
        let all = server
            .records(&format!("/v1/observations?limit=1000&fields=slug{filter}"))
            .await;
        let mut others: Vec<&Value> = all.iter().map(|row| &row["slug"]).collect();
        others.sort_by_key(ToString::to_string);
        assert_eq!(slugs, others, "{list}");
        // Page by page, there and back.
        let mut there = Vec::new();
        let mut page = server.json(&format!("{list}&limit=23")).await;
        loop {
            there.extend(page["data"].as_array().unwrap().clone());
            match page["links"]["next"].as_str() {
                Some(next) => page = server.json(next).await,
                None => break,
            }
        }
        assert_eq!(there, whole, "{list}");
        let mut back = vec![page["data"].as_array().unwrap().clone()];
        while let Some(previous) = page["links"]["prev"].as_str() {
            page = server.json(previous).await;
            back.push(page["data"].as_array().unwrap().clone());
        }
        back.reverse();
        assert_eq!(back.concat(), whole, "{list}");
    }
}

async fn parameters_named_as_columns_filter(server: &Server) {
    for (path, expected) in [
        ("/v1/funding-windows?programme=sun-es&part=volet-1", 4),
        ("/v1/funding-windows?programme=sun-es&rate.gte=85", 3),
        ("/v1/regions?kind=overseas", 5),
        ("/v1/regions?kind.ne=overseas", 14),
        ("/v1/regions?slug.in=bretagne,corse", 2),
        ("/v1/regions?name.contains=%C3%8ELE-de", 1),
        ("/v1/regions?insee_code=01", 1),
        ("/v1/solutions?editor.is_null=true", 6),
        ("/v1/referencings?status_on.gte=2022-01-01&status_on.lt=2022-12", 1),
        ("/v1/documents?title.starts_with=guide", 2),
        ("/v1/couloirs?hospital_related=true", 3),
        ("/v1/couloirs?hospital_related.is_null=true", 3),
        ("/v1/regions?region=", 0),
    ] {
        if path.ends_with('=') {
            assert_eq!(server.get(path).await.status, 400, "{path}");
            continue;
        }
        assert_eq!(server.records(path).await.len(), expected, "{path}");
    }
}

async fn fields_choose_and_sort_orders(server: &Server) {
    let body = server
        .json("/v1/regions?kind=overseas&fields=insee_code,name&sort=-name")
        .await;
    assert_eq!(
        body["data"],
        json!([
            { "insee_code": "06", "name": "Mayotte" },
            { "insee_code": "02", "name": "Martinique" },
            { "insee_code": "04", "name": "La Réunion" },
            { "insee_code": "03", "name": "Guyane" },
            { "insee_code": "01", "name": "Guadeloupe" },
        ])
    );
}
