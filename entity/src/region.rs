use sea_orm::entity::prelude::*;

/// A region, or the nation, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
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
    /// Its INSEE code (COG).
    #[sea_orm(column_type = "Text", nullable)]
    pub insee_code: Option<String>,
    /// Its ISO 3166-2 code; ISO 3166-1 for the nation.
    #[sea_orm(column_type = "Text", nullable)]
    pub iso_code: Option<String>,
    /// Metropolitan, overseas or national.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Its regional health agency.
    pub ars_id: Option<i64>,
    /// Its regional e-health group.
    pub grades_id: Option<i64>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    ArsId => institution,
    GradesId => institution,
}

impl ActiveModelBehavior for ActiveModel {}
