//! The REST door: pages, records and files of any dataset, and what institutions do, generic over declarations.

/// The calculators.
mod calculators;
/// Lists and groups as charts and maps.
mod charts;
/// Drafts.
mod drafts;
/// Rows counted and summed.
mod groups;
/// The query string of groups.
mod groups_query;
/// Every version of a record.
mod history;
/// Imports of files.
pub mod import;
/// The keys, members and audit of an institution.
mod institution;
/// The OpenAPI description.
mod openapi;
/// Publications to the end, and the keys by which retries are known.
mod publish;
/// Pages, records and files.
mod records;
/// The readable form of the OpenAPI description, and the pages about problems.
pub(crate) mod reference;
/// Search over all datasets.
mod search;
/// One record withdrawn.
mod withdraw;

use axum::extract::FromRef;

use crate::{domain::Clock, files::Shelf, store::Store, web::routes::Routes};

pub(crate) use import::routes::Imports;
pub use openapi::{Description, openapi};
pub(crate) use records::Spreadsheets;
pub(crate) use reference::Contract;

/// The addresses of the REST door. None names a dataset.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Shelf: FromRef<S>,
    Clock: FromRef<S>,
    Contract: FromRef<S>,
    Imports: FromRef<S>,
    Spreadsheets: FromRef<S>,
{
    records::routes()
        .merge(groups::routes())
        .merge(history::routes())
        .merge(search::routes())
        .merge(calculators::routes())
        .merge(reference::routes())
        .merge(institution::routes::routes())
        .merge(drafts::routes::routes())
        .merge(withdraw::routes())
        .merge(import::routes::routes())
}
