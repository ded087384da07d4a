use std::collections::HashMap;

use serde_json::{Value as Json, json};

use super::text::Text;
use crate::{
    datasets::{Node, records},
    domain::{Error, Language, Result},
    graphql::{
        Writing,
        names::camel,
        plan::mutations::{PayloadField, Written},
    },
    publishing::{self, Receipt},
    store::Snapshot,
};

/// Makes a publication, and writes what it did, or why it did nothing.
pub(super) async fn write(text: &mut Text, written: Written, writing: Option<&Writing>) -> Result<()> {
    let Some(Writing { store, clock, viewer }) = writing else {
        return Err(Error::internal("a mutation without the means to write"));
    };
    let viewer = viewer.clone().ok_or(Error::Unauthenticated)?;
    let (store, clock) = (store.clone(), *clock);
    let Written {
        dataset,
        publication,
        fields,
        selection,
        slugs,
    } = written;
    // Published to the end, even when the client is gone meanwhile: what it sent is whole.
    let publishing = {
        let store = store.clone();
        tokio::spawn(async move { publishing::publish(&store, clock, &viewer, publication).await })
    };
    let outcome = publishing.await.map_err(Error::internal)?;
    let (receipt, problems) = match outcome {
        Ok(receipt) => (receipt, Vec::new()),
        Err(refusal) => (Receipt::default(), problems(refusal, text.language())?),
    };
    // A retry is answered with the records as its publication left them, whatever was published since.
    let snapshot = match receipt.revision {
        Some(revision) => store.snapshot_at(revision),
        None => store.snapshot(),
    };
    let wants_records = fields
        .iter()
        .any(|(_, field)| matches!(field, PayloadField::Records(_)));
    let found = if wants_records {
        read(&snapshot, dataset, slugs.clone(), &selection).await?
    } else {
        HashMap::new()
    };
    let mut told = receipt.told();
    told["errors"] = Json::from(problems);
    flatten_changes(&mut told);
    text.open();
    for (key, field) in &fields {
        text.key(key);
        match field {
            PayloadField::Records(plan) => {
                let nodes = slugs.iter().filter_map(|slug| found.get(slug.as_str()));
                text.list(nodes, |text, node| text.record(plan, node));
            }
            PayloadField::Told(asked) => text.picked(asked, &told),
        }
    }
    text.close();
    Ok(())
}

async fn read(
    snapshot: &Snapshot,
    dataset: &'static crate::datasets::Dataset,
    slugs: Vec<crate::domain::Slug>,
    selection: &crate::datasets::Selection,
) -> Result<HashMap<String, Node>> {
    let found = records(snapshot, dataset, slugs, selection).await?;
    Ok(found.into_iter().map(|node| (node.row.slug.clone(), node)).collect())
}

/// What the caller can mend, as data; anything else fails the field.
fn problems(refusal: Error, language: Language) -> Result<Vec<Json>> {
    if matches!(
        refusal,
        Error::Unauthenticated | Error::Unavailable { .. } | Error::Internal { .. } | Error::Timeout { .. }
    ) {
        return Err(refusal);
    }
    if refusal.rows().is_empty() {
        return Ok(vec![
            json!({ "code": refusal.code(), "message": refusal.said(language), "path": [] }),
        ]);
    }
    let told = refusal.rows().iter().map(|row| {
        json!({
            "code": row.kind.code(),
            "message": row.message.said(language),
            "path": ["records", row.origin.line.to_string(), camel(&row.column)],
        })
    });
    Ok(told.collect())
}

/// Values of any kind before and after a change, as text.
fn flatten_changes(told: &mut Json) {
    let changes = told["changes"].as_array_mut().into_iter().flatten();
    for field in changes.filter_map(|change| change["fields"].as_array_mut()).flatten() {
        for side in ["before", "after"] {
            if !field[side].is_null() {
                field[side] = Json::String(field[side].to_string());
            }
        }
    }
}
