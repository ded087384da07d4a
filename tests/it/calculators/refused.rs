use segur_tests::{Server, on_both_engines};

on_both_engines! {
    what_cannot_be_meant_is_named,
    the_list_says_what_each_is_given,
}

/// A request, the status of its response and what its message says.
const REFUSED: &[(&str, u16, &str)] = &[
    ("/v1/calculators/sun-se?window=1", 404, "did you mean \\\"sun-es\\\""),
    ("/v1/calculators/sun-es", 400, "window is needed"),
    ("/v1/calculators/sun-es?window=0", 400, "between 1 and 4"),
    (
        "/v1/calculators/sun-es?window=1&biology_raport=3",
        400,
        "did you mean \\\"biology_report\\\"",
    ),
    (
        "/v1/calculators/sun-es?window=1&biology_report=101",
        400,
        "between 0 and 100",
    ),
    (
        "/v1/calculators/sun-es?window=1&forfait_biology=1e9",
        400,
        "an amount in euros",
    ),
    (
        "/v1/calculators/sun-es?window=1&on=2022-02-30",
        400,
        "a day, as 2022-03-14",
    ),
    (
        "/v1/calculators/sun-es?window=1&on=2022-2-3",
        400,
        "a day, as 2022-03-14",
    ),
    (
        "/v1/calculators/centres-de-sante?full_time_practitioners=3&ald_patients=3",
        400,
        "go together",
    ),
    (
        "/v1/calculators/sons?software_function=lgc&wave=2&ordered_on=2022-01-01",
        400,
        "in wave 2 is published",
    ),
    (
        "/v1/calculators/sons?software_function=dpi&ordered_on=2022-07-01&exclusions=sons-lgc-logiciel-non-eligible-2",
        400,
        "of this window",
    ),
    (
        "/v1/calculators/esms-numerique?essms=20&equipped=maybe",
        400,
        "true or false",
    ),
    (
        "/v1/calculators/esms-numerique?essms=20&essms=21&equipped=true",
        400,
        "given twice",
    ),
    (
        "/v1/calculators/esms-numerique?essms=20&equipped=true&territory=moon",
        400,
        "metropolitan, corsica_or_overseas",
    ),
    (
        "/v1/calculators/esms-numerique?essms=20&equipped=true&small_operator_essms=21",
        400,
        "more than the 20 ESSMS",
    ),
    (
        "/v1/calculators/centres-de-sante?full_time_practitioners=3&ald_patients=1&medical_summaries=2",
        400,
        "at most ald_patients",
    ),
    (
        "/v1/calculators/sons?software_function=lgc&ordered_on=2022-03-01&proofs_filed_on=2022-03-10&referenced_on=2022-03-05",
        400,
        "after its proofs are filed",
    ),
    (
        "/v1/calculators/sons?software_function=LGC&ordered_on=2022-03-01",
        400,
        "did you mean \\\"lgc\\\"",
    ),
    (
        "/v1/calculators/sons?software_function=lgd&ordered_on=2022-01-01",
        400,
        "no window of",
    ),
    (
        "/v1/calculators/sons?software_function=lgc&ordered_on=2022-07-01&exclusions=moon",
        400,
        "no rule of exclusion",
    ),
];

async fn what_cannot_be_meant_is_named(server: &Server) {
    for &(path, status, expected) in REFUSED {
        let answer = server.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert!(answer.text.contains(expected), "{path}: {}", answer.text);
    }
    let (code, message) = server
        .graphql_error("{ calculators { sunEs(window: 12) { total } } }")
        .await;
    assert!(
        code == "BAD_USER_INPUT" && message.contains("between 1 and 4"),
        "{message}"
    );
}

async fn the_list_says_what_each_is_given(server: &Server) {
    let list = server.json("/v1/calculators").await;
    let names: Vec<_> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|known| known["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["sun-es", "esms-numerique", "centres-de-sante", "sons"]);
    for calculator in list["data"].as_array().unwrap() {
        for input in calculator["inputs"].as_array().unwrap() {
            assert!(
                input["description"]["fr"].is_string() && input["description"]["en"].is_string(),
                "{input}"
            );
        }
    }
}
