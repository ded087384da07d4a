use axum::{
    Extension, Router,
    body::Body,
    extract::{Path, RawQuery, State as Shared},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::TryStreamExt;

use super::{
    negotiation,
    problem::Failure,
    state::{Contract, State},
};
use crate::{
    domain::{Error, Language, wording},
    rest::{self, Answer, Form, Payload, metadata},
    store::Snapshot,
};

/// The addresses of the REST door. None names a dataset.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/v1/datasets", get(list_datasets))
        .route("/v1/datasets/{dataset}", get(get_dataset))
        .route("/v1/{dataset}", get(list_records))
        .route("/v1/{dataset}/schema.json", get(get_schema))
        .route("/v1/{dataset}/groups", get(list_groups))
        .route("/v1/{dataset}/groups.csv", get(download_groups))
        .route("/v1/{dataset}/{slug}", get(get_record))
        .route("/v1/{dataset}/{slug}/history", get(get_history))
        .route("/v1/search", get(search))
        .route("/v1/calculators", get(list_calculators))
        .route("/v1/calculators/{name}", get(get_calculation))
        .route("/openapi.json", get(get_openapi))
}

type Answered = Result<Response, Failure>;

async fn list_datasets(Extension(snapshot): Extension<Snapshot>) -> Answered {
    Ok(response(metadata::datasets(snapshot).await?))
}

async fn get_dataset(Extension(snapshot): Extension<Snapshot>, Path(dataset): Path<String>) -> Answered {
    Ok(response(metadata::dataset(snapshot, &dataset).await?))
}

async fn list_records(
    Extension(snapshot): Extension<Snapshot>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answered {
    let (name, form) = match dataset.rsplit_once('.') {
        Some((name, ending)) => (name, form_of_ending(ending)?),
        None => (dataset.as_str(), accepted(&headers)?),
    };
    let query = query.unwrap_or_default();
    Ok(response(rest::list(snapshot, name, form, &query).await?))
}

async fn list_groups(
    Extension(snapshot): Extension<Snapshot>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(rest::groups(snapshot, &dataset, Form::Json, &query).await?))
}

async fn download_groups(
    Extension(snapshot): Extension<Snapshot>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(rest::groups(snapshot, &dataset, Form::Csv, &query).await?))
}

async fn get_schema(Path(dataset): Path<String>) -> Answered {
    Ok(response(rest::schema(&dataset)?))
}

async fn get_record(
    Extension(snapshot): Extension<Snapshot>,
    Path((dataset, slug)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answered {
    let slug = slug.strip_suffix(".json").unwrap_or(&slug);
    let query = query.unwrap_or_default();
    Ok(response(rest::one(snapshot, &dataset, slug, &query).await?))
}

async fn get_history(
    Extension(snapshot): Extension<Snapshot>,
    Path((dataset, slug)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(rest::history(snapshot, &dataset, &slug, &query).await?))
}

async fn search(Extension(snapshot): Extension<Snapshot>, RawQuery(query): RawQuery) -> Answered {
    Ok(response(rest::search(snapshot, &query.unwrap_or_default()).await?))
}

async fn list_calculators() -> Response {
    response(rest::calculators::list())
}

async fn get_calculation(
    Extension(snapshot): Extension<Snapshot>,
    Extension(language): Extension<Language>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(
        rest::calculators::answer(snapshot, &name, &query, language).await?,
    ))
}

async fn get_openapi(Shared(contract): Shared<Contract>) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], contract.openapi.to_string()).into_response()
}

fn form_of_ending(ending: &str) -> Result<Form, Error> {
    Form::of_ending(ending).ok_or_else(|| {
        let endings: Vec<&str> = Form::ALL.iter().map(|(_, ending, _)| *ending).collect();
        Error::not_found(wording!(
            "il n'y a pas de forme .{ending} ; il y a .{}",
            "there is no .{ending} form; there are .{}",
            endings.join(", .")
        ))
    })
}

fn accepted(headers: &HeaderMap) -> Result<Form, Error> {
    let offers = Form::ALL.map(|(form, _, media_type)| (media_type.split(';').next().unwrap_or_default(), form));
    // A browser accepts HTML and anything else: it gets JSON.
    negotiation::best(headers, &offers).ok_or_else(|| {
        let names = offers.map(|(name, _)| name).join(", ");
        Error::NotAcceptable {
            message: wording!(
                "rien de ce que nomme Accept n'est offert : {names}",
                "none of what Accept names is offered: {names}"
            ),
        }
    })
}

/// A door's answer as HTTP.
pub(super) fn response(answer: Answer) -> Response {
    let body = match answer.payload {
        Payload::Whole(bytes) => Body::from(bytes),
        Payload::Stream(stream) => Body::from_stream(stream.inspect_err(|error| {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            tracing::error!(%error, cause, "a transfer was cut");
        })),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.media_type));
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}
