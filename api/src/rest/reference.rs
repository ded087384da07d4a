use std::sync::Arc;

use axum::{
    extract::{FromRef, State},
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use serde_json::Value as Json;
use tokio::sync::OnceCell;

use crate::{
    background,
    datasets::registry,
    domain::Error,
    web::{failure::Failure, route_policy::RoutePolicy, routes::Routes},
};

/// The OpenAPI description, and what it says of the addresses that are no dataset's, for people.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Contract: FromRef<S>,
{
    Routes::new()
        .route("/openapi.json", RoutePolicy::PROGRAM, get(get_openapi))
        .route("/docs/addresses", RoutePolicy::PROGRAM, get(reference))
}

/// The OpenAPI description, as text. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Contract {
    openapi: Arc<str>,
    /// The readable page of it, made when it is first requested.
    reference: Arc<OnceCell<Bytes>>,
}

impl Contract {
    /// The contract that an OpenAPI description states.
    pub(crate) fn new(openapi: String) -> Self {
        Self {
            openapi: openapi.into(),
            reference: Arc::default(),
        }
    }
}

async fn get_openapi(State(contract): State<Contract>) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], contract.openapi.to_string()).into_response()
}

/// Every address that is no dataset's, its parameters, answers and errors: written once, the first time that someone asks.
async fn reference(State(contract): State<Contract>) -> Result<Response, Failure> {
    let page = contract.reference.get_or_try_init(|| async {
        let openapi = contract.openapi.clone();
        background::run(move || written_reference(&openapi)).await?
    });
    Ok(with_styles(Html(page.await?.clone())))
}

/// A page of ours: its styles are in it, and nothing else runs or is fetched.
fn with_styles(page: impl IntoResponse) -> Response {
    let policy = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    ([(header::CONTENT_SECURITY_POLICY, policy)], page).into_response()
}

fn written_reference(openapi: &str) -> Result<Bytes, Error> {
    let api: Json = serde_json::from_str(openapi).map_err(Error::internal)?;
    let mut body = format!(
        "<h1>{} {}</h1><p>{}</p><p><a href=\"/docs\">Guides and datasets</a> · <a href=\"/openapi.json\">OpenAPI 3.1</a> · <a href=\"/graphql\">GraphQL</a> · <a href=\"/schema.graphql\">GraphQL schema</a></p>",
        text(&api["info"]["title"]),
        text(&api["info"]["version"]),
        text(&api["info"]["description"])
    );
    let paths = api["paths"].as_object().into_iter().flatten();
    for (address, item) in paths.filter(|(address, _)| !is_of_dataset(address)) {
        for (method, operation) in item.as_object().into_iter().flatten() {
            write_operation(&mut body, &api, address, method, operation);
        }
    }
    Ok(page("Ségur Ouvert: the API", &body).into())
}

/// Whether an address is a dataset's own: its page of the reference has it.
fn is_of_dataset(address: &str) -> bool {
    let mut steps = address.trim_start_matches("/v1/").split(['/', '.']);
    steps.next().is_some_and(|name| registry().find(name).is_some())
}

fn write_operation(body: &mut String, api: &Json, address: &str, method: &str, operation: &Json) {
    let id = text(&operation["operationId"]);
    body.push_str(&format!(
        "<details id=\"{id}\"><summary><code>{} {}</code> {}</summary><p>{}</p>",
        method.to_uppercase(),
        escaped(address),
        text(&operation["summary"]),
        text(&operation["description"])
    ));
    if let Some(parameters) = operation["parameters"].as_array() {
        body.push_str("<table><tr><th>Parameter</th><th>In</th><th>Meaning</th></tr>");
        for parameter in parameters {
            let parameter = match parameter["$ref"].as_str() {
                Some(place) => api.pointer(place.trim_start_matches('#')).unwrap_or(parameter),
                None => parameter,
            };
            body.push_str(&format!(
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                text(&parameter["name"]),
                text(&parameter["in"]),
                text(&parameter["description"])
            ));
        }
        body.push_str("</table>");
    }
    body.push_str("<table><tr><th>Answer</th><th>Meaning</th></tr>");
    for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
        let answer = match answer["$ref"].as_str() {
            Some(place) => api.pointer(place.trim_start_matches('#')).unwrap_or(answer),
            None => answer,
        };
        body.push_str(&format!(
            "<tr><td>{status}</td><td>{}</td></tr>",
            text(&answer["description"])
        ));
    }
    body.push_str("</table></details>");
}

fn text(value: &Json) -> String {
    escaped(value.as_str().unwrap_or_default())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b35}}code{{font-size:.9em}}summary{{cursor:pointer;padding:.3rem 0}}table{{border-collapse:collapse;margin:.5rem 0 1rem;width:100%}}td,th{{text-align:left;border-bottom:1px solid #ddd;padding:.25rem .5rem;vertical-align:top}}a{{color:#000091}}</style></head><body>{body}</body></html>",
        escaped(title)
    )
}
