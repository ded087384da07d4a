use entity::version;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, IntoIden, SimpleExpr},
};

use crate::domain::Revision;

/// The condition that a version, in a table of versions, is the current one.
pub(in crate::publishing) fn is_current(table: impl IntoIden) -> SimpleExpr {
    Expr::col((table, version::Column::Until)).eq(Revision::OPEN)
}
