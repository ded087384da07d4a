use sea_orm::entity::prelude::*;

/// A funding window, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_window")]
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
    /// Its programme.
    pub programme_id: i64,
    /// The part (volet) of the programme.
    #[sea_orm(column_type = "Text", nullable)]
    pub part: Option<String>,
    /// Its number.
    pub number: Option<i64>,
    /// Its wave.
    pub wave: Option<i64>,
    /// The couloir concerned.
    pub couloir_id: Option<i64>,
    /// The software function financed.
    pub software_function_id: Option<i64>,
    /// The only region concerned, if one.
    pub region_id: Option<i64>,
    /// The share of the forfait that it pays.
    pub rate: Option<i64>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    CouloirId => couloir,
    ProgrammeId => programme,
    RegionId => region,
    SoftwareFunctionId => software_function,
}

impl ActiveModelBehavior for ActiveModel {}
