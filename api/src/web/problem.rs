use std::{any::Any, sync::Arc};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
    middleware::Next,
    response::IntoResponse,
};
use serde_json::{Value as Json, json};

use super::{
    accept,
    failure::{Failure, PageText},
    media_type::is_form,
    request_id::REQUEST_ID,
    route_policy::{ErrorForm, RoutePolicy},
    routes::PolicyTable,
    site::Site,
};
use crate::{
    datasets::model::suggestion::nearest,
    domain::{Error, Language, RowError, Wording, wording},
    error_log,
};

/// How many refused rows a problem lists.
const MOST_ROWS_TOLD: usize = 1_000;

/// A problem, in the language of its reader.
pub(crate) struct Problem<'a> {
    /// Its status.
    pub(crate) status: StatusCode,
    /// The title of the status.
    pub(crate) title: &'a str,
    /// Its code.
    pub(crate) code: &'a str,
    /// What is wrong, and how to mend it.
    pub(crate) detail: &'a str,
    /// The id of the request.
    pub(crate) request_id: &'a str,
}

/// Writes a problem as a page for people, for a site and the address that was asked.
pub(crate) type ProblemPage = fn(&Problem<'_>, &Site, &Uri, Language) -> Option<PageText>;

/// Writes problems as their readers prefer them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ProblemWriter {
    site: Site,
    page: ProblemPage,
}

impl ProblemWriter {
    /// Writes pages by this function.
    pub(crate) fn new(site: Site, page: ProblemPage) -> Self {
        Self { site, page }
    }

    /// The page of a problem, for a browser that opens an address.
    fn page(&self, problem: &Problem<'_>, reader: &Reader) -> Option<PageText> {
        reader
            .wants_page
            .then(|| (self.page)(problem, &self.site, &reader.uri, reader.language))?
    }
}

/// Who reads a problem.
struct Reader {
    uri: Uri,
    language: Language,
    to_graphql: bool,
    wants_page: bool,
}

impl Reader {
    fn new(request: &Request) -> Self {
        let to_graphql = RoutePolicy::for_request(request.extensions()).errors == ErrorForm::Graphql;
        // What a browser opens, or sends by a form.
        let is_opened = matches!(*request.method(), Method::GET | Method::HEAD) || is_form(request.headers());
        Self {
            uri: request.uri().clone(),
            language: request.extensions().get::<Language>().copied().unwrap_or_default(),
            to_graphql,
            wants_page: is_opened && !to_graphql && prefers_pages(request.headers()),
        }
    }
}

/// Whether a client prefers HTML to JSON, as browsers do that open an address.
pub(crate) fn prefers_pages(headers: &HeaderMap) -> bool {
    let offers = [
        ("application/problem+json", false),
        ("application/json", false),
        ("text/html", true),
    ];
    accept::best(headers, &offers).unwrap_or_default()
}

/// Writes every error as an RFC 9457 problem, or as a page for browsers, and the causes of faults to the log.
pub(crate) async fn explain(
    State(writer): State<ProblemWriter>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let id = request.headers().get(REQUEST_ID).cloned();
    let reader = Reader::new(&request);
    let language = reader.language;
    let response = next.run(request).await;
    if response.status().is_success() || response.status().is_redirection() || is_explained(&response) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let failure = parts.extensions.get::<Failure>().cloned();
    let status = parts.status;
    let (code, detail) = match &failure {
        Some(Failure { error, .. }) => {
            error_log::fault(error, "a request failed");
            (error.code(), error.message(language))
        }
        None => {
            let (code, detail) = unexplained(status);
            (code, detail.text(language).to_owned())
        }
    };
    let own_page = failure.as_ref().and_then(|failure| failure.page.clone());
    let failure = failure.as_ref().map(|failure| &*failure.error);
    let problem = Problem {
        status,
        title: title(status, language),
        code,
        detail: &detail,
        request_id: id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default(),
    };
    let page = match own_page {
        Some(page) if reader.wants_page => Some(page),
        _ => writer.page(&problem, &reader).map(Arc::new),
    };
    let (kind, body) = match &page {
        Some(page) => ("text/html; charset=utf-8", page.html.clone()),
        None => written(&problem, failure, &reader),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.extensions_mut() = parts.extensions.clone();
    let headers = response.headers_mut();
    headers.extend(
        parts
            .headers
            .into_iter()
            .filter_map(|(name, value)| Some((name?, value))),
    );
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(page) = page {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(page.security));
    }
    let wait = retry_after(failure, status);
    headers.extend(wait.map(|wait| (header::RETRY_AFTER, wait)));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"segur\""),
        );
    }
    response
}

/// When a client may ask again.
fn retry_after(failure: Option<&Error>, status: StatusCode) -> Option<HeaderValue> {
    match failure {
        Some(Error::RateLimited { seconds }) => Some(HeaderValue::from(*seconds)),
        Some(Error::Overloaded) => Some(HeaderValue::from_static("1")),
        _ if status == StatusCode::SERVICE_UNAVAILABLE => Some(HeaderValue::from_static("5")),
        _ => None,
    }
}

/// A problem in JSON, with its media type.
fn written(problem: &Problem<'_>, failure: Option<&Error>, reader: &Reader) -> (&'static str, String) {
    if !reader.to_graphql {
        let body = to_json(problem, failure, reader.language);
        return ("application/problem+json", body.to_string());
    }
    let extensions = json!({ "code": problem.code, "requestId": non_empty(problem.request_id) });
    let error = json!({ "message": problem.detail, "extensions": extensions });
    ("application/json", json!({ "errors": [error] }).to_string())
}

/// A text, or null where there is none.
fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// An error as RFC 9457 writes it.
fn to_json(problem: &Problem<'_>, failure: Option<&Error>, language: Language) -> Json {
    let mut problem = json!({
        "type": format!("/docs/errors/{}", problem.code.to_lowercase().replace('_', "-")),
        "title": problem.title,
        "status": problem.status.as_u16(),
        "detail": problem.detail,
        "code": problem.code,
        "request_id": non_empty(problem.request_id),
    });
    if let Some(error) = failure
        && !error.rows().is_empty()
    {
        let rows = error.rows().iter().take(MOST_ROWS_TOLD);
        problem["errors"] = rows.map(|row| row_to_json(row, language)).collect();
        problem["error_count"] = json!(error.rows().len());
    }
    problem
}

/// A row that was refused, as JSON.
pub(crate) fn row_to_json(row: &RowError, language: Language) -> Json {
    let mut told = json!({
        "line": row.origin.line,
        "column": row.column,
        "code": row.kind.code(),
        "message": row.message.text(language),
    });
    if let Some(record) = row.origin.record() {
        told["record"] = json!(record);
    }
    told
}

/// The title of a status.
fn title(status: StatusCode, language: Language) -> &'static str {
    let french = match status {
        StatusCode::BAD_REQUEST => "Requête incorrecte",
        StatusCode::UNAUTHORIZED => "Justificatif nécessaire",
        StatusCode::FORBIDDEN => "Interdit",
        StatusCode::NOT_FOUND => "Introuvable",
        StatusCode::METHOD_NOT_ALLOWED => "Méthode non acceptée",
        StatusCode::NOT_ACCEPTABLE => "Aucune forme acceptée",
        StatusCode::CONFLICT => "Conflit",
        StatusCode::PAYLOAD_TOO_LARGE => "Corps trop grand",
        StatusCode::PRECONDITION_FAILED => "Condition non remplie",
        StatusCode::UNPROCESSABLE_ENTITY => "Lignes refusées",
        StatusCode::TOO_MANY_REQUESTS => "Trop de requêtes",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Type de corps non accepté",
        StatusCode::SERVICE_UNAVAILABLE => "Service indisponible",
        _ => "Erreur",
    };
    match language {
        Language::French => french,
        Language::English => status.canonical_reason().unwrap_or("Error"),
    }
}

/// Whether a response is written as JSON already: GraphQL writes its own errors.
fn is_explained(response: &axum::response::Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.contains("json"))
}

/// The code and the detail of a status that a layer answered with.
fn unexplained(status: StatusCode) -> (&'static str, Wording) {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => (
            "PAYLOAD_TOO_LARGE",
            wording!(
                "le corps est plus grand qu'accepté : envoyez moins à la fois",
                "the body is larger than accepted: send less at once"
            ),
        ),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => (
            "TIMEOUT",
            wording!(
                "la réponse a pris trop de temps : demandez moins à la fois",
                "the answer took too long: ask for less at once"
            ),
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "BAD_USER_INPUT",
            wording!(
                "cette adresse n'accepte pas cette méthode ; Allow dit lesquelles elle accepte",
                "this address does not take this method; Allow says which it takes"
            ),
        ),
        StatusCode::NOT_FOUND => (
            "NOT_FOUND",
            wording!("il n'y a rien à cette adresse", "there is nothing at this address"),
        ),
        status if status.is_client_error() => (
            "BAD_USER_INPUT",
            wording!(
                "la requête ne peut pas être comprise",
                "the request cannot be understood"
            ),
        ),
        _ => (
            "INTERNAL",
            wording!(
                "quelque chose a échoué de notre côté ; le journal en dit plus sous l'identifiant de cette requête",
                "something went wrong on our side; the log has more under this request's id"
            ),
        ),
    }
}

/// Answers a panic with nothing but the id; the panic itself is logged.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
pub(crate) fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let told = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Failure::from(Error::internal(format!("panic: {told}"))).into_response()
}

/// The error of an address that does not exist, with the nearest one that does.
pub(crate) fn no_such_address(policies: &PolicyTable, path: &str) -> Failure {
    let known = policies.paths().iter().filter(|path| !path.contains('{'));
    let hint = match nearest(path, known.map(String::as_str)) {
        Some(known) => wording!(" ; vouliez-vous dire « {known} » ?", "; did you mean \"{known}\"?"),
        None => Wording::default(),
    };
    let error = Error::not_found(wording!(
        "il n'y a rien à cette adresse{hint}",
        "there is nothing at this address{hint}",
        [hint]
    ));
    error.into()
}
