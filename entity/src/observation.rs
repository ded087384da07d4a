use sea_orm::entity::prelude::*;

/// A value of a series for a period, in one of its versions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "observation")]
pub struct Model {
    /// Its series.
    #[sea_orm(primary_key, auto_increment = false)]
    pub series_id: i64,
    /// The period, EDTF text.
    #[sea_orm(primary_key, auto_increment = false)]
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
    pub status: String,
    /// How exact the value is, when there is one.
    pub qualifier: Option<String>,
    /// Why there is no value.
    pub missing_reason: Option<String>,
    /// The place in the document.
    pub locator: Option<String>,
    /// A footnote of the source.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
