//! What there is, told to machines: the list of datasets with their files, Table Schemas, and the catalogues made of them.

/// Terms of authority tables.
mod authority;
/// How to cite what is kept.
pub mod citation;
/// CSV on the Web.
mod csvw;
/// Frictionless data packages.
mod data_package;
/// DCAT-AP, and schema.org.
mod dcat;
/// The list of datasets, and the metadata of one.
mod metadata;
/// Statements, as JSON-LD and as Turtle.
mod rdf;
/// Datasets as search engines know them.
mod schema_org;
/// Table Schema (Frictionless).
mod table_schema;

pub use metadata::{dataset, datasets};

use serde_json::Value as Json;

use crate::{
    answer::Answer,
    datasets::{Dataset, aggregate::totals::totals, model::description::LICENCE, registry},
    domain::{Error, Result},
    files::{Form, Shelf, Variant},
    store::Snapshot,
};
use dcat::Found;

/// The Table Schema of a dataset.
///
/// # Errors
/// `NotFound` for an unknown dataset.
pub fn schema(name: &str) -> Result<Answer> {
    Ok(Answer::json(&table_schema::table_schema(registry().dataset(name)?)))
}

/// What describes the CSV file of a dataset on the Web (CSVW).
///
/// # Errors
/// `NotFound` for an unknown dataset.
pub fn csvw(name: &str) -> Result<Answer> {
    let mut answer = Answer::json(&csvw::metadata(registry().dataset(name)?));
    answer.media_type = "application/csvm+json";
    Ok(answer)
}

/// What describes the CSV file of a dataset on the Web, where the file is beside it.
pub fn csvw_metadata(dataset: &Dataset) -> Json {
    csvw::metadata(dataset)
}

/// The catalogue (DCAT-AP 3) as JSON-LD.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn json_ld(snapshot: Snapshot, shelf: &Shelf, site: &str) -> Result<Answer> {
    let found = Found::read(&snapshot, shelf, site).await?;
    let mut answer = Answer::json(&found.graph().json_ld()).provisional(found.lacks_files());
    answer.media_type = "application/ld+json";
    Ok(answer)
}

/// The catalogue (DCAT-AP 3) as Turtle.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn turtle(snapshot: Snapshot, shelf: &Shelf, site: &str) -> Result<Answer> {
    let found = Found::read(&snapshot, shelf, site).await?;
    let text = found.graph().turtle();
    Ok(Answer::whole("text/turtle; charset=utf-8", text).provisional(found.lacks_files()))
}

/// A dataset as schema.org has it.
///
/// # Errors
/// `NotFound` for an unknown dataset.
pub async fn schema_org(snapshot: Snapshot, shelf: &Shelf, site: &str, name: &str) -> Result<Answer> {
    let dataset = registry().dataset(name)?;
    let found = Found::read(&snapshot, shelf, site).await?;
    let mut answer = Answer::json(&found.schema_org(dataset)).provisional(found.lacks_files());
    answer.media_type = "application/ld+json";
    Ok(answer)
}

/// How many rows there may be in all for the file of everything to be made while a client waits.
const FEW_ROWS: u64 = 50_000;

/// Everything as one SQLite file.
///
/// # Errors
/// `Unavailable` while a large one is being built.
pub async fn everything(snapshot: Snapshot, shelf: &Shelf) -> Result<Answer> {
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
    let mut answer = Answer::file(Form::Parquet, Ok(kept));
    answer.media_type = "application/vnd.sqlite3";
    Ok(answer
        .with_header(
            "content-disposition",
            "attachment; filename=\"segur-ouvert.sqlite\"".to_owned(),
        )
        .with_header("link", format!("<{LICENCE}>; rel=\"license\"")))
}

/// The data package of all CSV files, at their addresses of the moment shown.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn data_package(snapshot: Snapshot, shelf: &Shelf, site: &str) -> Result<Answer> {
    let revision = snapshot.revision();
    let path = |dataset: &Dataset| {
        let address = Variant::of(Form::Csv).address_of(dataset.name, Some(revision));
        format!("{site}{address}")
    };
    let (package, is_whole) = data_package::data_package(&snapshot, shelf, Some(site), path).await?;
    Ok(Answer::json(&package).provisional(!is_whole))
}

/// The data package of CSV files that are beside it.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn data_package_beside(snapshot: &Snapshot, shelf: &Shelf) -> Result<Json> {
    let path = |dataset: &Dataset| format!("{}.csv", dataset.name);
    Ok(data_package::data_package(snapshot, shelf, None, path).await?.0)
}
