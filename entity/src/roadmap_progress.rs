use sea_orm::entity::prelude::*;

/// A region's progress on an action, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roadmap_progress")]
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
    /// The action reported on.
    pub action_id: i64,
    /// The region.
    pub region_id: i64,
    /// Where the action stands.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// The date of the statement. EDTF text.
    #[sea_orm(column_type = "Text")]
    pub as_of: String,
    /// Its first possible day.
    pub as_of_earliest: Option<Date>,
    /// Its last possible day.
    pub as_of_latest: Option<Date>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    ActionId => roadmap_action,
    RegionId => region,
}

impl ActiveModelBehavior for ActiveModel {}
