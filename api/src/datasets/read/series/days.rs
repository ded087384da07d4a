use std::collections::HashMap;

use entity::observation;
use sea_orm::{
    ExprTrait, JoinType, Value as Stored,
    sea_query::{
        Asterisk, Expr, Func, FunctionCall, IntoTableRef, Order, Query, SelectStatement, SimpleExpr, UnionType,
    },
};

use super::from;
use crate::{
    datasets::{
        Dataset, Row,
        model::stored,
        read::{
            filter::{Comparison, Filter, pieces::key_list},
            row::{self, row_number},
            scope::Scope,
            selection::Selection,
        },
    },
    domain::{Result, Value},
    store::{Engine, Snapshot},
};

/// How many rows are read of the index for a page, if they need not be more: three for each that is wanted, and some.
const FEW: usize = 1_000;

/// How many times more rows of a series are read where those read do not suffice.
const MORE: usize = 8;

/// The columns of the order, in the statement of a page: they come first.
const ORDER: [(&str, observation::Column); 4] = [
    ("by0", observation::Column::PeriodEarliest),
    ("by1", observation::Column::PeriodLatest),
    ("by2", observation::Column::SeriesId),
    ("by3", observation::Column::Period),
];

/// The first observations of some series in the order of their days, whatever the number of series and of their observations: of each the first few
/// are read from an index, and merged; more of those whose first few are all among the first of all.
pub(in crate::datasets) struct Merged<'a> {
    pub(in crate::datasets) snapshot: &'a Snapshot,
    pub(in crate::datasets) dataset: &'a Dataset,
    pub(in crate::datasets) selection: &'a Selection,
    /// The condition, of any series.
    pub(in crate::datasets) filter: &'a Filter,
    /// Whether the days come smallest first.
    pub(in crate::datasets) ascending: bool,
    /// Beyond the row at this position: its two days, its series and its period.
    pub(in crate::datasets) after: Option<&'a [Stored]>,
}

/// Series of which as many rows are read.
struct Group {
    keys: Vec<i64>,
    share: usize,
}

impl Merged<'_> {
    /// So many rows of these series, which have days.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub(in crate::datasets) async fn rows(&self, keys: &[i64], wanted: usize) -> Result<Vec<Row>> {
        let mut groups = vec![Group {
            keys: keys.to_vec(),
            share: first_share(keys.len(), wanted),
        }];
        loop {
            let rows = self.read(&groups, wanted).await?;
            let mut counts: HashMap<i64, usize> = HashMap::new();
            for row in &rows {
                *counts.entry(row.key).or_default() += 1;
            }
            // All that was read of such a series is among the first of all: what follows in it may be too.
            let is_short = |group: &Group, key: &i64| group.share < wanted && counts.get(key) == Some(&group.share);
            let mut next = Group {
                keys: Vec::new(),
                share: 0,
            };
            for group in &mut groups {
                let (short, enough): (Vec<i64>, Vec<i64>) = group.keys.iter().partition(|key| is_short(group, key));
                if !short.is_empty() {
                    next.share = next.share.max((group.share * MORE).min(wanted));
                }
                next.keys.extend(short);
                group.keys = enough;
            }
            if next.keys.is_empty() {
                return Ok(rows);
            }
            groups.push(next);
        }
    }

    async fn read(&self, groups: &[Group], wanted: usize) -> Result<Vec<Row>> {
        let mut parts = Vec::new();
        for group in groups.iter().filter(|group| !group.keys.is_empty()) {
            parts.push(self.of_group(group)?);
        }
        let mut parts = parts.into_iter();
        let Some(mut all) = parts.next() else {
            return Ok(Vec::new());
        };
        for part in parts {
            all.union(UnionType::All, part);
        }
        let mut merged = Query::select();
        merged
            .columns(row::read_columns(self.dataset, self.selection))
            .from_subquery(all, "merged")
            .limit(wanted as u64);
        for (name, _) in ORDER {
            merged.order_by(name, self.order());
        }
        let found = self.snapshot.all(&merged).await?;
        let rows = found.iter();
        rows.map(|row| row::decode(self.dataset, self.selection, row, 0))
            .collect()
    }

    fn order(&self) -> Order {
        match self.ascending {
            true => Order::Asc,
            false => Order::Desc,
        }
    }

    /// The first rows of each series of a group.
    fn of_group(&self, group: &Group) -> Result<SelectStatement> {
        let engine = self.snapshot.engine();
        let mut select = Query::select();
        match engine {
            Engine::Postgres => {
                let mut first = self.of_one(group.share, Expr::col(("k", "k")))?;
                self.select(&mut first, &self.scope());
                select
                    .column(("first", Asterisk))
                    .from_function(unnested(&group.keys), "k")
                    .join_lateral(JoinType::InnerJoin, first, "first", Expr::value(true));
            }
            // It has no lateral joins: the rows are found by their numbers.
            Engine::Sqlite => {
                let mut first = self.of_one(group.share, Expr::cust("k.value"))?;
                first.column((self.scope().table(), row_number()));
                let outer = Scope::new(self.snapshot, self.dataset, 0);
                self.select(&mut select, &outer);
                select
                    .from_function(Func::cust("json_each").arg(key_list(engine, &group.keys)), "k")
                    .cross_join(observation::Entity.into_table_ref().alias(outer.table()))
                    .and_where(Expr::col((outer.table(), row_number())).in_subquery(first));
            }
        }
        Ok(select)
    }

    /// The scope of the statement of one series, within that of all.
    fn scope(&self) -> Scope<'_> {
        Scope::new(self.snapshot, self.dataset, 1)
    }

    /// The first rows of one series, without what is read of them.
    fn of_one(&self, share: usize, series: Expr) -> Result<SelectStatement> {
        let scope = self.scope();
        let own = |column| Expr::col((scope.table(), column));
        let mut select = Query::select();
        from(&mut select, &scope, self.dataset, Some(self.filter), &[]);
        select
            .and_where(own(observation::Column::SeriesId).eq(series))
            .and_where(own(observation::Column::PeriodEarliest).is_not_null())
            .and_where(scope.condition(self.filter)?)
            .limit(share as u64);
        if let Some(begun) = begun(&scope, self.filter) {
            select.and_where(begun);
        }
        if let Some(after) = self.after {
            select.and_where(self.beyond(&scope, after));
        }
        for (_, column) in ORDER {
            select.order_by((scope.table(), column), self.order());
        }
        Ok(select)
    }

    /// Beyond a position: from its first day on, by the index, and then beyond the whole of it.
    fn beyond(&self, scope: &Scope<'_>, after: &[Stored]) -> SimpleExpr {
        let own = |column| Expr::col((scope.table(), column));
        let whole = Expr::tuple(ORDER.map(|(_, column)| own(column)));
        let place = Expr::tuple(after.iter().cloned().map(Expr::value));
        let day = own(observation::Column::PeriodEarliest);
        let first = Expr::value(after[0].clone());
        match self.ascending {
            true => day.gte(first).and(whole.gt(place)),
            false => day.lte(first).and(whole.lt(place)),
        }
    }

    /// Selects the columns of the order, and what is asked of the rows.
    fn select(&self, select: &mut SelectStatement, scope: &Scope<'_>) {
        for (name, column) in ORDER {
            select.expr_as(Expr::col((scope.table(), column)), name);
        }
        row::select_columns(select, scope, self.dataset, self.selection);
    }
}

/// What follows, for the first day of a period, from a condition on its last: where days come largest first, later ones are then not read in vain.
pub(super) fn begun(scope: &Scope<'_>, filter: &Filter) -> Option<SimpleExpr> {
    let first = Expr::col((scope.table(), observation::Column::PeriodEarliest));
    match filter {
        Filter::All(all) => all
            .iter()
            .filter_map(|inner| begun(scope, inner))
            .reduce(ExprTrait::and),
        Filter::Column(place, comparison) if scope.columns[*place].in_key => match comparison {
            Comparison::Lt(Value::Date(date)) => Some(first.lt(stored::day(date.earliest()))),
            Comparison::Lte(Value::Date(date)) => Some(first.lte(stored::day(date.latest()))),
            _ => None,
        },
        _ => None,
    }
}

/// Keys as rows of PostgreSQL, in their order.
pub(super) fn unnested(keys: &[i64]) -> FunctionCall {
    let keys = key_list(Engine::Postgres, keys);
    Func::cust("unnest").arg(Expr::cust_with_values("CAST($1 AS bigint[])", [keys]))
}

/// How many rows of each series are read at first: as many as are wanted of few series; of many, what they would give if they were alike, and as
/// many again.
fn first_share(series: usize, wanted: usize) -> usize {
    let all = wanted * 3 + FEW;
    match series * wanted <= all {
        true => wanted,
        false => (all / (2 * series)).clamp(2, wanted.max(2)),
    }
}
