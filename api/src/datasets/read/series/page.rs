use entity::{observation, series};
use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{Asterisk, Expr, Query, SelectStatement, UnionType},
};

use super::{condition::condition, from};
use crate::{
    datasets::{
        Dataset, PageRequest, Row,
        read::{filter::Filter, order, row, scope::Scope, select::read, selection::Selection},
    },
    domain::{Error, Result},
    store::Snapshot,
};

/// The rows beyond a position, in the order of the key: the rest of its own series, then the series after it, each a range of the key.
pub(in crate::datasets) async fn after_cursor(
    snapshot: &Snapshot,
    dataset: &Dataset,
    (request, filter): (&PageRequest, &Filter),
    position: &[Stored],
    selection: &Selection,
) -> Result<Vec<Row>> {
    let (series, period) = match position {
        [Stored::BigInt(Some(series)), period] => (series, period),
        // Nothing is beyond what is nowhere.
        [Stored::BigInt(None), _] => return Ok(Vec::new()),
        _ => {
            return Err(Error::internal(
                "an observation's position is its series and its period",
            ));
        }
    };
    let asked = Asked {
        snapshot,
        dataset,
        selection,
        filter,
        limit: request.limit,
        backward: request.backward,
    };
    let parts = [asked.own(*series, period)?, asked.others(*series)?];
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

    /// The series beyond one; none where there are none.
    fn others(&self, series: i64) -> Result<Option<SelectStatement>> {
        let scope = Scope::new(self.snapshot, self.dataset, 0);
        let (filter, also) = match self.filter.series_keys() {
            Some(keys) => {
                let beyond = match self.backward {
                    true => &keys[..keys.partition_point(|key| *key < series)],
                    false => &keys[keys.partition_point(|key| *key <= series)..],
                };
                if beyond.is_empty() {
                    return Ok(None);
                }
                (self.filter.of_series(&beyond.into()), None)
            }
            None => {
                let key = Expr::col((scope.series(), series::Column::RecordId));
                (self.filter.clone(), Some(self.beyond(key, series)))
            }
        };
        let mut select = Query::select();
        from(&mut select, &scope, self.dataset, Some(&filter), &[]);
        select.and_where(condition(&scope, &filter, also)?);
        Ok(Some(self.page(select, &scope)))
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
