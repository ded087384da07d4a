/// Spans of time that dates fall into.
mod bucket;
/// Rows whose values are part of those of others.
mod covered;
/// What rows can be grouped by.
mod dimension;
/// Figures of groups, as text.
mod figures;
/// What rows are grouped under, in SQL.
mod keys;
/// What a group is made of.
mod shape;

use std::cmp::Ordering;

use entity::record;
use figures::{average, written};
use keys::dimension_value;
use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{CaseStatement, DynIden, Expr, Func, JoinType, Query, SelectStatement, WithClause},
};
use serde_json::{Map, Value as Json, json};

use crate::{
    datasets::{
        Column, Dataset, Kind,
        aggregate::containment,
        model::{parse::brief, suggestion::did_you_mean},
        read::{filter::Filter, row, scope::Scope, select::satisfy},
    },
    domain::{Error, Result, wording},
    store::{Direction, Engine, Snapshot},
};

pub use dimension::{Dimension, dimension, dimensions};
pub use shape::shape;

/// Rows of a dataset counted and summed by what they have in common.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    /// By what.
    pub by: Vec<Dimension>,
    /// The column that is summed, by its place; none counts only.
    pub measure: Option<usize>,
    /// Only the rows that satisfy this.
    pub filter: Option<Filter>,
    /// In this order, then by key.
    pub order: Vec<(Ordered, Direction)>,
    /// At most so many groups.
    pub limit: usize,
    /// After so many.
    pub offset: usize,
}

/// What groups can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// How many rows.
    Count,
    /// The sum.
    Sum,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// The average.
    Average,
}

/// What groups can be ordered by, by name.
pub const ORDERED: [(Ordered, &str); 5] = [
    (Ordered::Count, "count"),
    (Ordered::Sum, "sum"),
    (Ordered::Min, "min"),
    (Ordered::Max, "max"),
    (Ordered::Average, "average"),
];

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

/// A group.
struct Group {
    key: Vec<Option<String>>,
    count: i64,
    measured: i64,
    covered: i64,
    sum: i128,
    min: Option<i64>,
    max: Option<i64>,
}

impl Grouping {
    /// The groups, and how many there are in all: one statement.
    ///
    /// # Errors
    /// `BadInput` for too many dimensions; `TooComplex` for too many groups; `Unavailable` when the store cannot be reached.
    pub async fn run(&self, snapshot: &Snapshot, dataset: &Dataset) -> Result<(usize, Vec<Json>)> {
        let mut groups = self.read(snapshot, dataset).await?;
        groups.sort_by(|one, other| self.compare(one, other));
        let total = groups.len();
        let kept = groups.iter().skip(self.offset).take(self.limit);
        Ok((total, kept.map(|group| self.group_to_json(dataset, group)).collect()))
    }

    async fn read(&self, snapshot: &Snapshot, dataset: &Dataset) -> Result<Vec<Group>> {
        if self.by.is_empty() || self.by.len() > MOST_DIMENSIONS {
            return Err(Error::bad_input(wording!(
                "by : nommez de 1 à {MOST_DIMENSIONS} dimensions",
                "by: name between 1 and {MOST_DIMENSIONS} dimensions"
            )));
        }
        if self
            .by
            .iter()
            .enumerate()
            .any(|(at, dimension)| self.by[..at].contains(dimension))
        {
            return Err(Error::bad_input(wording!(
                "by : chaque dimension se nomme une fois",
                "by: each dimension is named once"
            )));
        }
        let scope = Scope::new(snapshot, dataset, 0);
        let mut select = Query::select();
        row::from(&mut select, &scope, dataset);
        if let Some(filter) = &self.filter {
            satisfy(&mut select, &scope, dataset, filter)?;
        }
        for (at, dimension) in self.by.iter().enumerate() {
            let column = &dataset.columns[dimension.column];
            let mut value = dimension_value(&scope, column, dimension.bucket);
            if matches!(column.kind, Kind::Reference(_)) {
                let target = DynIden::from(format!("d{at}"));
                let same = Expr::col((target.clone(), record::Column::Id)).eq(value);
                select.join_as(JoinType::LeftJoin, record::Entity, target.clone(), same);
                value = Expr::col((target, record::Column::Slug));
            }
            select.expr_as(value, DynIden::from(format!("k{at}")));
            select.add_group_by([Expr::cust((at + 1).to_string())]);
        }
        select.expr(Func::count(Expr::cust("*")));
        if let Some(place) = self.measure {
            self.select_measure(&mut select, &scope, dataset, &dataset.columns[place])?;
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
        rows.iter().map(|row| self.decode(dataset, row)).collect()
    }

    /// Selects the figures of a column, after the count of the rows.
    fn select_measure(
        &self,
        select: &mut SelectStatement,
        scope: &Scope<'_>,
        dataset: &Dataset,
        column: &Column,
    ) -> Result<()> {
        let by: Vec<_> = self
            .by
            .iter()
            .map(|dimension| (&dataset.columns[dimension.column], dimension.bucket))
            .collect();
        let every = scope.column(column, column.stored.clone());
        let added = match dataset.container() {
            None => every.clone(),
            Some(container) => {
                let pairs = containment::pairs(covered::PAIRS, scope.snapshot, dataset, container);
                select.with_cte(WithClause::new().recursive(true).cte(pairs).to_owned());
                let covered = covered::is_covered(scope, dataset, column, &by, self.filter.as_ref())?;
                CaseStatement::new().case(covered.not(), every.clone()).into()
            }
        };
        let value = || added.clone();
        // In two parts, which no number of rows can make overflow; the division and its rest cut towards zero on both engines.
        let part = |operator: &str| {
            Expr::cust_with_exprs(
                match scope.snapshot.engine() {
                    Engine::Sqlite => format!("SUM(? {operator} {PART})"),
                    Engine::Postgres => format!("SUM($1 {operator} {PART})::bigint"),
                },
                [value()],
            )
        };
        select
            .expr(value().count())
            .expr(part("/"))
            .expr(part("%"))
            .expr(value().min())
            .expr(value().max())
            .expr(every.count());
        Ok(())
    }

    fn decode(&self, dataset: &Dataset, row: &QueryResult) -> Result<Group> {
        let mut key = Vec::with_capacity(self.by.len());
        for (at, dimension) in self.by.iter().enumerate() {
            key.push(match dataset.columns[dimension.column].kind {
                Kind::Integer => row
                    .try_get_by_index::<Option<i64>>(at)?
                    .map(|number| number.to_string()),
                Kind::Boolean => row
                    .try_get_by_index::<Option<bool>>(at)?
                    .map(|answer| answer.to_string()),
                _ => row.try_get_by_index(at)?,
            });
        }
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
            // A group without any value comes last, whichever way.
            let known = |group: &Group| *by == Ordered::Count || group.measured > 0;
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
        json!({
            "key": key,
            "count": group.count,
            "measured": group.measured,
            "covered": group.covered,
            "sum": exact(known),
            "min": exact(group.min.map(i128::from)),
            "max": exact(group.max.map(i128::from)),
            "average": known.and_then(|sum| Some(average(kind?, sum, group.measured))),
        })
    }
}

/// Sums are made of millions and of what is below.
const PART: i64 = 1_000_000;

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

/// The names by which groups can be ordered, read with their direction.
///
/// # Errors
/// `BadInput`, with the nearest known name.
pub fn ordered_by(name: &str) -> Result<Ordered> {
    let found = ORDERED.iter().find(|(_, known)| *known == name);
    found.map(|(ordered, _)| *ordered).ok_or_else(|| {
        let hint = did_you_mean(name, ORDERED.map(|(_, known)| known));
        Error::bad_input(wording!(
            "les groupes ne peuvent pas être triés par « {} »{hint}",
            "groups cannot be ordered by \"{}\"{hint}",
            [hint],
            brief(name)
        ))
    })
}
