//! Rows of small datasets, held in memory as a revision left them: what is asked of them again and again takes no statement.

/// Filters as conditions on rows in memory.
mod compiled;
/// Conditions on rows in memory.
mod condition;
/// Which datasets are held, and how they are read.
mod load;
/// Orders of rows in memory.
mod order;
/// The rows of a dataset.
mod rows;
/// The rows that satisfy a condition.
mod view;

pub(in crate::datasets) use view::View;
