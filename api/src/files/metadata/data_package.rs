use serde_json::{Value as Json, json};

use super::table_schema::table_schema;
use crate::{
    datasets::{Dataset, registry},
    domain::{Result, instant},
    files::{Form, Shelf, Variant},
    store::Snapshot,
};

/// The data package of all CSV files, at their addresses of the moment shown; and whether it names the size and the digest of each.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(crate) async fn served_at(snapshot: &Snapshot, shelf: &Shelf, site: &str) -> Result<(Json, bool)> {
    let revision = snapshot.revision();
    let path = |dataset: &Dataset| {
        let address = Variant::plain(Form::Csv).address_of(dataset.name, Some(revision));
        format!("{site}{address}")
    };
    data_package(snapshot, shelf, Some(site), path).await
}

/// The data package of CSV files that lie beside it.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(crate) async fn beside_files(snapshot: &Snapshot, shelf: &Shelf) -> Result<Json> {
    let path = |dataset: &Dataset| format!("{}.csv", dataset.name);
    Ok(data_package(snapshot, shelf, None, path).await?.0)
}

/// A Frictionless data package of the CSV files of all datasets, each at the path that `path` gives it; `site` is where it is served, if it is.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
async fn data_package(
    snapshot: &Snapshot,
    shelf: &Shelf,
    site: Option<&str>,
    path: impl Fn(&Dataset) -> String,
) -> Result<(Json, bool)> {
    let mut resources = Vec::new();
    let mut is_whole = true;
    for dataset in registry().datasets() {
        let mut resource = json!({
            "name": dataset.name,
            "type": "table",
            "path": path(dataset),
            "title": dataset.title.french,
            "description": dataset.description.french,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": { "delimiter": ",", "lineTerminator": "\r\n" },
            "schema": table_schema(dataset),
        });
        match shelf.find(snapshot, dataset, Variant::plain(Form::Csv)).await? {
            None => is_whole = false,
            Some(kept) => {
                resource["bytes"] = json!(kept.facts.bytes);
                resource["hash"] = json!(format!("sha256:{}", kept.facts.sha256));
            }
        }
        resources.push(resource);
    }
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "segur-ouvert",
        "title": "Ségur Ouvert",
        "description": "Les données ouvertes du Ségur du numérique en santé, chaque fait avec sa source.",
        "version": snapshot.revision().to_string(),
        "keywords": ["santé", "numérique", "Ségur"],
        "licenses": [{
            "name": "etalab-2.0",
            "title": "Licence Ouverte 2.0",
            "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        }],
        "contributors": [{ "title": "Ségur Ouvert", "roles": ["publisher"] }],
        "resources": resources,
    });
    if let Some(published_at) = snapshot.published_at() {
        package["created"] = json!(instant(published_at));
    }
    if let Some(site) = site {
        package["id"] = json!(format!("{site}/datapackage.json"));
        package["homepage"] = json!(format!("{site}/docs"));
    }
    Ok((package, is_whole))
}
