use std::time::Duration;

use axum::{
    Extension,
    extract::{FromRef, Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::charts::{Picture, chart};
use crate::{
    datasets::{
        Dataset, PageRequest, Selection, Table,
        aggregate::not_covered::not_covered,
        model::{
            description::LICENCE,
            fields::{fields, selection},
        },
        page,
        read::{
            absent::absent,
            json_rows::{JsonRow, JsonRows},
            known_names::resolve_names,
            warning,
        },
        record, registry,
    },
    domain::{Error, Result, Slug, wording},
    files::{DatasetFile, Form, Shelf, Variant, content, metadata::csvw},
    store::Snapshot,
    web::{
        accept,
        client_ip::Client,
        conditional::Pinned,
        failure::Failure,
        list_query::Query,
        places::Places,
        query::{QueryText, none},
        representation::{Payload, Representation, Responded},
        response::ROW_COUNT,
        route_policy::RoutePolicy,
        routes::Routes,
        streamed::while_sent,
    },
};

/// The addresses of lists, records and files.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Shelf: FromRef<S>,
    Spreadsheets: FromRef<S>,
{
    let list = RoutePolicy::DATA.prompt().varying_by_form();
    Routes::new()
        .route_by_ending("/v1/{dataset}", list, policy_of_file, get(list_records))
        .route("/v1/{dataset}/{slug}", RoutePolicy::DATA.prompt(), get(get_record))
}

/// The policy of a file: it has one form, whatever Accept says, and its metadata depends on the program.
fn policy_of_file(ending: &str) -> RoutePolicy {
    match ending {
        "csv-metadata.json" => RoutePolicy::PROGRAM.citable(),
        ending if Picture::of_ending(ending).is_some() => RoutePolicy::DATA.varying_by_language(),
        _ => RoutePolicy::DATA,
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

async fn list_records(
    State(shelf): State<Shelf>,
    State(Spreadsheets(spreadsheets)): State<Spreadsheets>,
    client: Option<Extension<Client>>,
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    QueryText(query): QueryText,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if let Some(name) = dataset.strip_suffix(".csv-metadata.json") {
        none(&query)?;
        return Ok(csv_metadata(name)?.into_response());
    }
    let drawn = dataset
        .rsplit_once('.')
        .and_then(|(name, ending)| Some((name, Picture::of_ending(ending)?)));
    if let Some((name, picture)) = drawn {
        return Ok(chart(snapshot, name, picture, &query, &headers).await?.into_response());
    }
    let (name, form) = match dataset.rsplit_once('.') {
        Some((name, ending)) => (name, form_of_ending(ending)?),
        None => (dataset.as_str(), accepted(&headers)?),
    };
    let list = list(snapshot, &shelf, name, form, &query).await?;
    let is_written = matches!(list.payload, Payload::Stream(..));
    let response = list.respond_to(&headers);
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

async fn get_record(
    Pinned(snapshot): Pinned,
    Path((dataset, slug)): Path<(String, String)>,
    QueryText(query): QueryText,
) -> Responded {
    let slug = slug.strip_suffix(".json").unwrap_or(&slug);
    Ok(one(snapshot, &dataset, slug, &query).await?)
}

/// A page of a dataset as JSON, or all rows of the query as a file.
///
/// # Errors
/// `NotFound` for an unknown dataset; `BadInput` and `BadCursor` for a query that cannot be meant.
async fn list(snapshot: Snapshot, shelf: &Shelf, name: &str, form: Form, query: &str) -> Result<Representation> {
    let dataset = registry().dataset(name)?;
    let query = Query::parse(dataset, form, query, snapshot.today())?;
    if form == Form::Page {
        return json_page(&snapshot, dataset, &query).await;
    }
    let variant = Variant {
        form,
        dialect: query.dialect,
        words: query.words,
    };
    let has_all_columns = query.fields == fields(dataset);
    let file = if query.is_whole() && Variant::KEPT.contains(&variant) {
        shelf.offer(&snapshot, dataset, variant).await?
    } else {
        let filter = resolve_names(&snapshot, dataset, query.page.filter.as_ref()).await?;
        let page = PageRequest { filter, ..query.page };
        let table = Table::new(snapshot, dataset, query.fields, page, query.limit);
        DatasetFile::Made(content(table, dataset, variant).await?)
    };
    let attached = format!("attachment; filename=\"{}.{}\"", dataset.name, variant.ending());
    let mut links = Vec::new();
    if form == Form::Csv && has_all_columns {
        // Before all others: readers of CSV on the Web look for it first.
        let metadata = format!("</v1/{}.csv-metadata.json>", dataset.name);
        links.push(format!(
            "{metadata}; rel=\"describedby\"; type=\"application/csvm+json\""
        ));
    }
    links.push(format!(
        "</v1/{}/schema.json>; rel=\"describedby\"; type=\"application/json\"",
        dataset.name
    ));
    links.push(format!("<{LICENCE}>; rel=\"license\""));
    Ok(Representation::file(form, file)
        .with_header("content-disposition", attached)
        .with_header("link", links.join(", ")))
}

async fn json_page(snapshot: &Snapshot, dataset: &'static Dataset, query: &Query) -> Result<Representation> {
    let page = page(snapshot, dataset, &query.page, &selected(dataset, query)).await?;
    let address = |beyond: &[(&str, &str)]| format!("/v1/{}{}", dataset.name, query.with(beyond));
    let [previous, next] = query.beside(dataset, &page);
    let links = [
        ("first", Some(address(&[]))),
        ("prev", previous.map(|(name, cursor)| address(&[(name, &cursor)]))),
        ("next", next.map(|(name, cursor)| address(&[(name, &cursor)]))),
    ];
    let mut header = Vec::new();
    let mut by_relation = Map::new();
    for (relation, address) in links {
        if let Some(address) = address {
            header.push(format!("<{address}>; rel=\"{relation}\""));
            by_relation.insert(relation.to_owned(), json!(address));
        }
    }
    let rows = rows(dataset, query);
    let body = PageBody {
        dataset: dataset.name,
        revision: snapshot.revision().0,
        total: page.total,
        not_covered: not_covered(snapshot, dataset, &query.page, &page).await?,
        data: page.nodes.iter().map(|node| rows.row(node)).collect(),
        links: by_relation,
    };
    Ok(Representation::json_of(&body)?
        .with_header("link", header.join(", "))
        .with_header(ROW_COUNT, page.nodes.len().to_string()))
}

/// A page of a dataset.
#[derive(Serialize)]
struct PageBody<'a> {
    dataset: &'static str,
    revision: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_covered: Vec<Json>,
    data: Vec<JsonRow<'a>>,
    links: Map<String, Json>,
}

/// One record as JSON.
///
/// # Errors
/// `NotFound` for an unknown dataset or record; `BadInput` for a parameter other than `fields`.
async fn one(snapshot: Snapshot, name: &str, slug: &str, query: &str) -> Result<Representation> {
    let dataset = registry().dataset(name)?;
    let query = Query::parse_fields(dataset, query)?;
    let node = match Slug::parse(slug) {
        Ok(slug) => record(&snapshot, dataset, &slug, &selected(dataset, &query)).await?,
        Err(_) => None,
    };
    match node {
        Some(node) => Representation::json_of(&rows(dataset, &query).row(&node)),
        None => Err(absent(&snapshot, dataset, slug).await?),
    }
}

/// Whether rows are shown with their warnings: unless the query chooses fields.
fn shows_warnings(dataset: &Dataset, query: &Query) -> bool {
    warning::has_warnings(dataset) && !query.has_chosen
}

/// What must be read of rows that are shown as JSON.
fn selected(dataset: &Dataset, query: &Query) -> Selection {
    Selection {
        warnings: shows_warnings(dataset, query),
        ..selection(dataset, &query.fields)
    }
}

/// The rows of a query as JSON.
fn rows<'a>(dataset: &'a Dataset, query: &'a Query) -> JsonRows<'a> {
    JsonRows::new(dataset, &query.fields).with_warnings(shows_warnings(dataset, query))
}

/// The metadata of a dataset's CSV file (CSVW).
fn csv_metadata(name: &str) -> Result<Representation> {
    Ok(Representation {
        media_type: "application/csvm+json",
        ..Representation::json(&csvw::metadata(registry().dataset(name)?))
    })
}

fn form_of_ending(ending: &str) -> Result<Form, Error> {
    Form::of_ending(ending).ok_or_else(|| {
        let endings = Form::FILES.iter().map(|(_, ending, _)| *ending);
        let endings: Vec<&str> = endings.chain(Picture::ALL.map(|(_, ending, _)| ending)).collect();
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
    accept::wanted(headers, &offers)
}
