use serde_json::{Value as Json, json};

use super::{Answer, Form, table_schema};
use crate::{
    datasets::{
        Dataset,
        page::{count, counts},
        registry,
    },
    domain::Result,
    store::Snapshot,
};

/// The list of datasets.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn datasets(snapshot: Snapshot) -> Result<Answer> {
    let mut list = Vec::new();
    for (dataset, rows) in registry().datasets().zip(counts(&snapshot).await?) {
        list.push(summary(dataset, rows));
    }
    Ok(Answer::json(&json!({
        "revision": snapshot.revision().0,
        "published_at": snapshot.published_at().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "licence": "https://spdx.org/licenses/etalab-2.0",
        "data": list,
    })))
}

/// The metadata of one dataset.
///
/// # Errors
/// `NotFound` for an unknown dataset.
pub async fn dataset(snapshot: Snapshot, name: &str) -> Result<Answer> {
    let dataset = registry().dataset(name)?;
    let mut told = summary(dataset, count(&snapshot, dataset, None).await?);
    told["revision"] = json!(snapshot.revision().0);
    told["licence"] = json!("https://spdx.org/licenses/etalab-2.0");
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
    Ok(Answer::json(&told))
}

fn summary(dataset: &Dataset, rows: u64) -> Json {
    // JSON comes in pages: it is no file.
    let files = Form::ALL.iter().filter(|(form, ..)| *form != Form::Json);
    let files = files.map(|(_, ending, media_type)| {
        json!({ "address": format!("/v1/{}.{ending}", dataset.name), "media_type": media_type })
    });
    let files: Json = files.collect();
    json!({
        "name": dataset.name,
        "title": words(dataset.title),
        "description": words(dataset.description),
        "count": rows,
        "address": format!("/v1/{}", dataset.name),
        "schema": format!("/v1/{}/schema.json", dataset.name),
        "files": files,
    })
}

pub(super) fn words(words: crate::domain::Bilingual) -> Json {
    json!({ "fr": words.french, "en": words.english })
}
