use sea_orm::entity::prelude::*;

/// An indicator, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator")]
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
    /// Its name, as the field says it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The name without case or accents, for matching and sorting.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// Its unit.
    #[sea_orm(column_type = "Text")]
    pub unit: String,
    /// What is counted.
    #[sea_orm(column_type = "Text", nullable)]
    pub definition: Option<String>,
    /// How often it is published.
    #[sea_orm(column_type = "Text", nullable)]
    pub periodicity: Option<String>,
    /// Stock, flow, share or average.
    #[sea_orm(column_type = "Text", nullable)]
    pub measure: Option<String>,
    /// Whether the categories of its values overlap.
    pub overlapping: Option<bool>,
    /// The programme that it follows.
    pub programme_id: Option<i64>,
    /// The core service that it follows.
    pub core_service_id: Option<i64>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    CoreServiceId => core_service,
    ProgrammeId => programme,
}

impl ActiveModelBehavior for ActiveModel {}
