use entity::{observation, series};
use sea_orm::{
    ExprTrait, JoinType, Value as Stored,
    sea_query::{Asterisk, Expr, Query, SelectStatement, UnionType},
};

use super::{condition::condition, days::unnested, from};
use crate::{
    datasets::{
        Dataset, Identity, PageRequest, Row,
        read::{filter::Filter, order, row, scope::Scope, select::read, selection::Selection},
    },
    domain::{Error, Result},
    store::{Engine, Snapshot},
};

/// The condition of a page in the order of the key that is read series by series: it has a position, or its series are known.
pub(in crate::datasets) fn by_series<'a>(dataset: &Dataset, request: &'a PageRequest) -> Option<&'a Filter> {
    let filter = request.filter.as_ref()?;
    let is_known = request.after_cursor.is_some() || (filter.series_keys().is_some() && !filter.is_latest());
    (dataset.identity == Identity::Series && request.order.is_empty() && is_known).then_some(filter)
}

/// The rows of such a page: beyond its position, the rest of a series; then other series, each a range of the key.
pub(in crate::datasets) async fn rows(
    snapshot: &Snapshot,
    dataset: &Dataset,
    (request, filter): (&PageRequest, &Filter),
    selection: &Selection,
) -> Result<Vec<Row>> {
    let position = match request.after_cursor.as_deref() {
        Some([Stored::BigInt(Some(series)), period]) => Some((*series, period)),
        // Nothing is beyond what is nowhere.
        Some([Stored::BigInt(None), _]) => return Ok(Vec::new()),
        Some(_) => {
            return Err(Error::internal(
                "an observation's position is its series and its period",
            ));
        }
        None => None,
    };
    let asked = Asked {
        snapshot,
        dataset,
        selection,
        filter,
        limit: request.limit,
        backward: request.backward,
    };
    let own = position.map_or(Ok(None), |(series, period)| asked.own(series, period))?;
    let parts = [own, asked.others(position.map(|(series, _)| series))?];
    let statement = match parts {
        [Some(own), Some(others)] => asked.in_turn(own, others),
        [Some(one), None] | [None, Some(one)] => one,
        [None, None] => return Ok(Vec::new()),
    };
    let mut rows = read(snapshot, dataset, &statement, selection).await?;
    rows.sort_unstable_by(|one, other| (one.key, &one.period).cmp(&(other.key, &other.period)));
    if request.backward {
        rows.reverse();
    }
    rows.truncate(request.limit + 1);
    Ok(rows)
}

/// What is asked of a page.
struct Asked<'a> {
    snapshot: &'a Snapshot,
    dataset: &'a Dataset,
    selection: &'a Selection,
    filter: &'a Filter,
    limit: usize,
    backward: bool,
}

impl Asked<'_> {
    /// Whether a value is beyond another, the way that the page goes.
    fn beyond(&self, column: Expr, value: impl Into<Expr>) -> Expr {
        match self.backward {
            true => column.lt(value),
            false => column.gt(value),
        }
    }

    /// The rest of a series; none where its observations are not wanted.
    fn own(&self, series: i64, period: &Stored) -> Result<Option<SelectStatement>> {
        let scope = Scope::new(self.snapshot, self.dataset, 0);
        let mut select = Query::select();
        match self.filter.series_keys() {
            Some(keys) if keys.binary_search(&series).is_err() => return Ok(None),
            Some(_) => {
                let filter = self.filter.of_any_series();
                from(&mut select, &scope, self.dataset, Some(&filter), &[]);
                select.and_where(scope.condition(&filter)?);
            }
            // Of this series alone, it is asked of itself whether it is one of those wanted, not of all the others.
            None => {
                row::from(&mut select, &scope, self.dataset);
                select.and_where(scope.condition(self.filter)?);
            }
        }
        let own = |column| Expr::col((scope.table(), column));
        select
            .and_where(own(observation::Column::SeriesId).eq(series))
            .and_where(self.beyond(own(observation::Column::Period), Expr::value(period.clone())));
        Ok(Some(self.page(select, &scope)))
    }

    /// The series beyond one, or all; none where there are none.
    fn others(&self, series: Option<i64>) -> Result<Option<SelectStatement>> {
        let scope = Scope::new(self.snapshot, self.dataset, 0);
        let (filter, also) = match self.filter.series_keys() {
            Some(keys) => {
                let beyond = match (series, self.backward) {
                    (Some(series), true) => &keys[..keys.partition_point(|key| *key < series)],
                    (Some(series), false) => &keys[keys.partition_point(|key| *key <= series)..],
                    (None, _) => keys,
                };
                if beyond.is_empty() {
                    return Ok(None);
                }
                if self.snapshot.engine() == Engine::Postgres && !self.filter.is_latest() {
                    return self.of_each(beyond).map(Some);
                }
                (self.filter.of_series(&beyond.into()), None)
            }
            None => {
                let key = Expr::col((scope.series(), series::Column::RecordId));
                let beyond = series.map(|series| self.beyond(key, series));
                (self.filter.clone(), beyond)
            }
        };
        let mut select = Query::select();
        from(&mut select, &scope, self.dataset, Some(&filter), &[]);
        select.and_where(condition(&scope, &filter, also)?);
        Ok(Some(self.page(select, &scope)))
    }

    /// The first rows of one series after the other, in the order of their keys: a series is not read once those before it are enough.
    fn of_each(&self, series: &[i64]) -> Result<SelectStatement> {
        let mut series = series.to_vec();
        if self.backward {
            series.reverse();
        }
        let scope = Scope::new(self.snapshot, self.dataset, 1);
        let filter = self.filter.of_any_series();
        let mut one = Query::select();
        from(&mut one, &scope, self.dataset, Some(&filter), &[]);
        let key = Expr::col((scope.table(), observation::Column::SeriesId));
        one.and_where(key.eq(Expr::col(("k", "k"))))
            .and_where(scope.condition(&filter)?);
        Ok(Query::select()
            .column(("of_one", Asterisk))
            .from_function(unnested(&series), "k")
            .join_lateral(JoinType::InnerJoin, self.page(one, &scope), "of_one", Expr::value(true))
            .limit(self.limit as u64 + 1)
            .to_owned())
    }

    /// What is read of the rows of a statement, in the order of the key: one row more than asked.
    fn page(&self, mut select: SelectStatement, scope: &Scope<'_>) -> SelectStatement {
        row::select_columns(&mut select, scope, self.dataset, self.selection);
        order::keyset(scope, self.dataset, &[]).order(&mut select, self.backward);
        select.limit(self.limit as u64 + 1);
        select
    }

    /// One part after the other: both engines read the first before the second, and stop once there are enough; one is enough for most pages.
    fn in_turn(&self, own: SelectStatement, others: SelectStatement) -> SelectStatement {
        let others = Query::select()
            .column(Asterisk)
            .from_subquery(others, "others")
            .to_owned();
        let mut both = Query::select();
        both.column(Asterisk)
            .from_subquery(own, "own")
            .union(UnionType::All, others)
            .limit(self.limit as u64 + 1);
        both
    }
}
