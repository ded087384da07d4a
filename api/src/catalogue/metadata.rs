use serde_json::{Value as Json, json};

use crate::{
    datasets::{
        Dataset,
        aggregate::totals::{total, totals},
        changes::touched::State,
        model::description::LICENCE,
        read::json::words,
        registry,
    },
    domain::{Result, instant},
    files::{Shelf, Variant, metadata::table_schema},
    store::Snapshot,
    web::representation::Representation,
};

/// The list of datasets.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn datasets(snapshot: Snapshot, shelf: &Shelf) -> Result<Representation> {
    let states = shelf.states(&snapshot).await?;
    let mut list = Vec::new();
    for (dataset, rows) in registry().datasets().zip(totals(&snapshot).await?) {
        let state = states.get(dataset.name).copied().unwrap_or_default();
        list.push(summary(&snapshot, shelf, dataset, rows, state).await?);
    }
    let is_provisional = list.iter().any(lacks_files);
    Ok(Representation::json(&json!({
        "revision": snapshot.revision().0,
        "published_at": snapshot.published_at().map(instant),
        "licence": LICENCE,
        "everything": "/segur-ouvert.sqlite",
        "editions": "/editions",
        "data": list,
    }))
    .provisional(is_provisional))
}

/// The metadata of one dataset.
///
/// # Errors
/// `NotFound` for an unknown dataset.
pub async fn dataset(snapshot: Snapshot, shelf: &Shelf, name: &str) -> Result<Representation> {
    let dataset = registry().dataset(name)?;
    let rows = total(&snapshot, dataset).await?;
    let states = shelf.states(&snapshot).await?;
    let state = states.get(dataset.name).copied().unwrap_or_default();
    let mut told = summary(&snapshot, shelf, dataset, rows, state).await?;
    let is_provisional = lacks_files(&told);
    told["revision"] = json!(snapshot.revision().0);
    told["licence"] = json!(LICENCE);
    told["columns"] = table_schema::table_schema(dataset)["fields"].clone();
    told["relations"] = dataset
        .relations
        .iter()
        .map(|relation| {
            json!({
                "name": relation.name,
                "dataset": relation.target,
                "by": relation.by,
                "description": words(relation.description),
            })
        })
        .collect();
    Ok(Representation::json(&told).provisional(is_provisional))
}

/// Whether files are still to be built.
fn lacks_files(told: &Json) -> bool {
    told["files"]
        .as_array()
        .is_some_and(|files| files.iter().any(|file| file["sha256"].is_null()))
}

async fn summary(snapshot: &Snapshot, shelf: &Shelf, dataset: &Dataset, rows: u64, state: State) -> Result<Json> {
    let mut files = Vec::new();
    for variant in Variant::KEPT {
        let mut file = json!({
            "address": variant.address_of(dataset.name, snapshot.past()),
            "media_type": variant.form.media_type(),
        });
        // Known once the file is built, shortly after each publication that changes the dataset.
        if let Some(kept) = shelf.find(snapshot, dataset, variant).await? {
            file["rows"] = json!(kept.facts.rows);
            file["bytes"] = json!(kept.facts.bytes);
            file["sha256"] = json!(kept.facts.sha256);
        }
        files.push(file);
    }
    Ok(json!({
        "name": dataset.name,
        "title": words(dataset.title),
        "description": words(dataset.description),
        "count": rows,
        "changed_by": state.revision.0,
        "changed_at": state.changed_at().map(instant),
        "address": format!("/v1/{}", dataset.name),
        "schema": format!("/v1/{}/schema.json", dataset.name),
        "files": files,
    }))
}
