use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value as Json, json};

use super::{
    IdempotencyKey, Publication, Receipt, conflicts, draft_states,
    input::{command::dataset_of, validation},
    plan::{
        authority::Authority,
        content, current_observations,
        ledger::Ledger,
        observations, records,
        row_warnings::{self, RowWarning},
    },
    retries::{self, InFlight},
};
use crate::{
    access::{
        self, Credential, Viewer,
        audit::{self, Event},
        policy::{self, Act},
    },
    datasets::{Dataset, Identity, model::parse, registry},
    domain::{Clock, Error, Language, Result, RowError, civil_day, wording},
    error_log,
    store::{Snapshot, Store},
};

/// The longest message, and the longest reason, in characters.
pub(super) const LONGEST_TEXT: usize = 2_000;

/// How much of a refusal the audit keeps, in characters.
pub(super) const MOST_OF_A_REFUSAL: usize = 2_000;

/// Publishes: all of it under one new revision, or nothing. What is already published as it is given is left as it is;
/// when that is everything, there is no revision. A publication that is only tried is answered as it would be, and leaves nothing.
///
/// # Errors
/// `Forbidden` for a dataset, and `Rows` for records, that are not the viewer's; `Rows` that names each bad row, column and reason;
/// `Conflict` when a record withdrawn is still referred to; `Unavailable` when the store cannot be reached. Nothing is published then.
pub async fn publish(store: &Store, clock: Clock, viewer: &Viewer, publication: Publication) -> Result<Receipt> {
    let quiet = publication.dry_run || publication.due.is_some();
    let datasets = publication.datasets();
    let published = attempt(store, clock, viewer, Act::Publish, publication).await;
    if let Err(refusal) = &published
        && !quiet
        && *viewer.credential() != Credential::CommandLine
    {
        remember_refusal(store, clock, viewer, &datasets, refusal).await;
    }
    published
}

pub(super) async fn attempt(
    store: &Store,
    clock: Clock,
    viewer: &Viewer,
    act: Act,
    mut publication: Publication,
) -> Result<Receipt> {
    for dataset in publication.datasets() {
        policy::may_touch(viewer, act, dataset)?;
    }
    refuse_texts(&publication)?;
    let retry = publication.retry.take().filter(|_| !publication.dry_run);
    // Held until this function ends: the transaction too has ended then.
    let in_flight = match &retry {
        Some(retry) => Some(InFlight::begin(store, viewer, retry)?),
        None => None,
    };
    let _turn = store.turn_to_publish().await?;
    let write = store.write().await?;
    if let Some(in_flight) = &in_flight {
        in_flight.claim(&write).await?;
    }
    let mut ledger = Ledger::new(store.publication(write).await?);
    let written = write_once(&mut ledger, clock, (viewer, act), &mut publication, retry.as_ref()).await;
    match written {
        Ok((receipt, Some(at))) => {
            commit(ledger, viewer, &publication, &receipt, at).await?;
            Ok(receipt)
        }
        // The key is free before its holder is answered: a request that was refused may be sent again at once.
        Ok((receipt, None)) => {
            ledger.into_transaction().abandon().await;
            if receipt.replayed {
                // It may have been published by another node.
                store.refresh().await?;
            }
            Ok(receipt)
        }
        Err(refusal) => {
            ledger.into_transaction().abandon().await;
            Err(refusal)
        }
    }
}

/// Writes a publication, unless it is only tried or was written before: its receipt, and when it is published where there is something to commit.
async fn write_once(
    ledger: &mut Ledger,
    clock: Clock,
    (viewer, act): (&Viewer, Act),
    publication: &mut Publication,
    retry: Option<&IdempotencyKey>,
) -> Result<(Receipt, Option<DateTime<Utc>>)> {
    if let Some(retry) = retry
        && let Some(receipt) = retries::answered(ledger.transaction().connection(), viewer, retry).await?
    {
        return Ok((receipt, None));
    }
    let before = ledger.transaction().before();
    for dataset in publication.datasets() {
        content::complete(&before, registry().target(dataset)?, publication).await?;
    }
    let mut absent = records::published_by(&before, viewer, publication).await?;
    absent.extend(current_observations::published_by(&before, viewer, publication).await?);
    publication.withdrawals.extend(absent);
    let at = ledger.transaction().date(clock.now())?;
    let mut receipt = apply(ledger, &before, (viewer, act), publication, at).await?;
    if publication.dry_run {
        return Ok((receipt, None));
    }
    access::prove(ledger.transaction(), viewer, decided_at(viewer, publication, at)).await?;
    if !receipt.is_empty() {
        receipt.revision = Some(ledger.revision());
        receipt.published_at = Some(at);
    }
    if let Some(draft) = &publication.draft {
        draft_states::published(ledger.transaction(), draft, publication.due, receipt.revision).await?;
    }
    if let Some(retry) = retry {
        retries::keep(ledger.transaction(), viewer, retry, &receipt, at).await?;
    }
    Ok((receipt, Some(at)))
}

/// Refuses a message or a reason that says nothing, or too much.
fn refuse_texts(publication: &Publication) -> Result<()> {
    for text in [Some(&publication.message), publication.reason.as_ref()]
        .into_iter()
        .flatten()
    {
        if text.trim().is_empty() || text.chars().count() > LONGEST_TEXT || parse::unfit(text).is_some() {
            return Err(Error::bad_input(wording!(
                "message et reason, que tout le monde lit, disent quelque chose, en {LONGEST_TEXT} caractères au plus, sans caractère de commande",
                "message and reason, which everyone reads, say something, in {LONGEST_TEXT} characters at most, without control characters"
            )));
        }
    }
    Ok(())
}

/// Commits a publication, with its event in the audit where it has a revision.
async fn commit(
    ledger: Ledger,
    viewer: &Viewer,
    publication: &Publication,
    receipt: &Receipt,
    at: DateTime<Utc>,
) -> Result<()> {
    match receipt.revision {
        None => ledger.into_transaction().commit_unnumbered().await?,
        Some(revision) => {
            let event = Event::published(viewer.institution(), viewer.author(), revision);
            let mut detail = audit_detail(receipt, viewer, publication);
            let (content, identities) = ledger.fingerprints();
            detail["content"] = json!(content.to_string());
            detail["identities"] = json!(identities.to_string());
            let event = event.with(&detail);
            audit::append(ledger.transaction(), at, event).await?;
            if let Some(draft) = &publication.draft {
                draft_states::audit(ledger.transaction(), at, viewer, draft, revision).await?;
            }
            ledger.commit(at).await?;
        }
    }
    Ok(())
}

/// When the viewer decided to publish: a scheduled draft is published even past the end of its credential.
pub(super) fn decided_at(viewer: &Viewer, publication: &Publication, at: DateTime<Utc>) -> DateTime<Utc> {
    match viewer.ends_at() {
        Some(end) if publication.due.is_some() => at.min(end - TimeDelta::microseconds(1)),
        _ => at,
    }
}

/// What is wrong with rows before they are compared with what is published: those are left out of the publication.
///
/// Each step looks at the rows that those before it found nothing wrong with, so that a caller is told of all at once.
async fn validated(ledger: &mut Ledger, before: &Snapshot, publication: &mut Publication) -> Result<Vec<RowError>> {
    let mut problems = std::mem::take(&mut publication.problems);
    publication.without(&problems);
    problems.extend(validation::problems(publication)?);
    publication.without(&problems);
    loop {
        let known = problems.len();
        Error::gather_rows(ledger.load_keys(before, publication).await, &mut problems)?;
        let subjects = conflicts::refuse_unknown_subjects(ledger, before, publication).await;
        Error::gather_rows(subjects, &mut problems)?;
        if problems.len() == known {
            break;
        }
        // A row left out may be what another refers to.
        publication.without(&problems);
        ledger.forget_current();
    }
    Ok(problems)
}

/// Plans a publication, refuses what is not the viewer's or not as expected, and writes the rest.
pub(super) async fn apply(
    ledger: &mut Ledger,
    before: &Snapshot,
    (viewer, act): (&Viewer, Act),
    publication: &mut Publication,
    at: DateTime<Utc>,
) -> Result<Receipt> {
    let mut problems = validated(ledger, before, publication).await?;
    for entry in &publication.entries {
        if dataset_of(entry)?.identity == Identity::Record {
            ledger.give_keys(entry.dataset, [entry.slug.clone()]);
        }
    }
    let publication = &*publication;
    let authority = Authority::new(before, viewer, act, publication).await?;
    let mut receipt = Receipt::default();
    let mut plans = Vec::new();
    for dataset in registry().datasets() {
        if dataset.identity == Identity::Record {
            let planning = records::Planning {
                before,
                ledger,
                publication,
                authority: Some(&authority),
            };
            let mut plan = records::plan(&planning, dataset).await?;
            receipt.count(&plan.changes, plan.unchanged);
            receipt.add_changes(std::mem::take(&mut plan.told));
            problems.append(&mut plan.problems);
            plans.push((dataset, plan));
        }
    }
    let values = observations::plan(before, ledger, publication, &authority).await;
    let mut values = Error::gather_rows(values, &mut problems)?.unwrap_or_default();
    receipt.count(&values.changes, values.unchanged);
    receipt.add_changes(std::mem::take(&mut values.told));
    problems.append(&mut values.problems);
    receipt.warnings = row_warnings::warnings(before, publication, civil_day(at)).await?;
    if publication.strict {
        problems.extend(receipt.warnings.iter().map(RowWarning::as_error));
    }
    if !problems.is_empty() {
        return Err(Error::rows_refused(problems));
    }
    if receipt.is_empty() {
        return Ok(receipt);
    }
    let series = values.series();
    ledger.number(viewer, publication, at).await?;
    ledger.register().await?;
    for (dataset, plan) in plans {
        records::apply(ledger, dataset, plan).await?;
    }
    observations::apply(ledger, publication, values).await?;
    derive_conflicts(ledger, before, publication, &series).await?;
    ledger.total().await?;
    ledger.refuse_dangling().await?;
    ledger.index_search().await?;
    Ok(receipt)
}

/// Publishes, under the same revision, the conflicts between documents that follow from the publication.
pub(super) async fn derive_conflicts(
    ledger: &mut Ledger,
    before: &Snapshot,
    publication: &Publication,
    series: &[i64],
) -> Result<()> {
    let derived = conflicts::publication(ledger, before, publication, series).await?;
    ledger.load_keys(before, &derived).await?;
    for dataset in derived.datasets() {
        let dataset = registry().target(dataset)?;
        let slugs = derived.entries_of(dataset.name).map(|entry| entry.slug.clone());
        ledger.give_keys(dataset.name, slugs);
        let planning = records::Planning {
            before,
            ledger,
            publication: &derived,
            authority: None,
        };
        let plan = records::plan(&planning, dataset).await?;
        ledger.register().await?;
        records::apply(ledger, dataset, plan).await?;
    }
    Ok(())
}

/// The detail of a publication's audit event.
pub(super) fn audit_detail(receipt: &Receipt, viewer: &Viewer, publication: &Publication) -> Json {
    json!({
        "datasets": publication.datasets(),
        "message": publication.message,
        "reason": publication.reason,
        "created": receipt.created,
        "revised": receipt.revised,
        "withdrawn": receipt.withdrawn,
        "draft": publication.draft,
        "scheduled": publication.due.is_some(),
        "credential": viewer.credential(),
    })
}

/// Refuses a viewer who may never write in a dataset, before the file is sent, and records the refusal in the audit.
///
/// # Errors
/// `Forbidden`, naming what lacks.
pub async fn enter(store: &Store, clock: Clock, viewer: &Viewer, act: Act, dataset: &'static Dataset) -> Result<()> {
    let entered = policy::may_touch(viewer, act, dataset.name);
    if let Err(refusal) = &entered {
        remember_refusal(store, clock, viewer, &BTreeSet::from([dataset.name]), refusal).await;
    }
    entered
}

/// Records a refused publication in the audit. The refusal stands even if the audit cannot be written.
pub(super) async fn remember_refusal(
    store: &Store,
    clock: Clock,
    viewer: &Viewer,
    datasets: &BTreeSet<&'static str>,
    refusal: &Error,
) {
    if refusal.is_ours() {
        return;
    }
    let why: String = refusal
        .message(Language::French)
        .chars()
        .take(MOST_OF_A_REFUSAL)
        .collect();
    let detail = json!({ "code": refusal.code(), "why": why, "datasets": datasets, "credential": viewer.credential() });
    let event = Event::new("refused", viewer.institution(), viewer.author()).with(&detail);
    if let Err(error) = audit::remember(store, clock.now(), event).await {
        error_log::warn(&error, "a refusal could not be written to the audit");
    }
}
