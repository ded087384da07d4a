/// Spans of time that dates fall into.
mod bucket;
/// Rows whose values are part of those of others.
mod covered;
/// Parts of one whole that are cut in several ways.
mod cuts;
/// What rows can be grouped by.
mod dimension;
/// Figures of groups, as text.
mod figures;
/// What is grouped, and what a group is.
mod grouping;
/// What rows are grouped under, in SQL.
mod keys;
/// What keys are called.
mod labels;
/// Whether the rows of groups are unlike one another.
mod mixed;
/// What may be added of observations.
mod of_series;
/// What a group is made of.
mod shape;
/// Spans of time that intervals are made of.
mod spans;
/// The statement of a grouping.
mod statement;
/// Groups made of totals of series.
mod totalled;

use std::cmp::Ordering;

use figures::{average, written};
use grouping::Group;
use keys::read_key;
use labels::Names;
use sea_orm::{
    QueryResult,
    sea_query::{Expr, Func, SelectStatement},
};
use serde_json::{Map, Value as Json, json};

use crate::{
    datasets::{
        Column, Dataset, Identity, Kind,
        aggregate::series_totals::figures::PART,
        model::{parse::brief, suggestion::did_you_mean},
        read::{known_names::resolve_names, scope::Scope},
    },
    domain::{Error, Language, Result, wording},
    store::{Direction, Snapshot},
};
use totalled::Totalled;

pub use dimension::{Dimension, dimension, dimensions};
pub use grouping::{Grouping, ORDERED, Ordered, ordered_by};
pub use shape::{shape, shape_of_any};

/// The most dimensions of a grouping.
pub const MOST_DIMENSIONS: usize = 4;

/// How many groups an answer has, unless it says otherwise, and at most.
pub const DEFAULT_GROUPS: usize = 100;

/// The most groups that an answer may have.
pub const GREATEST_GROUPS: usize = 1_000;

/// The most groups that a grouping may make.
const MOST_GROUPS: usize = 10_000;

/// The columns of a dataset that can be summed: the first is summed unless another is named.
pub fn measures(dataset: &Dataset) -> Vec<usize> {
    let summed = |column: &Column| matches!(column.kind, Kind::Integer | Kind::Decimal | Kind::Euros);
    let mut all: Vec<usize> = (0..dataset.columns.len())
        .filter(|place| summed(&dataset.columns[*place]))
        .collect();
    // Quantities and money before mere numbers, such as the rank of a window.
    all.sort_by_key(|place| matches!(dataset.columns[*place].kind, Kind::Integer));
    all
}

/// The columns of a dataset that are quantities: those that can be summed, but for mere numbers, such as ranks and years.
pub fn quantities(dataset: &Dataset) -> Vec<usize> {
    let is_quantity = |place: &usize| {
        let column = &dataset.columns[*place];
        !matches!(column.kind, Kind::Integer) || column.adds
    };
    measures(dataset).into_iter().filter(is_quantity).collect()
}

/// A measure by its name, asked by a client.
///
/// # Errors
/// `BadInput`, with the nearest known name.
pub fn measure(dataset: &Dataset, name: &str) -> Result<usize> {
    let known = measures(dataset);
    let named = |place: &usize| dataset.columns[*place].name;
    known.iter().copied().find(|place| named(place) == name).ok_or_else(|| {
        let hint = did_you_mean(name, known.iter().map(named));
        Error::bad_input(wording!(
            "{} ne peut pas être sommé par « {} »{hint}",
            "{} cannot be summed by \"{}\"{hint}",
            [hint],
            dataset.name,
            brief(name)
        ))
    })
}

impl Grouping {
    /// The groups, with what their keys are called if a language is given, and how many there are in all: one statement, and one for the names of each reference that they are keyed by.
    ///
    /// # Errors
    /// `BadInput` for too many dimensions; `TooComplex` for too many groups; `Unavailable` when the store cannot be reached.
    pub async fn run(
        &self,
        snapshot: &Snapshot,
        dataset: &Dataset,
        labels: Option<Language>,
    ) -> Result<(usize, Vec<Json>)> {
        if let filter @ Some(_) = resolve_names(snapshot, dataset, self.filter.as_ref()).await? {
            let resolved = Self { filter, ..self.clone() };
            return resolved.run_resolved(snapshot, dataset, labels).await;
        }
        self.run_resolved(snapshot, dataset, labels).await
    }

    async fn run_resolved(
        &self,
        snapshot: &Snapshot,
        dataset: &Dataset,
        labels: Option<Language>,
    ) -> Result<(usize, Vec<Json>)> {
        let mut groups = self.read(snapshot, dataset).await?;
        groups.sort_by(|one, other| self.compare(one, other));
        let total = groups.len();
        let kept: Vec<&Group> = groups.iter().skip(self.offset).take(self.limit).collect();
        let mut told: Vec<Json> = kept.iter().map(|group| self.group_to_json(dataset, group)).collect();
        if let Some(language) = labels {
            let names = Names::read(self, snapshot, dataset, &kept).await?;
            for (told, group) in told.iter_mut().zip(&kept) {
                told["labels"] = names.labels(self, dataset, group, language);
            }
        }
        Ok((total, told))
    }

    async fn read(&self, snapshot: &Snapshot, dataset: &Dataset) -> Result<Vec<Group>> {
        self.refuse_dimensions()?;
        let scope = Scope::new(snapshot, dataset, 0);
        let measure = self.measure.map(|place| &dataset.columns[place]);
        let addition = measure.filter(|column| column.adds);
        let is_of_series = dataset.identity == Identity::Series && addition.is_some();
        let mut select = match Totalled::of(self, snapshot, dataset).await? {
            Some(totalled) => totalled.select(self, &scope, dataset, is_of_series)?,
            None => self.select(&scope, dataset, is_of_series)?,
        };
        for at in 1..=self.by.len() {
            select.add_group_by([Expr::cust(at.to_string())]);
        }
        select.limit(MOST_GROUPS as u64 + 1);
        let rows = snapshot.all(&select).await?;
        if rows.len() > MOST_GROUPS {
            return Err(Error::TooComplex {
                message: wording!(
                    "cela fait plus de {MOST_GROUPS} groupes : groupez par moins, ou filtrez",
                    "this makes more than {MOST_GROUPS} groups: group by less, or filter"
                ),
            });
        }
        let mut groups: Vec<Group> = rows
            .iter()
            .map(|row| self.decode(dataset, row))
            .collect::<Result<_>>()?;
        match addition {
            // A rank, a rate or an amount for one of each: its values stand, and add to nothing.
            None => groups.iter_mut().for_each(|group| group.adds = group.measured <= 1),
            Some(_) if is_of_series => {
                of_series::refuse_mixed(self, &scope, dataset, &rows, &mut groups).await?;
            }
            Some(column) => cuts::refuse_mixed(self, &scope, dataset, column).await?,
        }
        Ok(groups)
    }

    /// The rows themselves, counted and summed.
    fn select(&self, scope: &Scope<'_>, dataset: &Dataset, is_of_series: bool) -> Result<SelectStatement> {
        let mut select = statement::keyed(self, scope, dataset)?;
        select.expr(Func::count(Expr::cust("*")));
        if let Some(place) = self.measure {
            statement::select_figures(self, &mut select, scope, dataset, &dataset.columns[place])?;
        }
        if is_of_series {
            mixed::select(&mut select, scope)?;
        }
        Ok(select)
    }

    fn refuse_dimensions(&self) -> Result<()> {
        if self.by.is_empty() || self.by.len() > MOST_DIMENSIONS {
            return Err(Error::bad_input(wording!(
                "by : nommez de 1 à {MOST_DIMENSIONS} dimensions",
                "by: name between 1 and {MOST_DIMENSIONS} dimensions"
            )));
        }
        let is_named_before = |at: usize| self.by[..at].contains(&self.by[at]);
        if (0..self.by.len()).any(is_named_before) {
            return Err(Error::bad_input(wording!(
                "by : chaque dimension se nomme une fois",
                "by: each dimension is named once"
            )));
        }
        Ok(())
    }

    fn decode(&self, dataset: &Dataset, row: &QueryResult) -> Result<Group> {
        let key = read_key(self, dataset, row)?;
        let at = self.by.len();
        let count = row.try_get_by_index(at)?;
        let mut group = Group {
            key,
            count,
            measured: 0,
            covered: 0,
            sum: 0,
            min: None,
            max: None,
            adds: true,
            provisional: None,
        };
        if self.measure.is_some() {
            let part = |place| -> Result<i128> { Ok(row.try_get_by_index::<Option<i64>>(place)?.unwrap_or(0).into()) };
            group.measured = row.try_get_by_index(at + 1)?;
            group.sum = part(at + 2)? * i128::from(PART) + part(at + 3)?;
            group.min = row.try_get_by_index(at + 4)?;
            group.max = row.try_get_by_index(at + 5)?;
            group.covered = row.try_get_by_index::<i64>(at + 6)? - group.measured;
        }
        Ok(group)
    }

    fn compare(&self, one: &Group, other: &Group) -> Ordering {
        for (by, direction) in &self.order {
            // A group without the figure comes last, whichever way.
            let known = |group: &Group| match by {
                Ordered::Count => true,
                Ordered::Sum => group.measured > 0 && group.adds,
                _ => group.measured > 0,
            };
            let order = match (known(one), known(other)) {
                (true, true) => {
                    let order = ordered(*by, one, other);
                    if *direction == Direction::Descending {
                        order.reverse()
                    } else {
                        order
                    }
                }
                (one, other) => other.cmp(&one),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        let keys = one.key.iter().zip(&other.key);
        let orders = keys.map(|(one, other)| match (one, other) {
            (Some(one), Some(other)) => one.cmp(other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        });
        orders.fold(Ordering::Equal, Ordering::then)
    }

    fn group_to_json(&self, dataset: &Dataset, group: &Group) -> Json {
        let mut key = Map::new();
        for (dimension, value) in self.by.iter().zip(&group.key) {
            key.insert(dimension.name.clone(), json!(value));
        }
        let kind = self.measure.map(|place| dataset.columns[place].kind);
        let exact = |value: Option<i128>| value.and_then(|value| Some(written(kind?, value)));
        let known = (group.measured > 0).then_some(group.sum);
        let mut told = json!({
            "key": key,
            "count": group.count,
            "measured": group.measured,
            "covered": group.covered,
            "sum": exact(known.filter(|_| group.adds)),
            "min": exact(group.min.map(i128::from)),
            "max": exact(group.max.map(i128::from)),
            "average": known.and_then(|sum| Some(average(kind?, sum, group.measured))),
        });
        if dataset.identity == Identity::Series {
            told["provisional"] = json!(group.provisional.unwrap_or(0));
        }
        told
    }
}

fn ordered(by: Ordered, one: &Group, other: &Group) -> Ordering {
    match by {
        Ordered::Count => one.count.cmp(&other.count),
        Ordered::Sum => one.sum.cmp(&other.sum),
        Ordered::Min => one.min.cmp(&other.min),
        Ordered::Max => one.max.cmp(&other.max),
        // The fractions compared, without dividing.
        Ordered::Average => {
            (one.sum.saturating_mul(other.measured.into())).cmp(&other.sum.saturating_mul(one.measured.into()))
        }
    }
}
