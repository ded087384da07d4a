use std::collections::{BTreeSet, HashMap, hash_map::Entry as Place};

use entity::{observation, series};
use sea_orm::{Value as Stored, sea_query::IntoIden};

use super::current_observations::{Observed, published, publishers, stored_series};
use super::{
    authority::Authority,
    content::{self, Content, Published, receipt_change},
    ledger::Ledger,
    search_index,
    series_totals::{self, ChangedSpans},
};
use crate::{
    datasets::{Dataset, model::stored, read::row, registry},
    domain::{ApproximateDate, Bilingual, Error, Result, Revision, RowError, RowErrorKind, Value, Wording, wording},
    publishing::{
        Entry, Publication, Withdrawal,
        input::command::{Change, Expects, Operation, dataset_of},
        receipt::{MOST_CHANGES_TOLD, ReceiptChange},
        series::{OBSERVATIONS, distinct_series, former_series_slug, identity, own_columns},
    },
    store::{Snapshot, rows_per_statement},
};

/// The planned changes of the observations.
#[derive(Default)]
pub(in crate::publishing) struct ObservationsPlan {
    pub(in crate::publishing) changes: Vec<Change>,
    pub(in crate::publishing) unchanged: usize,
    /// The rows that are refused.
    pub(in crate::publishing) problems: Vec<RowError>,
    /// The changes that a dry run lists.
    pub(in crate::publishing) told: Vec<ReceiptChange>,
    series_rows: Vec<Vec<Stored>>,
    new_series: Vec<i64>,
    /// The series with a value whose note is written, replaced or withdrawn.
    noted_series: BTreeSet<i64>,
    /// The entries that are new versions, by their place, with their series.
    versions: Vec<(usize, i64)>,
    changed_spans: ChangedSpans,
}

/// The column of periods.
const PERIOD: &str = "period";

/// The column of notes.
const NOTE: &str = "note";

/// The refusal of a series whose slug another series has.
const SAME_SLUG: Bilingual = Bilingual::new(
    "une autre série a le même slug : donnez à cette catégorie des mots qui diffèrent par plus que la casse, les accents ou la ponctuation",
    "another series has the same slug: give this category words that differ by more than case, accents or punctuation",
);

/// Compares observations with the published ones.
pub(in crate::publishing) async fn plan(
    before: &Snapshot,
    ledger: &mut Ledger,
    publication: &Publication,
    authority: &Authority<'_>,
) -> Result<ObservationsPlan> {
    let entries: Vec<&Entry> = publication.entries_of(OBSERVATIONS).collect();
    let mut plan = ObservationsPlan::default();
    let known = plan.know_series(ledger, &entries).await?;
    let mut keys = known.clone();
    keys.sort_unstable();
    keys.dedup();
    let published = published(before, &keys).await?;
    let compared = Compared {
        publishers: if authority.is_of_seed() {
            publishers(before, &published).await?
        } else {
            HashMap::new()
        },
        published,
        authority,
        tried: publication.dry_run,
    };
    let mut refusals = HashMap::new();
    for (place, (entry, series)) in entries.into_iter().zip(known).enumerate() {
        // What the policy looks at is all in the series.
        let refusal = match refusals.entry(series) {
            Place::Occupied(known) => known.into_mut(),
            Place::Vacant(place) => place.insert(compared.refusal(entry)?),
        };
        if plan.compare(entry, series, &compared, refusal.as_ref())? {
            plan.versions.push((place, series));
        }
    }
    plan.withdraw(before, ledger, publication, authority).await?;
    Ok(plan)
}

/// The published state that observations are compared with.
struct Compared<'a> {
    published: HashMap<(i64, String), Observed>,
    /// The institutions that published them, read when they matter.
    publishers: HashMap<i64, String>,
    authority: &'a Authority<'a>,
    tried: bool,
}

impl Compared<'_> {
    fn refusal(&self, entry: &Entry) -> Result<Option<(RowErrorKind, Wording)>> {
        let dataset = dataset_of(entry)?;
        let subject = self.authority.subject(dataset, &entry.values, None);
        Ok(self.authority.refusal(dataset, None, Some(&subject), &[]))
    }

    fn is_kept(&self, observed: &Observed) -> bool {
        self.publishers
            .get(&observed.since.0)
            .is_some_and(|publisher| self.authority.yields_to(publisher))
    }
}

impl ObservationsPlan {
    /// The series whose values change, each once.
    pub(in crate::publishing) fn series(&self) -> Vec<i64> {
        let mut series: Vec<i64> = self.changes.iter().map(|change| change.record).collect();
        series.sort_unstable();
        series.dedup();
        series
    }

    /// The keys of the series of these entries, in their order; new ones are given. Two series that differ must not share a slug.
    async fn know_series(&mut self, ledger: &mut Ledger, entries: &[&Entry]) -> Result<Vec<i64>> {
        let (first, of_entries) = distinct_series(entries)?;
        let mut problems = Vec::new();
        for (entry, place) in entries.iter().zip(&of_entries) {
            if series_values(first[*place].1)? != series_values(entry)? {
                problems.push(entry.problem("category", SAME_SLUG));
            }
        }
        let dataset = registry().target(OBSERVATIONS)?;
        let mut slugs: Vec<String> = first.iter().map(|(slug, _)| slug.clone()).collect();
        for (_, entry) in &first {
            slugs.push(former_series_slug(entry)?);
        }
        slugs.sort();
        slugs.dedup();
        let stored = stored_series(ledger, &slugs).await?;
        let mut found = Vec::with_capacity(first.len());
        for (slug, entry) in first {
            let values = encoded(ledger, entry, true)?;
            let former = stored
                .get(&former_series_slug(entry)?)
                .filter(|(_, same)| *same == values);
            let known = stored.get(&slug).or(former);
            found.push((slug, entry, values, known));
        }
        let new = found.iter().filter(|(.., known)| known.is_none());
        let new: Vec<String> = new.map(|(slug, ..)| slug.clone()).collect();
        ledger.give_keys(dataset.recorded_as(), new);
        let mut keys = Vec::with_capacity(found.len());
        for (slug, entry, values, known) in found {
            let key = match known {
                Some((key, same)) if *same == values => *key,
                Some((key, _)) => {
                    problems.push(entry.problem("category", SAME_SLUG));
                    *key
                }
                None => {
                    let key = ledger
                        .key(dataset.recorded_as(), &slug)
                        .ok_or_else(|| Error::internal("a series without key"))?;
                    let mut row: Vec<Stored> = vec![key.into(), slug.clone().into()];
                    row.extend(values);
                    self.series_rows.push(row);
                    self.new_series.push(key);
                    key
                }
            };
            keys.push(key);
        }
        if problems.is_empty() {
            Ok(of_entries.into_iter().map(|place| keys[place]).collect())
        } else {
            Err(Error::rows_refused(problems))
        }
    }

    /// Compares an entry with what is published: whether it is a new version.
    fn compare(
        &mut self,
        entry: &Entry,
        series: i64,
        compared: &Compared<'_>,
        refusal: Option<&(RowErrorKind, Wording)>,
    ) -> Result<bool> {
        let Value::Date(period) = entry.value(PERIOD)? else {
            return Err(Error::internal("an observation without period"));
        };
        let dataset = dataset_of(entry)?;
        let key = (series, period.edtf().to_owned());
        let own: Vec<Value> = own_columns(dataset)
            .map(|(place, _)| entry.values[place].clone())
            .collect();
        let known = compared.published.get(&key);
        let same = known.is_some_and(|known| known.values == own) && entry.expects != Expects::New;
        if same || known.is_some_and(|known| compared.is_kept(known)) {
            self.unchanged += 1;
            return Ok(false);
        }
        let missed = || {
            entry
                .expects
                .missed(&identity(entry).ok()?, known.map(|known| known.since))
        };
        if let Some((kind, message)) = refusal.cloned().or_else(missed) {
            let column = if kind == RowErrorKind::Forbidden {
                "region"
            } else {
                "revision"
            };
            self.problems.push(entry.refused(kind, column, message));
            return Ok(false);
        }
        let operation = if known.is_some() {
            Operation::Revised
        } else {
            Operation::Created
        };
        if compared.tried && self.told.len() < MOST_CHANGES_TOLD {
            let before = known.map(|known| whole(dataset, entry, &known.values));
            let after = whole(dataset, entry, &own);
            self.told.push(receipt_change(
                dataset,
                &identity(entry)?,
                operation,
                before.as_ref(),
                Some(&after),
            ));
        }
        self.change(series, period, operation);
        let has_note = |values: &[Value]| {
            own_columns(dataset)
                .zip(values)
                .any(|((_, column), value)| column.name == NOTE && !value.is_null())
        };
        if has_note(&own) || known.is_some_and(|known| has_note(&known.values)) {
            self.noted_series.insert(series);
        }
        Ok(true)
    }

    fn change(&mut self, series: i64, period: &ApproximateDate, operation: Operation) {
        self.changed_spans.add(series, period);
        self.changes.push(Change {
            record: series,
            period: Some(period.edtf().to_owned()),
            operation,
        });
    }

    async fn withdraw(
        &mut self,
        before: &Snapshot,
        ledger: &Ledger,
        publication: &Publication,
        authority: &Authority<'_>,
    ) -> Result<()> {
        let dataset = registry().target(OBSERVATIONS)?;
        let gone: Vec<&Withdrawal> = publication.withdrawn(OBSERVATIONS).collect();
        let slugs: Vec<String> = gone
            .iter()
            .filter_map(|withdrawal| row::series_and_period(&withdrawal.slug))
            .map(|(series, _)| series)
            .collect();
        let series = stored_series(ledger, &slugs).await?;
        let known = content::published(before, dataset, gone.iter().map(|withdrawal| withdrawal.slug.as_str())).await?;
        for withdrawal in gone {
            let slug = &withdrawal.slug;
            let known = known.get(slug);
            let record = row::series_and_period(slug).and_then(|(name, _)| Some(series.get(&name)?.0));
            let period = known.and_then(|known| period_of(dataset, known));
            let (Some(record), Some(period), Some(known)) = (record, period, known) else {
                let message = wording!(
                    "il n'y a pas d'observation « {slug} » à retirer",
                    "there is no observation \"{slug}\" to withdraw"
                );
                self.problems.push(withdrawal.problem(RowErrorKind::NotFound, message));
                continue;
            };
            let missed = withdrawal.expects.missed(slug, Some(known.since));
            let subject = authority.subject(dataset, &known.content.values, Some(&known.publisher));
            let refusal = authority.refusal(dataset, Some(&subject), None, &[]);
            if let Some((kind, message)) = refusal.or(missed) {
                self.problems.push(withdrawal.problem(kind, message));
                continue;
            }
            if publication.dry_run && self.told.len() < MOST_CHANGES_TOLD {
                self.told.push(receipt_change(
                    dataset,
                    slug,
                    Operation::Withdrawn,
                    Some(&known.content),
                    None,
                ));
            }
            if dataset
                .column(NOTE)
                .is_some_and(|place| !known.content.values[place].is_null())
            {
                self.noted_series.insert(record);
            }
            self.change(record, period, Operation::Withdrawn);
        }
        Ok(())
    }
}

/// The period of a published observation.
fn period_of<'a>(dataset: &Dataset, published: &'a Published) -> Option<&'a ApproximateDate> {
    match &published.content.values[dataset.column(PERIOD)?] {
        Value::Date(period) => Some(period),
        _ => None,
    }
}

/// An observation with all its values, from those that are its own.
fn whole(dataset: &Dataset, entry: &Entry, own: &[Value]) -> Content {
    let mut values = entry.values.clone();
    for ((place, _), value) in own_columns(dataset).zip(own) {
        values[place].clone_from(value);
    }
    Content {
        values,
        parts: Vec::new(),
        citations: Vec::new(),
    }
}

/// Applies the plan in bulk.
pub(in crate::publishing) async fn apply(
    ledger: &mut Ledger,
    publication: &Publication,
    plan: ObservationsPlan,
) -> Result<()> {
    if plan.changes.is_empty() {
        return Ok(());
    }
    let dataset = registry().target(OBSERVATIONS)?;
    let of_series = dataset.columns.iter().filter(|column| column.of_series);
    let columns = stored::table_columns([series::Column::RecordId, series::Column::Slug], of_series);
    ledger
        .insert(series::Entity.into_iden(), &columns, plan.series_rows)
        .await?;
    ledger.log(OBSERVATIONS, &plan.changes).await?;
    if plan.changes.iter().any(|change| change.operation != Operation::Created) {
        ledger.close_observations(dataset.table.clone()).await?;
    }
    let own = own_columns(dataset).map(|(_, column)| column);
    let columns = stored::table_columns(
        [
            observation::Column::SeriesId,
            observation::Column::Since,
            observation::Column::Until,
        ],
        own,
    );
    let entries: Vec<&Entry> = publication.entries_of(OBSERVATIONS).collect();
    for some in plan.versions.chunks(rows_per_statement(columns.len())) {
        let version = |(place, series): &(usize, i64)| {
            let mut version: Vec<Stored> = vec![(*series).into(), ledger.revision().0.into(), Revision::OPEN.into()];
            version.extend(encoded(ledger, entries[*place], false)?);
            Ok(version)
        };
        let versions: Vec<_> = some.iter().map(version).collect::<Result<_>>()?;
        ledger.insert(dataset.table.clone(), &columns, versions).await?;
    }
    series_totals::write(ledger, &plan.changed_spans).await?;
    search_index::write_series(ledger, &plan.new_series, &plan.noted_series).await
}

fn encoded(ledger: &Ledger, entry: &Entry, of_series: bool) -> Result<Vec<Stored>> {
    let mut encoded = Vec::new();
    for (column, value) in dataset_of(entry)?.columns.iter().zip(&entry.values) {
        if column.of_series == of_series {
            encoded.extend(stored::encode(column, &ledger.resolve(column.kind, value)?));
        }
    }
    Ok(encoded)
}

/// The values of an observation that belong to its series.
fn series_values(entry: &Entry) -> Result<Vec<&Value>> {
    let columns = dataset_of(entry)?.columns.iter().zip(&entry.values);
    Ok(columns
        .filter(|(column, _)| column.of_series)
        .map(|(_, value)| value)
        .collect())
}
