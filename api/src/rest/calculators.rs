use serde_json::{Value as Json, json};

use super::Answer;
use crate::{
    calculators::{Calculator, Figures, InputKind, calculator, calculators, told},
    datasets::read::json::words,
    domain::{Language, Result},
    parameters::pairs,
    store::Snapshot,
};

/// The list of calculators, with what each is given.
pub fn list() -> Answer {
    let all: Vec<Json> = calculators().iter().map(described).collect();
    Answer::json(&json!({ "data": all }))
}

fn described(calculator: &Calculator) -> Json {
    let inputs = calculator.inputs.iter().map(|input| {
        json!({
            "name": input.name,
            "required": input.required,
            "description": words(input.description),
            "schema": schema(input.kind),
        })
    });
    json!({
        "name": calculator.name,
        "title": words(calculator.title),
        "description": words(calculator.description),
        "address": format!("/v1/calculators/{}", calculator.name),
        "inputs": inputs.collect::<Json>(),
    })
}

/// The JSON schema of an input.
pub(super) fn schema(kind: InputKind) -> Json {
    match kind {
        InputKind::Count(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        InputKind::Quantity(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        InputKind::Euros => json!({ "type": "string", "pattern": "^[0-9]+(\\.[0-9]{1,2})?$" }),
        InputKind::Boolean => json!({ "type": "boolean" }),
        InputKind::Day => json!({ "type": "string", "format": "date" }),
        InputKind::Choice(vocabulary) => {
            let codes: Vec<&str> = vocabulary.terms.iter().map(|term| term.code).collect();
            json!({ "type": "string", "enum": codes })
        }
        InputKind::Name | InputKind::Names => json!({ "type": "string" }),
    }
}

/// What a calculator answers for the inputs of a query string.
///
/// # Errors
/// `NotFound` for an unknown calculator; `BadInput` that names the input and what it accepts.
pub async fn answer(snapshot: Snapshot, name: &str, query: &str, language: Language) -> Result<Answer> {
    let calculator = calculator(name)?;
    let given = calculator.read(&pairs(query)?)?;
    let figures = Figures::read(&snapshot, calculator.programme, calculator.datasets).await?;
    let outcome = calculator.work_out(&given, &figures)?;
    let mut body = told(calculator, &outcome, &figures, language);
    body["revision"] = json!(snapshot.revision().0);
    Ok(Answer::json(&body))
}
