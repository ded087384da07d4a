use crate::store::Direction;

/// One term of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OrderTerm {
    /// By what.
    pub by: OrderBy,
    /// Which way.
    pub direction: Direction,
}

/// What rows can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderBy {
    /// Their public name.
    Slug,
    /// The revision that published them.
    Revision,
    /// A column, by its place.
    Column(usize),
}
