use std::time::Duration;

use axum::{
    Extension,
    extract::{FromRef, Path, RawQuery, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};

use super::{
    accept,
    client_ip::Client,
    conditional::Pinned,
    files::{response, response_to},
    middleware::places::Places,
    policy::{Policy, Routes},
    problem::Failure,
    site::Site,
    streamed::while_sent,
};
use crate::{
    answer::Payload,
    catalogue,
    domain::{Clock, Error, Language, wording},
    feeds::{self, FeedForm},
    files::{Form, Shelf},
    parameters::none,
    rest,
};

/// The addresses of the REST door. None names a dataset.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Shelf: FromRef<S>,
    Site: FromRef<S>,
    Clock: FromRef<S>,
    Spreadsheets: FromRef<S>,
{
    let data = Policy::DATA;
    // They tell which files are built, or depend on the day.
    let changing = Policy::PROGRAM;
    Routes::new()
        .route("/v1/datasets", data, get(list_datasets))
        .route("/v1/datasets/{dataset}", data, get(get_dataset))
        .route_by_ending(
            "/v1/{dataset}",
            data.varying_by_form(),
            policy_of_file,
            get(list_records),
        )
        .route("/v1/{dataset}/schema.json", changing.citable(), get(get_schema))
        .route("/v1/{dataset}/groups", data, get(list_groups))
        .route("/v1/{dataset}/groups.csv", data, get(download_groups))
        .route("/v1/{dataset}/{slug}", data, get(get_record))
        .route("/v1/{dataset}/{slug}/history", data, get(get_history))
        .route("/v1/search", data, get(search))
        .route("/v1/changes", data, get(list_changes))
        .route("/v1/changes.ndjson", data, get(download_changes))
        .route("/v1/changes.atom", data.varying_by_language(), get(get_atom))
        .route("/v1/diff", data, get(get_diff))
        .route("/v1/calculators", changing.citable(), get(list_calculators))
        .route(
            "/v1/calculators/{name}",
            changing.citable().varying_by_language(),
            get(get_calculation),
        )
        .route("/catalog.jsonld", changing, get(get_catalogue))
        .route("/catalog.ttl", changing, get(get_turtle))
        .route("/datapackage.json", changing, get(get_data_package))
        .route("/v1/datasets/{dataset}/schema-org.jsonld", data, get(get_schema_org))
        .route("/segur-ouvert.sqlite", changing.uncached(), get(download_everything))
}

/// A file has one form, whatever Accept says; what describes it depends on the program.
fn policy_of_file(ending: &str) -> Policy {
    match ending {
        "csv-metadata.json" => Policy::PROGRAM.citable(),
        _ => Policy::DATA,
    }
}

/// Spreadsheets that are written for one request: each takes a processor, and room on the disk.
#[derive(Clone)]
pub(crate) struct Spreadsheets(Places);

impl Spreadsheets {
    /// One of each address, and two in all.
    pub(crate) fn new() -> Self {
        Self(Places::new(1, 2, Duration::MAX))
    }
}

type Answered = Result<Response, Failure>;

async fn list_datasets(State(shelf): State<Shelf>, Pinned(snapshot): Pinned, RawQuery(query): RawQuery) -> Answered {
    none(&query.unwrap_or_default())?;
    Ok(response(catalogue::datasets(snapshot, &shelf).await?))
}

async fn get_dataset(
    State(shelf): State<Shelf>,
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    Ok(response(catalogue::dataset(snapshot, &shelf, &dataset).await?))
}

async fn list_records(
    State(shelf): State<Shelf>,
    State(Spreadsheets(spreadsheets)): State<Spreadsheets>,
    client: Option<Extension<Client>>,
    Pinned(snapshot): Pinned,
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
    let answer = rest::list(snapshot, &shelf, name, form, &query).await?;
    let is_written = matches!(answer.payload, Payload::Stream(..));
    let response = response_to(answer, &headers);
    if form != Form::Xlsx || !is_written {
        return Ok(response);
    }
    // Permalinks ask for themselves, within bounds of their own.
    let Some(Extension(client)) = client else {
        return Ok(response);
    };
    match spreadsheets.enter(client.network(), client.is_exempt) {
        Ok(place) => Ok(while_sent(response, place)),
        Err(_) => Err(Error::Overloaded.into()),
    }
}

async fn list_groups(Pinned(snapshot): Pinned, Path(dataset): Path<String>, RawQuery(query): RawQuery) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(rest::groups(snapshot, &dataset, Form::Page, &query).await?))
}

async fn download_groups(Pinned(snapshot): Pinned, Path(dataset): Path<String>, RawQuery(query): RawQuery) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(rest::groups(snapshot, &dataset, Form::Csv, &query).await?))
}

async fn get_schema(Path(dataset): Path<String>) -> Answered {
    Ok(response(catalogue::schema(&dataset)?))
}

async fn get_record(
    Pinned(snapshot): Pinned,
    Path((dataset, slug)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answered {
    let slug = slug.strip_suffix(".json").unwrap_or(&slug);
    let query = query.unwrap_or_default();
    Ok(response(rest::one(snapshot, &dataset, slug, &query).await?))
}

async fn get_history(
    Pinned(snapshot): Pinned,
    Path((dataset, slug)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(rest::history(snapshot, &dataset, &slug, &query).await?))
}

async fn search(Pinned(snapshot): Pinned, RawQuery(query): RawQuery) -> Answered {
    Ok(response(rest::search(snapshot, &query.unwrap_or_default()).await?))
}

async fn list_changes(Pinned(snapshot): Pinned, RawQuery(query): RawQuery) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(feeds::changes(snapshot, FeedForm::Json, &query).await?))
}

async fn download_changes(Pinned(snapshot): Pinned, RawQuery(query): RawQuery) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(feeds::changes(snapshot, FeedForm::NdJson, &query).await?))
}

async fn get_atom(
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    Extension(language): Extension<Language>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    let answer = feeds::atom(snapshot, &query, &site, language).await?;
    Ok(response(answer))
}

async fn get_diff(State(clock): State<Clock>, Pinned(snapshot): Pinned, RawQuery(query): RawQuery) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(feeds::diff(snapshot, &query, clock.now()).await?))
}

async fn get_catalogue(
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::json_ld(snapshot, &shelf, &site).await?;
    Ok(response(answer))
}

async fn get_turtle(
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::turtle(snapshot, &shelf, &site).await?;
    Ok(response(answer))
}

async fn get_data_package(
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::data_package(snapshot, &shelf, &site).await?;
    Ok(response(answer))
}

async fn get_schema_org(
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    none(&query.unwrap_or_default())?;
    let answer = catalogue::schema_org(snapshot, &shelf, &site, &dataset).await?;
    Ok(response(answer))
}

/// Everything as one SQLite file, which is built after each publication, or now where there is little.
async fn download_everything(
    State(shelf): State<Shelf>,
    Pinned(snapshot): Pinned,
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
    Pinned(snapshot): Pinned,
    Extension(language): Extension<Language>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    let query = query.unwrap_or_default();
    Ok(response(
        rest::calculators::answer(snapshot, &name, &query, language).await?,
    ))
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
