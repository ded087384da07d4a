use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::row_warning::RowWarning;
use crate::{
    datasets::{
        Dataset, Selection,
        read::{
            filter::{Comparison, Filter},
            page::matching,
        },
        registry,
    },
    domain::{Euros, Reference, Result, Slug, Value, wording},
    publishing::{Entry, Publication},
    store::{Snapshot, chunks},
};

/// The parts that are published come to less than their total.
pub(super) const BELOW: &str = "parts_below_total";
/// They come to more.
pub(super) const EXCEED: &str = "parts_exceed_total";

/// The most parts that are added up.
const MOST_PARTS: usize = 100_000;

/// The rows of a dataset that contain others, by their names, as they will be.
type Rows = HashMap<String, Vec<Value>>;

/// Totals of the publication, and totals whose parts it changes, that are not the sum of their parts.
pub(super) async fn warnings(before: &Snapshot, publication: &Publication) -> Result<Vec<RowWarning>> {
    let mut warnings = Vec::new();
    for dataset in registry().datasets() {
        let entries: Vec<&Entry> = publication.entries_of(dataset.name).collect();
        if dataset.containment().is_some() && !entries.is_empty() {
            of_dataset(before, publication, dataset, &entries, &mut warnings).await?;
        }
    }
    Ok(warnings)
}

async fn of_dataset(
    before: &Snapshot,
    publication: &Publication,
    dataset: &Dataset,
    entries: &[&Entry],
    warnings: &mut Vec<RowWarning>,
) -> Result<()> {
    let Some((columns, amount)) = dataset.containment().zip(dataset.column("amount")) else {
        return Ok(());
    };
    let mut totals: BTreeSet<String> = entries.iter().map(|entry| entry.slug.clone()).collect();
    let pairs = columns
        .containers
        .map(|[container, cut]| (dataset.column(container.name), dataset.column(cut.name)));
    for entry in entries {
        for (container, _) in pairs {
            totals.extend(
                container
                    .and_then(|place| slug_at(&entry.values, place))
                    .map(str::to_owned),
            );
        }
    }
    let mut rows = published(before, dataset, &totals, &pairs.map(|(container, _)| container)).await?;
    let withdrawn = publication
        .withdrawals
        .iter()
        .filter(|withdrawal| withdrawal.dataset == dataset.name);
    let withdrawn: HashSet<&str> = withdrawn.map(|withdrawal| withdrawal.slug.as_str()).collect();
    rows.retain(|slug, _| !withdrawn.contains(slug.as_str()));
    rows.extend(entries.iter().map(|entry| (entry.slug.clone(), entry.values.clone())));
    let sums = sums(&rows, &pairs, amount, columns.same);
    for ((total, _), sum) in &sums {
        let Some(Value::Euros(whole)) = rows.get(*total).map(|values| &values[amount]) else {
            continue;
        };
        // At the row of the total, or at the first that changes one of its parts.
        let is_part = |entry: &&&Entry| {
            pairs
                .iter()
                .any(|(place, _)| place.and_then(|place| slug_at(&entry.values, place)) == Some(total))
        };
        let entry = entries
            .iter()
            .find(|entry| entry.slug == *total)
            .or_else(|| entries.iter().find(is_part));
        if let Some(entry) = entry.filter(|_| sum != whole) {
            let code = if sum.cents() < whole.cents() { BELOW } else { EXCEED };
            let (sum, whole) = (sum.in_words(), whole.in_words());
            let message = wording!(
                "les parts de {total} font {sum}, pour un total de {whole}",
                "the parts of {total} come to {sum}, for a total of {whole}",
                [sum, whole]
            );
            warnings.push(RowWarning::new(entry, code, "amount", message));
        }
    }
    Ok(())
}

/// The amounts of the parts of each total, added up by what cuts it.
fn sums<'a>(
    rows: &'a Rows,
    pairs: &[(Option<usize>, Option<usize>)],
    amount: usize,
    same: &str,
) -> BTreeMap<(&'a str, Option<&'a str>), Euros> {
    let mut sums: BTreeMap<(&'a str, Option<&'a str>), Euros> = BTreeMap::new();
    for values in rows.values() {
        for &(container, cut) in pairs {
            let (Some(container), Some(cut)) = (container.and_then(|place| slug_at(values, place)), cut) else {
                continue;
            };
            let cut = match values[cut] {
                Value::Term(code) => Some(code),
                _ => None,
            };
            if let Value::Euros(part) = values[amount]
                && cut != Some(same)
            {
                let sum = sums.entry((container, cut)).or_insert(Euros::from_cents(0));
                *sum = Euros::from_cents(sum.cents().saturating_add(part.cents()));
            }
        }
    }
    sums
}

fn slug_at(values: &[Value], place: usize) -> Option<&str> {
    match &values[place] {
        Value::Reference(reference) => Some(&reference.slug),
        _ => None,
    }
}

/// Totals as they are published, and their parts.
async fn published(
    before: &Snapshot,
    dataset: &Dataset,
    totals: &BTreeSet<String>,
    containers: &[Option<usize>],
) -> Result<Rows> {
    let totals: Vec<&String> = totals.iter().collect();
    let selection = Selection {
        reference_slugs: true,
        ..Default::default()
    };
    let mut rows = Rows::new();
    for totals in chunks(&totals) {
        let slugs = totals.iter().filter_map(|slug| Slug::parse(slug).ok()).collect();
        let reference = |slug: &&String| {
            let slug = (*slug).clone();
            Value::Reference(Reference { id: 0, slug })
        };
        let references = || totals.iter().map(reference).collect();
        let within = containers.iter().flatten();
        let mut any = vec![Filter::Slug(slugs)];
        any.extend(within.map(|place| Filter::Column(*place, Comparison::In(references()))));
        let found = matching(before, dataset, Filter::Any(any), MOST_PARTS, &selection).await?;
        rows.extend(found.into_iter().map(|node| (node.row.slug, node.row.values)));
    }
    Ok(rows)
}
