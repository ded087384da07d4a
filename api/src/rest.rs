//! The REST door: pages, records and files of any dataset, generic over declarations.

/// The calculators.
pub mod calculators;
/// What is not public yet.
pub mod drafts;
/// Rows counted and summed.
mod groups;
/// Every version of a record.
mod history;
/// Files in.
pub mod import;
/// What an institution alone may see and do.
pub mod institution;
/// The OpenAPI description.
pub mod openapi;
/// The query string, read.
pub mod query;
/// Search over all datasets.
mod search;

pub use crate::answer::Answer;
pub use groups::groups;
pub use history::history;
pub use openapi::openapi;
pub use search::search;

use serde_json::{Value as Json, json};

use crate::{
    datasets::{
        Dataset, Table,
        model::{description::LICENCE, fields::selection, parse::brief},
        page,
        read::{cursor, json},
        record, registry,
    },
    domain::{Error, Result, Slug, wording},
    files::{Form, Shelf, Variant, content},
    store::Snapshot,
};
use query::Query;

/// A page of a dataset as JSON, or the whole of what the query wants as a file.
///
/// # Errors
/// `NotFound` for an unknown dataset; `BadInput` and `BadCursor` for a query that cannot be meant.
pub async fn list(snapshot: Snapshot, shelf: &Shelf, name: &str, form: Form, query: &str) -> Result<Answer> {
    let dataset = registry().dataset(name)?;
    let query = Query::parse(dataset, form, query)?;
    if form == Form::Page {
        return json_page(&snapshot, dataset, &query).await;
    }
    let variant = Variant {
        form,
        dialect: query.dialect,
    };
    let file = if query.is_whole() && Variant::KEPT.contains(&variant) {
        shelf.offer(&snapshot, dataset, variant).await?
    } else {
        let table = Table::new(snapshot, dataset, query.fields, query.page, query.limit);
        Err(content(table, dataset, variant).await?)
    };
    let attached = format!("attachment; filename=\"{}.{}\"", dataset.name, variant.ending());
    let mut links = Vec::new();
    if form == Form::Csv {
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
    Ok(Answer::file(form, file)
        .with_header("content-disposition", attached)
        .with_header("link", links.join(", ")))
}

async fn json_page(snapshot: &Snapshot, dataset: &'static Dataset, query: &Query) -> Result<Answer> {
    let page = page(snapshot, dataset, &query.page, &selection(&query.fields)).await?;
    let mark =
        |node: Option<&crate::datasets::Node>| node.map(|node| cursor::encode(dataset, &query.page.order, &node.row));
    let next = mark(page.nodes.last().filter(|_| page.has_next));
    let previous = mark(page.nodes.first().filter(|_| page.has_previous));
    let links = [
        ("first", Some(query.address(dataset, None))),
        (
            "prev",
            previous.map(|cursor| query.address(dataset, Some(("before", &cursor)))),
        ),
        (
            "next",
            next.map(|cursor| query.address(dataset, Some(("after", &cursor)))),
        ),
    ];
    let records: Vec<Json> = page
        .nodes
        .iter()
        .map(|node| json::record(dataset, &query.fields, node))
        .collect();
    let mut body = json!({
        "dataset": dataset.name,
        "revision": snapshot.revision().0,
    });
    if let Some(total) = page.total {
        body["total"] = json!(total);
    }
    body["data"] = Json::from(records);
    body["links"] = json!({});
    let mut header = Vec::new();
    for (relation, address) in links {
        if let Some(address) = address {
            header.push(format!("<{address}>; rel=\"{relation}\""));
            body["links"][relation] = json!(address);
        }
    }
    Ok(Answer::json(&body).with_header("link", header.join(", ")))
}

/// One record as JSON.
///
/// # Errors
/// `NotFound` for an unknown dataset or record; `BadInput` for a parameter other than `fields`.
pub async fn one(snapshot: Snapshot, name: &str, slug: &str, query: &str) -> Result<Answer> {
    let dataset = registry().dataset(name)?;
    let query = Query::parse_fields(dataset, query)?;
    let absent = || {
        Error::not_found(wording!(
            "il n'y a pas de « {} » dans {name}",
            "there is no \"{}\" in {name}",
            brief(slug)
        ))
    };
    let slug = Slug::parse(slug).map_err(|_| absent())?;
    let node = record(&snapshot, dataset, &slug, &selection(&query.fields))
        .await?
        .ok_or_else(absent)?;
    Ok(Answer::json(&json::record(dataset, &query.fields, &node)))
}
