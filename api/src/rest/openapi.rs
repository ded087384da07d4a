//! The OpenAPI 3.1 description of the REST door, made from the declarations.

/// Pages, groups, histories, problems and metadata.
mod bodies;
/// The addresses of a dataset.
mod dataset;
/// Operations that are described beside their handlers.
mod described;
/// What a description is made of.
mod document;
/// Filters of lists.
mod filters;
/// Search, calculators, the feed, catalogues.
mod open_data;
/// Credentials, and imports of files.
mod private;
/// Schemas of rows, pages and problems.
mod schemas;
/// What many operations have.
mod shared;

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::{
    datasets::registry,
    domain::{Error, Result},
    rest::openapi::document::{Components, Document, Texts},
    web::described::DescribedRoute,
};

/// The description of every address of the REST door: parameters, answers and errors.
#[derive(Serialize)]
pub struct Description {
    openapi: &'static str,
    info: Json,
    servers: Json,
    tags: Vec<Json>,
    paths: Texts,
    components: Components,
}

/// Describes the REST door, and the routes that are described beside their handlers.
///
/// # Errors
/// `Internal` when the data that the program embeds, from which examples are taken, cannot be read.
pub fn openapi(routes: &[DescribedRoute]) -> Result<Description> {
    let mut document = Document::default();
    shared::describe(&mut document)?;
    filters::describe(&mut document.components)?;
    dataset::describe_shared(&mut document.components)?;
    let examples = examples()?;
    for one in registry().datasets() {
        dataset::describe(one, examples.get(one.name).map(String::as_str), &mut document)?;
    }
    open_data::describe(&mut document)?;
    private::describe(&mut document)?;
    described::describe(&mut document, routes)?;
    Ok(Description {
        openapi: "3.1.0",
        info: info(),
        servers: json!([{ "url": "/", "description": "The service that this description was read from." }]),
        tags: tags(),
        paths: document.paths,
        components: document.components,
    })
}

fn info() -> Json {
    json!({
        "title": "Ségur Ouvert",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "The open data of the Ségur du numérique en santé: couloirs, solutions, funding windows, regional envelopes, indicators; each fact with its source. Reading needs no key.\n\nEvery response has `X-Request-Id`, `Cache-Status` (RFC 9211) and, where requests are counted, `RateLimit`. Errors are problems (RFC 9457). Preconditions are those of RFC 9110. Parameters that trackers add to links (`utm_*`, `fbclid` …) are ignored.",
        "license": { "name": "Licence Ouverte 2.0 (etalab-2.0)", "url": "https://spdx.org/licenses/etalab-2.0" },
    })
}

fn tags() -> Vec<Json> {
    let datasets = registry().datasets().map(|dataset| {
        let description = format!("{} ({})", dataset.description.english, dataset.title.french);
        json!({ "name": dataset.name, "description": description })
    });
    let others = [
        ("datasets", "The list of datasets, and search over all of them."),
        (
            "calculators",
            "What someone would receive, worked out by the rules of the programmes.",
        ),
        (
            "open-data",
            "Files, the feed of changes, editions, permalinks and catalogues.",
        ),
        ("institution", "What institutions do: drafts, keys, members, the audit."),
    ];
    let others = others.map(|(name, description)| json!({ "name": name, "description": description }));
    datasets.chain(others).collect()
}

/// A record of each dataset, of those that the program founds a database with.
fn examples() -> Result<HashMap<String, String>> {
    let mut examples = HashMap::new();
    for table in segur_seed::embedded().map_err(Error::internal)? {
        let place = table.header.iter().position(|name| name == "slug");
        if let (Some(place), Some(row)) = (place, table.rows.first()) {
            examples.insert(table.dataset, row.cells[place].clone());
        }
    }
    Ok(examples)
}
