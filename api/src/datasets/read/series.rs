//! Observations by their series: what is kept with a series is asked of it once, not of each of its observations.

/// Conditions that ask of series first.
mod condition;
/// Pages of observations in the order of their days.
pub(in crate::datasets) mod day_page;
/// Observations of some series, in the order of their days.
mod days;
/// What observations share with their series.
pub(in crate::datasets) mod facts;
/// The keys of the series that satisfy a condition.
pub(in crate::datasets) mod keys;
/// Pages in the order of the key.
pub(in crate::datasets) mod page;
/// What putting observations in an order costs.
pub(in crate::datasets) mod price;

pub(in crate::datasets) use condition::{condition, from, in_series, split};
