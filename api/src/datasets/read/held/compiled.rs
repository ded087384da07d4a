use std::collections::HashSet;

use chrono::NaiveDate;

use super::{
    condition::{Condition, Test},
    load,
};
use crate::{
    datasets::{
        Column, Dataset, Identity, Kind,
        model::declaration::REVISION,
        read::filter::{Comparison, Filter, Quantifier},
        registry,
    },
    domain::Value,
    store::Snapshot,
};

/// A condition on the rows of a dataset; none where it asks for what is not in memory.
pub(super) fn of_rows(snapshot: &Snapshot, dataset: &Dataset, filter: &Filter) -> Option<Condition> {
    if dataset.identity == Identity::Series {
        return None;
    }
    combined(filter, &|leaf| {
        Some(match leaf {
            Filter::Slug(slugs) => Condition::Slugs(slugs.iter().map(|slug| slug.as_str().to_owned()).collect()),
            Filter::Key(keys) => Condition::Keys(
                keys.iter()
                    .filter(|key| key.period.is_none())
                    .map(|key| key.key)
                    .collect(),
            ),
            Filter::Revision(comparison) => Condition::Revision(Test::compile(&REVISION, comparison)?),
            Filter::OpenOn(day, kind) => open_on(dataset, day.unwrap_or(snapshot.today()), *kind)?,
            Filter::Part(place, quantifier, inner) => {
                let columns = &dataset.parts[*place].columns;
                Condition::Items(
                    *place,
                    *quantifier,
                    Box::new(combined(inner, &|leaf| of_column(snapshot, columns, leaf))?),
                )
            }
            other => of_column(snapshot, &dataset.columns, other)?,
        })
    })
}

/// The same combination of conditions, made of those that have no others in them.
fn combined(filter: &Filter, leaf: &dyn Fn(&Filter) -> Option<Condition>) -> Option<Condition> {
    let all = |all: &[Filter]| all.iter().map(|one| combined(one, leaf)).collect::<Option<_>>();
    Some(match filter {
        Filter::All(inner) => Condition::All(all(inner)?),
        Filter::Any(inner) => Condition::Any(all(inner)?),
        Filter::Not(inner) => Condition::Not(Box::new(combined(inner, leaf)?)),
        other => leaf(other)?,
    })
}

/// A condition on a column, of rows or of items.
fn of_column(snapshot: &Snapshot, columns: &[Column], filter: &Filter) -> Option<Condition> {
    Some(match filter {
        Filter::Column(place, comparison) => {
            let column = &columns[*place];
            match (column.kind, comparison) {
                (Kind::Reference(_), Comparison::In(values)) => Condition::Refers(*place, keys_of(values)?),
                _ => Condition::Column(*place, Test::compile(column, comparison)?),
            }
        }
        Filter::Reference(place, inner) => {
            let target = target(columns[*place].kind)?;
            let held = load::held(snapshot, target)?;
            let condition = of_rows(snapshot, target, inner)?;
            target.tables().for_each(|table| snapshot.depends_on(&table));
            Condition::Refers(*place, held.keys(&condition).collect())
        }
        _ => return None,
    })
}

/// A phase that was not superseded covers or may cover a day: an unknown start or end does not exclude it.
fn open_on(dataset: &Dataset, day: NaiveDate, kind: Option<&'static str>) -> Option<Condition> {
    let phases = dataset.phases()?;
    let part = dataset.parts.iter().position(|part| std::ptr::eq(part, phases.part))?;
    let place = |wanted: &Column| {
        phases
            .part
            .columns
            .iter()
            .position(|column| std::ptr::eq(column, wanted))
    };
    let (starts, ends) = (place(phases.starts)?, place(phases.ends)?);
    let mut all = vec![
        Condition::Column(place(phases.superseded)?, Test::Values(vec![Value::Boolean(false)])),
        Condition::Column(starts, Test::MayStartBy(day)),
        Condition::Column(ends, Test::MayEndFrom(day)),
    ];
    if let Some(kind) = kind {
        all.push(Condition::Column(
            place(phases.kind)?,
            Test::Values(vec![Value::Term(kind)]),
        ));
    }
    Some(Condition::Items(part, Quantifier::Some, Box::new(Condition::All(all))))
}

/// The keys of references; none where one is not known.
fn keys_of(values: &[Value]) -> Option<HashSet<i64>> {
    let key = |value: &Value| match value {
        Value::Reference(reference) => (reference.id != 0).then_some(reference.id),
        _ => None,
    };
    values.iter().filter(|value| !value.is_null()).map(key).collect()
}

/// The dataset that a column refers to.
fn target(kind: Kind) -> Option<&'static Dataset> {
    match kind {
        Kind::Reference(target) => registry().target(target).ok(),
        _ => None,
    }
}
