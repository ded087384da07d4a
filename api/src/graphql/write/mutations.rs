use std::collections::HashMap;

use serde_json::{Value as Json, json};

use super::text::Text;
use crate::{
    access::Viewer,
    datasets::{Dataset, Node, Selection, records},
    domain::{Clock, Error, Language, Origin, Result, Slug},
    graphql::{
        mutation_context::MutationContext,
        names::{SOURCES, camel},
        plan::mutations::{Mode, MutationPlan, PayloadField},
        wording::in_graphql,
    },
    publishing::{self, IdempotencyKey, Proposal, Publication, Receipt, RowWarning, drafts},
    store::{Snapshot, Store},
};

/// Runs a mutation, and writes its payload.
pub(super) async fn write(text: &mut Text, written: &MutationPlan, writing: Option<&MutationContext>) -> Result<()> {
    let Some(MutationContext { store, clock, viewer }) = writing else {
        return Err(Error::internal("a mutation without the means to write"));
    };
    let viewer = viewer.clone().ok_or(Error::Unauthenticated)?;
    let wants_records = |(_, field): &(String, PayloadField)| matches!(field, PayloadField::Records(_));
    let slugs = if written.fields.iter().any(wants_records) {
        slugs(&written.proposal)?
    } else {
        Vec::new()
    };
    let MutationPlan {
        dataset,
        proposal,
        retry,
        mode,
        fields,
        selection,
    } = written;
    // Done to the end, even when the client is gone meanwhile: what it sent is whole.
    let doing = tokio::spawn(execute(
        store.clone(),
        *clock,
        viewer,
        proposal.clone(),
        retry.clone(),
        *mode,
    ));
    let (receipt, problems) = match doing.await.map_err(Error::internal)? {
        Ok(receipt) => (receipt, Vec::new()),
        Err(refusal) => (Receipt::default(), problems(refusal, text.language())?),
    };
    // A retry is answered with the records as its publication left them, whatever was published since.
    let snapshot = match receipt.revision {
        Some(revision) => store.snapshot_at(revision),
        None => store.snapshot(),
    };
    let found = if slugs.is_empty() {
        HashMap::new()
    } else {
        read(&snapshot, dataset, slugs.clone(), selection).await?
    };
    let mut told = json!(receipt.body());
    told["errors"] = Json::from(problems);
    told["warnings"] = receipt
        .warnings
        .iter()
        .map(|warning| warned(warning, text.language()))
        .collect();
    flatten_changes(&mut told);
    text.open();
    for (key, field) in fields {
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

async fn execute(
    store: Store,
    clock: Clock,
    viewer: Viewer,
    proposal: Proposal,
    retry: IdempotencyKey,
    mode: Mode,
) -> Result<Receipt> {
    match mode {
        Mode::Draft(publish_at) => {
            let (_, receipt) = drafts::save(&store, clock, &viewer, proposal, Some(retry), publish_at).await?;
            Ok(receipt)
        }
        Mode::Try => drafts::try_out(&store, clock, &viewer, proposal.publication()?).await,
        Mode::Publish => {
            let publication = Publication {
                retry: Some(retry),
                ..proposal.publication()?
            };
            publishing::publish(&store, clock, &viewer, publication).await
        }
    }
}

/// The public names of the given records, in order.
fn slugs(proposal: &Proposal) -> Result<Vec<Slug>> {
    let publication = proposal.clone().publication()?;
    let mut slugs = Vec::new();
    for entry in &publication.entries {
        slugs.extend(Slug::parse(&publishing::name_of(entry)?));
    }
    Ok(slugs)
}

async fn read(
    snapshot: &Snapshot,
    dataset: &'static Dataset,
    slugs: Vec<Slug>,
    selection: &Selection,
) -> Result<HashMap<String, Node>> {
    let found = records(snapshot, dataset, slugs, selection).await?;
    Ok(found.into_iter().map(|node| (node.row.slug.clone(), node)).collect())
}

/// The problems that the caller can mend, as data; any other error fails the field.
fn problems(refusal: Error, language: Language) -> Result<Vec<Json>> {
    if refusal.is_ours() || matches!(refusal, Error::Unauthenticated | Error::Timeout { .. }) {
        return Err(refusal);
    }
    if refusal.rows().is_empty() {
        return Ok(vec![
            json!({ "code": refusal.code(), "message": in_graphql(&refusal.message(language), language), "path": [] }),
        ]);
    }
    let told = refusal.rows().iter().map(|row| {
        json!({
            "code": row.kind.code(),
            "message": in_graphql(row.message.text(language), language),
            "path": path(&row.origin, &row.column),
        })
    });
    Ok(told.collect())
}

/// A warning, with its place among the arguments.
fn warned(warning: &RowWarning, language: Language) -> Json {
    json!({
        "code": warning.code,
        "message": warning.message.text(language),
        "path": path(&warning.origin, warning.column),
    })
}

/// The place of a problem among the arguments.
fn path(origin: &Origin, column: &str) -> Vec<String> {
    let place = origin.line.map(|place| ["records".to_owned(), place.to_string()]);
    place.into_iter().flatten().chain([input_field(column)]).collect()
}

/// The input field that a column is given by.
fn input_field(column: &str) -> String {
    match column {
        "revision" => "expectedRevision".to_owned(),
        column if publishing::SOURCES.contains(&column) => SOURCES.to_owned(),
        column => camel(column),
    }
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
