use sea_orm::Value as Stored;

use crate::datasets::read::{filter::Filter, order_term::OrderTerm};

/// Which rows of a list are asked for.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Only those that satisfy this.
    pub filter: Option<Filter>,
    /// In this order, then by key.
    pub order: Vec<OrderTerm>,
    /// At most so many.
    pub limit: usize,
    /// Beyond the row at this position.
    pub after_cursor: Option<Vec<Stored>>,
    /// From the end of the list, or before the position, rather than from its start, or after it.
    pub backward: bool,
    /// Whether to count the whole list.
    pub total: bool,
    /// Whether only the count is asked for.
    pub only_total: bool,
}
