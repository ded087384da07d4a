use axum::{Extension, extract::Path, routing::get};
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    calculators::{Calculator, Figures, InputKind, calculator, calculators, to_json},
    domain::{Language, Result, Words},
    store::Snapshot,
    web::{
        conditional::Pinned,
        query::{QueryText, pairs},
        representation::{Representation, Responded},
        route_policy::RoutePolicy,
        routes::Routes,
    },
};

/// The addresses of the calculators. Their answers depend on the day.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    let changing = RoutePolicy::PROGRAM.citable();
    Routes::new().described(changing, routes!(list_calculators)).route(
        "/v1/calculators/{name}",
        changing.varying_by_language(),
        get(get_calculation),
    )
}

/// The list of calculators
#[utoipa::path(
    get,
    path = "/v1/calculators",
    operation_id = "list_calculators",
    tag = "calculators",
    responses((status = 200, description = "Each calculator, with what it is given.", body = Calculators)),
)]
async fn list_calculators() -> Representation {
    let data = calculators().iter().map(CalculatorBody::from).collect();
    Representation::json(&json!(Calculators { data }))
}

async fn get_calculation(
    Pinned(snapshot): Pinned,
    Extension(language): Extension<Language>,
    Path(name): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    Ok(answer(snapshot, &name, &query, language).await?)
}

/// The calculators.
#[derive(Serialize, ToSchema)]
struct Calculators {
    /// The calculators.
    data: Vec<CalculatorBody>,
}

/// A calculator: what someone would receive, worked out by the rules of a programme.
#[derive(Serialize, ToSchema)]
#[schema(as = Calculator)]
struct CalculatorBody {
    /// Its name.
    name: &'static str,
    /// What it is called.
    title: Words,
    /// What it works out.
    description: Words,
    /// Its address.
    address: String,
    /// What it is given.
    inputs: Vec<InputBody>,
}

/// What a calculator is given.
#[derive(Serialize, ToSchema)]
#[schema(as = CalculatorInput)]
struct InputBody {
    /// Its name.
    name: &'static str,
    /// Whether it must be given.
    required: bool,
    /// What it is.
    description: Words,
    /// Its JSON Schema.
    #[schema(value_type = Object)]
    schema: Json,
}

impl From<&'static Calculator> for CalculatorBody {
    fn from(calculator: &'static Calculator) -> Self {
        let inputs = calculator.inputs.iter().map(|input| InputBody {
            name: input.name,
            required: input.required,
            description: input.description.into(),
            schema: schema(input.kind),
        });
        Self {
            name: calculator.name,
            title: calculator.title.into(),
            description: calculator.description.into(),
            address: format!("/v1/calculators/{}", calculator.name),
            inputs: inputs.collect(),
        }
    }
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
        InputKind::Name(_) | InputKind::Names(..) => json!({ "type": "string" }),
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
