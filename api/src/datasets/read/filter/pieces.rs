use entity::record;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Func, Query, SelectStatement, SimpleExpr},
};

/// The keys of records, by their public names.
pub(in crate::datasets) fn records_named(dataset: &str, slugs: impl Iterator<Item = String>) -> SelectStatement {
    Query::select()
        .column(record::Column::Id)
        .from(record::Entity)
        .and_where(Expr::col(record::Column::Dataset).eq(dataset))
        .and_where(Expr::col(record::Column::Slug).is_in(slugs))
        .to_owned()
}

/// The opposite of a condition, true where it is unknown.
pub(in crate::datasets) fn not(condition: SimpleExpr) -> SimpleExpr {
    Expr::from(Func::coalesce([condition, Expr::cust("FALSE")])).not()
}

pub(in crate::datasets) fn like_text(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// A range of bytes, which an index serves on both engines.
pub(in crate::datasets) fn starts_with(column: Expr, text: &str) -> SimpleExpr {
    let after = format!("{text}{}", char::MAX);
    column.clone().gte(text).and(column.lt(after))
}
