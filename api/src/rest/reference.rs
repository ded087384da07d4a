use std::sync::Arc;

use axum::{
    extract::{FromRef, Path, State},
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use serde_json::Value as Json;
use tokio::sync::OnceCell;

use crate::{
    background,
    domain::{Error, wording},
    web::{problem::Failure, route_policy::RoutePolicy, routes::Routes},
};

/// The pages that problems point at: what each code means, and how to mend it.
const PROBLEMS: [(&str, &str, &str); 14] = [
    (
        "bad-user-input",
        "The request cannot be meant",
        "A parameter, an argument or a body is not what it must be. The detail names it, says what it accepts, and offers the nearest known name.",
    ),
    (
        "bad-cursor",
        "The cursor cannot be followed",
        "A cursor only works in the list, order and filter that gave it. Take it whole from a next link, pageInfo or an edge; or start again without one.",
    ),
    (
        "unauthenticated",
        "A credential is needed",
        "Send Authorization: Bearer with a key or a token that is still valid.",
    ),
    (
        "forbidden",
        "The right is missing",
        "The credential is good, and does not allow this. Ask the institution that owns the data.",
    ),
    (
        "not-found",
        "There is no such thing",
        "The address, the dataset or the record does not exist. The detail offers the nearest known name.",
    ),
    (
        "conflict",
        "The state has moved on",
        "The change was made against another state than the present one. Read again, then send it again.",
    ),
    (
        "too-complex",
        "The request asks for too much",
        "The detail tells its cost and the limit. Ask for smaller pages, fewer nested lists, or in several requests.",
    ),
    (
        "too-deep",
        "The request nests too deep",
        "The detail tells the depth and the limit.",
    ),
    (
        "timeout",
        "The answer took too long",
        "Ask for less at once, or try again in a few seconds.",
    ),
    (
        "rate-limited",
        "Too many requests",
        "This address or this credential asked for more than RateLimit-Policy allows in a minute, or showed too many wrong credentials. Try again after the seconds that Retry-After tells; what is cached (Cache-Status: hit) is not counted.",
    ),
    (
        "persisted-query-not-found",
        "The document is not known",
        "No GraphQL document of that SHA-256 is known: send it once with query, or have it trusted.",
    ),
    ("payload-too-large", "The body is too large", "Send less at once."),
    (
        "unavailable",
        "The service cannot answer now",
        "The store cannot be reached, or more is asked at once than can be answered in time. Try again after the seconds that Retry-After tells.",
    ),
    (
        "internal",
        "A fault of ours",
        "The log has more under the request's id: send it to us.",
    ),
];

/// The readable documentation.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Contract: FromRef<S>,
{
    Routes::new()
        .route("/openapi.json", RoutePolicy::PROGRAM, get(get_openapi))
        .route("/docs", RoutePolicy::PROGRAM, get(reference))
        .route("/docs/errors/{code}", RoutePolicy::PROGRAM, get(about_problem))
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

async fn about_problem(Path(code): Path<String>) -> Result<Response, Failure> {
    let (_, title, text) = PROBLEMS
        .iter()
        .find(|(known, ..)| *known == code)
        .ok_or_else(|| Error::not_found(wording!("il n'y a pas de tel problème", "there is no such problem")))?;
    let body = format!("<h1>{title}</h1><p>{text}</p><p><a href=\"/docs\">All addresses</a></p>");
    Ok(with_styles(Html(page(title, &body))))
}

/// Every address, parameter, answer and error: written once, the first time that someone asks.
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
        "<h1>{} {}</h1><p>{}</p><p><a href=\"/openapi.json\">OpenAPI 3.1</a> · <a href=\"/graphql\">GraphQL</a> · <a href=\"/schema.graphql\">GraphQL schema</a></p>",
        text(&api["info"]["title"]),
        text(&api["info"]["version"]),
        text(&api["info"]["description"])
    );
    for (address, item) in api["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            write_operation(&mut body, &api, address, method, operation);
        }
    }
    Ok(page("Ségur Ouvert: the API", &body).into())
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
