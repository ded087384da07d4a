use sea_orm::entity::prelude::*;

/// The value an indicator must reach in a window, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "usage_target")]
pub struct Model {
    /// The record of which this is a version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: i64,
    /// The revision that published it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// The revision that replaced it; the greatest integer while it is current.
    pub until: i64,
    /// The public name of the record.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// The target's name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// The funding window.
    pub funding_window_id: i64,
    /// The usage indicator measured.
    pub indicator_id: i64,
    /// The domain of the part.
    #[sea_orm(column_type = "Text")]
    pub domain: String,
    /// The value to reach, in percent, from 0 to 100.
    pub target: i64,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    FundingWindowId => funding_window,
    IndicatorId => indicator,
}

impl ActiveModelBehavior for ActiveModel {}
