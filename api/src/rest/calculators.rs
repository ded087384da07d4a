use axum::{Extension, extract::Path, routing::get};
use serde_json::{Value as Json, json};

use crate::{
    calculators::{Calculator, Figures, InputKind, calculator, calculators, to_json},
    datasets::read::json::words,
    domain::{Language, Result},
    store::Snapshot,
    web::{
        conditional::Pinned,
        query::{QueryText, pairs},
        representation::{Representation, Responded},
        route_policy::{RoutePolicy, Routes},
    },
};

/// The addresses of the calculators. Their answers depend on the day.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    let changing = RoutePolicy::PROGRAM.citable();
    Routes::new()
        .route("/v1/calculators", changing, get(list_calculators))
        .route(
            "/v1/calculators/{name}",
            changing.varying_by_language(),
            get(get_calculation),
        )
}

async fn list_calculators() -> Representation {
    list()
}

async fn get_calculation(
    Pinned(snapshot): Pinned,
    Extension(language): Extension<Language>,
    Path(name): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    Ok(answer(snapshot, &name, &query, language).await?)
}

/// The list of calculators, with their inputs.
fn list() -> Representation {
    let all: Vec<Json> = calculators().iter().map(described).collect();
    Representation::json(&json!({ "data": all }))
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

/// The outcome of a calculator for the inputs of a query string.
///
/// # Errors
/// `NotFound` for an unknown calculator; `BadInput` that names the input and what it accepts.
async fn answer(snapshot: Snapshot, name: &str, query: &str, language: Language) -> Result<Representation> {
    let calculator = calculator(name)?;
    let given = calculator.read(&pairs(query)?)?;
    let figures = Figures::read(&snapshot, calculator.programme, calculator.datasets).await?;
    let outcome = calculator.work_out(&given, &figures)?;
    let mut body = to_json(calculator, &outcome, &figures, language);
    body["revision"] = json!(snapshot.revision().0);
    Ok(Representation::json(&body))
}
