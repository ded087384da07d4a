use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State as Shared},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{
    accept,
    client_ip::Client,
    files::{response, response_to},
    middleware::streams::while_sent,
    problem::Failure,
    state::{Contract, State},
};
use crate::{
    answer::Payload,
    catalogue,
    domain::{Error, Language, wording},
    feeds::{self, FeedForm},
    files::{Form, Shelf},
    parameters::none,
    rest,
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
        .route("/v1/changes", get(list_changes))
        .route("/v1/changes.ndjson", get(download_changes))
        .route("/v1/changes.atom", get(get_atom))
        .route("/v1/diff", get(get_diff))
        .route("/v1/calculators", get(list_calculators))
        .route("/v1/calculators/{name}", get(get_calculation))
        .route("/openapi.json", get(get_openapi))
        .route("/catalog.jsonld", get(get_catalogue))
        .route("/catalog.ttl", get(get_turtle))
        .route("/datapackage.json", get(get_data_package))
        .route("/v1/datasets/{dataset}/schema-org.jsonld", get(get_schema_org))
        .route("/segur-ouvert.sqlite", get(download_everything))
}

type Answered = Result<Response, Failure>;

async fn list_datasets(
    Shared(shelf): Shared<Shelf>,
    Extension(snapshot): Extension<Snapshot>,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    Ok(response(catalogue::datasets(snapshot, &shelf).await?))
}

async fn get_dataset(
    Shared(shelf): Shared<Shelf>,
    Extension(snapshot): Extension<Snapshot>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    Ok(response(catalogue::dataset(snapshot, &shelf, &dataset).await?))
}

async fn list_records(
    Shared(state): Shared<State>,
    client: Option<Extension<Client>>,
    Extension(snapshot): Extension<Snapshot>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answered {
    if let Some(name) = dataset.strip_suffix(".csv-metadata.json") {
        none(&query.unwrap_or_default())?;
        return Ok(response(catalogue::csvw(name)?));
    }
    let (name, form) = match dataset.rsplit_once('.') {
        Some((name, ending)) => (name, form_of_ending(ending)?),
        None => (dataset.as_str(), accepted(&headers)?),
    };
    let query = query.unwrap_or_default();
    let answer = rest::list(snapshot, &state.shelf, name, form, &query).await?;
    let is_written = matches!(answer.payload, Payload::Stream(..));
    let response = response_to(answer, &headers);
    if form != Form::Xlsx || !is_written {
        return Ok(response);
    }
    // Permalinks ask for themselves, within bounds of their own.
    let Some(Extension(client)) = client else {
        return Ok(response);
    };
    match state.spreadsheets.enter(client.network(), client.is_exempt) {
        Ok(place) => Ok(while_sent(response, place)),
        Err(_) => Err(Error::Overloaded.into()),
    }
}

async fn list_groups(
    Extension(snapshot): Extension<Snapshot>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(rest::groups(snapshot, &dataset, Form::Page, &query).await?))
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
    Ok(response(catalogue::schema(&dataset)?))
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

async fn list_changes(Extension(snapshot): Extension<Snapshot>, RawQuery(query): RawQuery) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(feeds::changes(snapshot, FeedForm::Json, &query).await?))
}

async fn download_changes(Extension(snapshot): Extension<Snapshot>, RawQuery(query): RawQuery) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(feeds::changes(snapshot, FeedForm::NdJson, &query).await?))
}

async fn get_atom(
    Shared(state): Shared<State>,
    Extension(snapshot): Extension<Snapshot>,
    Extension(language): Extension<Language>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    let answer = feeds::atom(snapshot, &query, &state.public_address, language).await?;
    Ok(response(answer))
}

async fn get_diff(
    Shared(state): Shared<State>,
    Extension(snapshot): Extension<Snapshot>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(feeds::diff(snapshot, &query, state.clock.now()).await?))
}

async fn get_catalogue(
    Shared(state): Shared<State>,
    Extension(snapshot): Extension<Snapshot>,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::json_ld(snapshot, &state.shelf, &state.public_address).await?;
    Ok(response(answer))
}

async fn get_turtle(
    Shared(state): Shared<State>,
    Extension(snapshot): Extension<Snapshot>,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::turtle(snapshot, &state.shelf, &state.public_address).await?;
    Ok(response(answer))
}

async fn get_data_package(
    Shared(state): Shared<State>,
    Extension(snapshot): Extension<Snapshot>,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::data_package(snapshot, &state.shelf, &state.public_address).await?;
    Ok(response(answer))
}

async fn get_schema_org(
    Shared(state): Shared<State>,
    Extension(snapshot): Extension<Snapshot>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::schema_org(snapshot, &state.shelf, &state.public_address, &dataset).await?;
    Ok(response(answer))
}

/// Everything as one SQLite file, which is built after each publication, or now where there is little.
async fn download_everything(
    Shared(shelf): Shared<Shelf>,
    Extension(snapshot): Extension<Snapshot>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::everything(snapshot, &shelf).await?;
    Ok(response_to(answer, &headers))
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
        let endings: Vec<&str> = Form::FILES.iter().map(|(_, ending, _)| *ending).collect();
        Error::not_found(wording!(
            "il n'y a pas de forme .{ending} ; il y a .{}",
            "there is no .{ending} form; there are .{}",
            endings.join(", .")
        ))
    })
}

/// JSON is a page, unless the ending asks for the file.
fn accepted(headers: &HeaderMap) -> Result<Form, Error> {
    let mut offers = vec![(Form::Page.media_type(), Form::Page)];
    let files = Form::FILES.iter().filter(|(form, ..)| *form != Form::Json);
    offers.extend(files.map(|(form, ..)| (form.bare_media_type(), *form)));
    // A browser accepts HTML and anything else: it gets JSON.
    accept::best(headers, &offers).ok_or_else(|| {
        let names: Vec<&str> = offers.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        Error::NotAcceptable {
            message: wording!(
                "rien de ce que nomme Accept n'est offert : {names}",
                "none of what Accept names is offered: {names}"
            ),
        }
    })
}
