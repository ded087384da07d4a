use sea_orm::entity::prelude::*;

/// A value of a series for a period, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "observation")]
pub struct Model {
    /// Its series.
    #[sea_orm(primary_key, auto_increment = false)]
    pub series_id: i64,
    /// The period, EDTF text.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub period: String,
    /// The revision that published it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// The revision that replaced it; the greatest integer while it is current.
    pub until: i64,
    /// The first possible day of the period.
    pub period_earliest: Option<Date>,
    /// The last possible day of the period.
    pub period_latest: Option<Date>,
    /// The value, in thousandths of the unit.
    pub value: Option<i64>,
    /// Final or provisional.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// Measured, target, forecast or baseline.
    #[sea_orm(column_type = "Text")]
    pub nature: String,
    /// How exact the value is, when there is one.
    #[sea_orm(column_type = "Text", nullable)]
    pub qualifier: Option<String>,
    /// Why there is no value.
    #[sea_orm(column_type = "Text", nullable)]
    pub missing_reason: Option<String>,
    /// The place in the document.
    #[sea_orm(column_type = "Text", nullable)]
    pub locator: Option<String>,
    /// A footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    SeriesId,
}

impl ActiveModelBehavior for ActiveModel {}
