use entity::{revision, version};
use sea_orm::{
    ExprTrait,
    sea_query::{CaseStatement, Expr, Func, JoinType, Query, SelectStatement, SimpleExpr, WithClause},
};

use super::{
    Span,
    amounts::{PART, amounts},
};
use crate::datasets::{
    Column, Dataset,
    aggregate::containment::{self, CONTAINED, CONTAINER},
    read::{order::key_columns, row::key_column},
};

/// The versions of the earlier state and of the later one, in statements, and the pairs of rows that contain others in each.
const OLD: &str = "old";
const NEW: &str = "new";
const PAIRS_OF_OLD: &str = "pairs_of_old";
const PAIRS_OF_NEW: &str = "pairs_of_new";

/// A version that contains another.
const WHOLE: &str = "whole";

impl Span {
    /// How many versions are new, and how many of them replace old ones, with the sums of their amounts; or how many old ones nothing replaces.
    pub(super) fn counts(&self, dataset: &Dataset, withdrawn: bool) -> SelectStatement {
        let (own, other) = if withdrawn { (OLD, NEW) } else { (NEW, OLD) };
        let mut same = Expr::value(true);
        for column in key_columns(dataset) {
            same = same.and(Expr::col((own, column.clone())).equals((other, column)));
        }
        let mine = if withdrawn { self.is_old(own) } else { self.is_new(own) };
        let theirs = if withdrawn {
            self.is_new(other)
        } else {
            self.is_old(other)
        };
        // Withdrawn by the publication that ended the last of its versions.
        let published_by = if withdrawn {
            let mut ended = Query::select();
            ended
                .expr(Func::max(Expr::col(("last", version::Column::Until))))
                .from_as(dataset.table.clone(), "last")
                .and_where(Expr::col(("last", version::Column::Until)).lte(self.to.revision().0));
            for column in key_columns(dataset) {
                ended.and_where(Expr::col(("last", column.clone())).equals((own, column)));
            }
            Expr::SubQuery(None, Box::new(ended.into()))
        } else {
            Expr::col((own, version::Column::Since))
        };
        let mut select = Query::select();
        select
            .column(("v", revision::Column::Institution))
            .expr(Func::count(Expr::col((own, version::Column::Since))))
            .expr(Func::count(Expr::col((other, version::Column::Since))))
            .from_as(dataset.table.clone(), own)
            .join_as(
                JoinType::InnerJoin,
                revision::Entity,
                "v",
                Expr::col(("v", revision::Column::Number)).eq(published_by),
            )
            .join_as(JoinType::LeftJoin, dataset.table.clone(), other, same.and(theirs))
            .and_where(mine)
            .and_where(self.is_changed(own, dataset))
            .add_group_by([Expr::col(("v", revision::Column::Institution))]);
        if let Some(columns) = dataset.containment() {
            let mut pairs = WithClause::new();
            for (name, state) in [(PAIRS_OF_OLD, &self.from), (PAIRS_OF_NEW, &self.to)] {
                containment::add_pairs(&mut pairs, name, state, dataset, &columns);
            }
            select.with_cte(pairs);
        }
        for column in amounts(dataset) {
            for table in [OLD, NEW] {
                // Null where no record has the amount: missing is not zero. In two parts, so that no sum is too large.
                let stored = || self.added(dataset, table, column);
                for part in [stored().div(PART), stored().modulo(PART)] {
                    select.expr(Expr::from(Func::sum(part)).cast_as("bigint"));
                }
            }
        }
        if withdrawn {
            select.and_where(Expr::col((other, version::Column::Since)).is_null());
        }
        select
    }

    /// An amount of the versions in `old` or `new`, where it is not part of that of another which changed too.
    fn added(&self, dataset: &Dataset, table: &'static str, column: &Column) -> SimpleExpr {
        let amount = |table: &'static str| Expr::col((table, column.stored.clone()));
        let Some(columns) = dataset.containment() else {
            return amount(table);
        };
        let (pairs, changed) = match table {
            OLD => (PAIRS_OF_OLD, self.is_old(WHOLE)),
            _ => (PAIRS_OF_NEW, self.is_new(WHOLE)),
        };
        let wholes = Query::select()
            .expr(Expr::value(1))
            .from_as(dataset.table.clone(), WHOLE)
            .join(
                JoinType::InnerJoin,
                pairs,
                Expr::col((pairs, CONTAINER)).equals((WHOLE, key_column(dataset))),
            )
            .and_where(Expr::col((pairs, CONTAINED)).equals((table, key_column(dataset))))
            .and_where(changed)
            .and_where(amount(WHOLE).is_not_null())
            .to_owned();
        // What overlaps with others is added to none.
        let is_apart = Expr::col((table, columns.apart.stored.clone())).eq(columns.is_apart);
        CaseStatement::new()
            .case(is_apart, Expr::value(sea_orm::Value::BigInt(None)))
            .case(Expr::exists(wholes).not(), amount(table))
            .into()
    }
}
