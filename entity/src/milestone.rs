use sea_orm::entity::prelude::*;

/// A dated event, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "milestone")]
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
    /// The event.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// When it happens. EDTF text.
    #[sea_orm(column_type = "Text")]
    pub date: String,
    /// Its first possible day.
    pub date_earliest: Option<Date>,
    /// Its last possible day.
    pub date_latest: Option<Date>,
    /// The programme concerned.
    pub programme_id: Option<i64>,
    /// The region concerned, when there is one.
    pub region_id: Option<i64>,
    /// What the event is about.
    #[sea_orm(column_type = "Text")]
    pub theme: String,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    ProgrammeId => programme,
    RegionId => region,
}

impl ActiveModelBehavior for ActiveModel {}
