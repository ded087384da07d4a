use sea_orm::entity::prelude::*;

/// What the observations of a series come to in a span of time, in one of its versions.
///
/// An observation is counted in the month that holds its whole period (`m2024-03`), or else in the rest of its year (`r2024`), or else in the
/// rest (`r`); a year (`y2024`) is its months and its rest, and the whole series (`w`) is its years and the rest.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "series_total")]
pub struct Model {
    /// The series.
    #[sea_orm(primary_key, auto_increment = false)]
    pub series_id: i64,
    /// The span of time.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub span: String,
    /// The revision that changed it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// The revision that changed it again; the greatest integer while it is current.
    pub until: i64,
    /// How many observations.
    pub observations: i64,
    /// How many have a value; what follows is of those alone.
    pub measured: i64,
    /// The sum of the millions of their values.
    pub sum_of_millions: Option<i64>,
    /// The sum of what is below a million.
    pub sum_of_rests: Option<i64>,
    /// The smallest value.
    pub smallest: Option<i64>,
    /// The largest value.
    pub largest: Option<i64>,
    /// How many may still change.
    pub provisional: i64,
    /// The first nature, in the order of their codes.
    #[sea_orm(column_type = "Text", nullable)]
    pub first_nature: Option<String>,
    /// The last nature.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_nature: Option<String>,
    /// How many have a date.
    pub dated: i64,
    /// The earliest of their first days.
    pub earliest_start: Option<Date>,
    /// The latest of their first days.
    pub latest_start: Option<Date>,
    /// The earliest of their last days.
    pub earliest_end: Option<Date>,
    /// The latest of their last days.
    pub latest_end: Option<Date>,
    /// Whether some of their periods overlap, or may.
    pub overlapping: bool,
}

crate::reference::references! {
    SeriesId,
}

impl ActiveModelBehavior for ActiveModel {}
