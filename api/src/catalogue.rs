//! Descriptions of the data for machines: the list of datasets with their files, Table Schemas, and the catalogues made of them.

/// DCAT-AP, and schema.org.
mod dcat;
/// Terms of authority tables.
mod eu_vocabularies;
/// The list of datasets, and the metadata of one.
mod metadata;
/// Statements, as JSON-LD and as Turtle.
mod rdf;
/// Datasets as search engines know them.
mod schema_org;

use axum::{
    extract::{FromRef, Path, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use dcat::CatalogueData;

use crate::{
    datasets::{aggregate::totals::totals, model::description::LICENCE, registry},
    domain::{Error, Result},
    files::{
        DatasetFile, Form, Shelf,
        metadata::{data_package, table_schema::table_schema},
    },
    store::Snapshot,
    web::{
        conditional::Pinned,
        failure::Failure,
        query::{QueryText, none},
        representation::{Representation, Responded},
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The addresses of descriptions for machines.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Shelf: FromRef<S>,
    Site: FromRef<S>,
{
    let data = RoutePolicy::DATA;
    // They name the files that are built.
    let changing = RoutePolicy::PROGRAM;
    Routes::new()
        .route("/v1/datasets", data, get(list_datasets))
        .route("/v1/datasets/{dataset}", data, get(get_dataset))
        .route("/v1/datasets/{dataset}/schema-org.jsonld", data, get(get_schema_org))
        .route("/v1/{dataset}/schema.json", changing.citable(), get(get_schema))
        .route(
            "/v1/datasets/{dataset}/schema.json",
            changing.citable(),
            get(get_schema),
        )
        .route("/catalog.jsonld", changing, get(get_catalogue))
        .route("/catalog.ttl", changing, get(get_turtle))
        .route("/datapackage.json", changing, get(get_data_package))
        .route("/segur-ouvert.sqlite", changing.uncached(), get(download_everything))
}

async fn list_datasets(State(shelf): State<Shelf>, Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    Ok(metadata::datasets(snapshot, &shelf).await?)
}

async fn get_dataset(
    State(shelf): State<Shelf>,
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    Ok(metadata::dataset(snapshot, &shelf, &dataset).await?)
}

/// The Table Schema of a dataset.
async fn get_schema(Path(dataset): Path<String>) -> Responded {
    Ok(Representation::json(&table_schema(registry().dataset(&dataset)?)))
}

/// The catalogue (DCAT-AP 3) as JSON-LD.
async fn get_catalogue(
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    let found = CatalogueData::read(&snapshot, &shelf, &site).await?;
    Ok(json_ld(&found.graph().json_ld()).provisional(found.lacks_files()))
}

/// The catalogue (DCAT-AP 3) as Turtle.
async fn get_turtle(
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    let found = CatalogueData::read(&snapshot, &shelf, &site).await?;
    let text = found.graph().turtle();
    Ok(Representation::whole("text/turtle; charset=utf-8", text).provisional(found.lacks_files()))
}

/// A dataset as schema.org has it.
async fn get_schema_org(
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    let dataset = registry().dataset(&dataset)?;
    let found = CatalogueData::read(&snapshot, &shelf, &site).await?;
    Ok(json_ld(&found.schema_org(dataset)).provisional(found.lacks_files()))
}

fn json_ld(document: &serde_json::Value) -> Representation {
    Representation {
        media_type: "application/ld+json",
        ..Representation::json(document)
    }
}

/// The data package of all CSV files, at their addresses of the moment shown.
async fn get_data_package(
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Pinned(snapshot): Pinned,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    let (package, is_whole) = data_package::served_at(&snapshot, &shelf, &site).await?;
    Ok(Representation::json(&package).provisional(!is_whole))
}

async fn download_everything(
    State(shelf): State<Shelf>,
    Pinned(snapshot): Pinned,
    headers: HeaderMap,
    QueryText(query): QueryText,
) -> Result<Response, Failure> {
    none(&query)?;
    Ok(everything(snapshot, &shelf).await?.respond_to(&headers))
}

/// How many rows there may be in all for the file of everything to be made while a client waits.
const FEW_ROWS: u64 = 50_000;

/// Everything as one SQLite file, which is built after each publication, or now where there is little.
async fn everything(snapshot: Snapshot, shelf: &Shelf) -> Result<Representation> {
    let kept = match shelf.everything(&snapshot, false).await? {
        Some(kept) => Some(kept),
        None => {
            let rows: u64 = totals(&snapshot).await?.iter().sum();
            shelf.everything(&snapshot, rows <= FEW_ROWS).await?
        }
    };
    let kept = kept.ok_or_else(|| Error::Unavailable {
        cause: "the file of everything is not built yet".into(),
    })?;
    let file = Representation::file(Form::Parquet, DatasetFile::Built(kept));
    let file = Representation {
        media_type: "application/vnd.sqlite3",
        ..file
    };
    Ok(file
        .with_header(
            "content-disposition",
            "attachment; filename=\"segur-ouvert.sqlite\"".to_owned(),
        )
        .with_header("link", format!("<{LICENCE}>; rel=\"license\"")))
}
