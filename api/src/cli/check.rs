use serde_json::{Map, json};

use super::{
    answer::{Answer, Answered},
    progress::Bar,
};
use crate::{
    access::audit,
    archive::editions,
    config::Settings,
    datasets::{Node, Selection, Walk, aggregate::totals::total, read::count::count, registry},
    domain::{Error, Progress, Result, Wording},
    files::{Objects, Shelf},
    publishing,
    store::{Snapshot, Store},
};

/// Checks the database and says what it finds: the schema, the revisions, a source for every fact, and the chain of the audit. The answer
/// has failed when something is not as it must be.
pub(super) async fn check(settings: &Settings) -> Answered {
    // One that is missing is not made.
    let store = super::access::store(settings).await?;
    let bar = Bar::new("check");
    bar.expect(registry().datasets().count() + 3);
    let mut faults = revisions(&store).await?;
    let snapshot = store.snapshot();
    let mut lines = Vec::new();
    let mut datasets = Map::new();
    for dataset in registry().datasets() {
        bar.step(dataset.name);
        let rows = count(&snapshot, dataset, None).await?;
        let counted = total(&snapshot, dataset).await?;
        if counted != rows {
            faults.push(format!(
                "{} has {rows} rows, and publications counted {counted}",
                dataset.name
            ));
        }
        let unsourced = unsourced(&snapshot, dataset).await?;
        lines.push(format!("{:<20} {rows:>9} rows", dataset.name));
        datasets.insert(dataset.name.to_owned(), rows.into());
        faults.extend(
            unsourced
                .into_iter()
                .map(|slug| format!("{} {slug} has no source", dataset.name)),
        );
    }
    bar.step("revisions");
    let (altered, without) = publishing::verify(&store).await?;
    faults.extend(altered);
    if without > 0 {
        lines.push(format!(
            "{without} revision(s) were published before their content was noted: their facts are not compared"
        ));
    }
    bar.step("files");
    faults.extend(files(settings, &store).await?);
    bar.step("audit");
    let (events, broken) = audit::verify(&store).await?;
    lines.push(format!("{:<20} {events:>9} events", "audit"));
    faults.extend(broken);
    store.close().await?;
    let json = json!({
        "revision": snapshot.revision().0,
        "rows": datasets,
        "audit_events": events,
        "revisions_without_content": without,
        "faults": faults,
    });
    let answer = Answer::new(json).with(lines);
    if faults.is_empty() {
        return Ok(answer.and(format!("all is well at revision {}", snapshot.revision())));
    }
    Ok(answer.failed(Error::Conflict {
        message: Wording::same(faults.join("\n")),
    }))
}

/// Checks the files of the shelf, of editions and of permalinks against their digests.
async fn files(settings: &Settings, store: &Store) -> Result<Vec<String>> {
    let shelf = Shelf::new(Objects::open(&settings.http.files)?);
    let mut faults = shelf.verify(&store.snapshot()).await?;
    faults.extend(editions::verify(store, &shelf).await?);
    for permalink in store.permalinks().await? {
        let names = [&permalink.sha256, &permalink.id].map(|name| format!("permalinks/{name}"));
        let mut right = false;
        let mut there = false;
        for name in names {
            let digest = shelf.objects().digest(&name).await?;
            there |= digest.is_some();
            right |= digest.as_ref() == Some(&permalink.sha256);
        }
        // One that is lost is asked again when it is read.
        if there && !right {
            faults.push(format!(
                "the answer of the permalink {} is not as it was kept",
                permalink.id
            ));
        }
    }
    Ok(faults)
}

/// Revisions follow one another without gaps.
async fn revisions(store: &Store) -> Result<Vec<String>> {
    let numbers = store.revision_numbers().await?;
    let expected = 1..=store.revision().0;
    if numbers.iter().copied().eq(expected) {
        Ok(Vec::new())
    } else {
        Ok(vec!["the revisions have gaps".to_owned()])
    }
}

/// The records of a dataset without a source.
async fn unsourced(snapshot: &Snapshot, dataset: &'static crate::datasets::Dataset) -> Result<Vec<String>> {
    let selection = Selection {
        provenance: Some(Box::default()),
        ..Default::default()
    };
    let mut without = Vec::new();
    let mut walk = Walk::new(snapshot, dataset, &selection);
    while let Some(nodes) = walk.next().await? {
        without.extend(nodes.into_iter().filter(is_unsourced).map(|node| node.row.slug));
    }
    Ok(without)
}

fn is_unsourced(node: &Node) -> bool {
    !node.provenance.iter().any(|cited| cited.document.is_some())
}
