//! Cases worked by hand by a second reader, each with the text that decides it (`tests/calculators.csv`).

use segur_tests::{Server, on_both_engines};
use serde::Deserialize;

use super::worked::codes;

#[derive(Deserialize)]
struct Case {
    calculator: String,
    inputs: String,
    total: String,
    /// The code of every refusal, separated by spaces.
    refusals: String,
    text: String,
}

on_both_engines! {
    each_case_comes_to_what_its_text_says,
}

async fn each_case_comes_to_what_its_text_says(server: &Server) {
    let text = include_str!("../../calculators.csv");
    let cases: Vec<Case> = csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .unwrap();
    for name in ["sun-es", "esms-numerique", "centres-de-sante", "sons"] {
        assert!(cases.iter().filter(|case| case.calculator == name).count() >= 12);
    }
    for case in &cases {
        let path = format!("/v1/calculators/{}?{}", case.calculator, case.inputs);
        let answer = server.json(&path).await;
        let expected: Vec<&str> = case.refusals.split_whitespace().collect();
        assert_eq!(
            codes(&answer, "refusals"),
            expected,
            "{path} ({}): {answer:#}",
            case.text
        );
        assert_eq!(answer["eligible"], expected.is_empty(), "{path}");
        let total = answer["total"].as_str().unwrap_or_default();
        assert_eq!(total, case.total, "{path} ({}): {answer:#}", case.text);
        assert_eq!(answer["alternatives"].as_array().map(Vec::len), Some(0), "{path}");
    }
}
