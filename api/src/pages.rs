//! Pages for people: the data as something one looks at, drawn on the server from the same reads as every door.

/// What readers may know of the service itself.
mod about;
/// The stylesheet and the icons.
mod assets;
/// The calculators.
mod calculators;
/// The list of datasets.
mod catalogue;
/// Values as people read them.
mod cell;
/// What was published, and what it changed.
mod changes;
/// Where documents disagree.
mod conflicts;
/// What a page knows of its request, and what is around its content.
mod context;
/// What crawlers, models and browsers look for.
mod crawlers;
/// What is said around a record.
mod dossiers;
/// Rows and charts for the pages of others.
mod embed;
/// What the codes of errors mean.
mod error_codes;
/// Charts in pages.
mod figures;
/// The form that chooses rows.
mod filters;
/// Fields of forms, and where forms lead.
mod forms;
/// What is frozen: permalinks and editions.
mod frozen;
/// The home page.
mod home;
/// Templates as responses.
mod html;
/// Errors as pages.
mod problem;
/// One record.
mod record;
/// The reference and the guides.
mod reference;
/// Rows with the names of what they refer to.
mod rows;
/// Rows as a table.
mod rows_table;
/// The search.
mod search;
/// Code that reads the rows of a page.
mod snippets;
/// Where facts were read.
mod sources;
/// The table of a dataset.
mod table;
/// Rows that have a phase under way on a day.
mod under_way;

use axum::extract::FromRef;

use crate::{
    domain::Clock,
    store::Store,
    web::{operator::Operator, routes::Routes, site::Site},
};

pub(crate) use frozen::ARCHIVE_PAGES;
pub(crate) use problem::problem_page;

/// The addresses of pages.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
    Clock: FromRef<S>,
    Operator: FromRef<S>,
    Store: FromRef<S>,
{
    home::routes()
        .merge(catalogue::routes())
        .merge(table::routes())
        .merge(record::routes())
        .merge(dossiers::routes())
        .merge(conflicts::routes())
        .merge(search::routes())
        .merge(changes::routes())
        .merge(calculators::routes())
        .merge(embed::routes())
        .merge(reference::routes())
        .merge(error_codes::routes())
        .merge(about::routes())
        .merge(crawlers::routes())
        .merge(assets::routes())
}
