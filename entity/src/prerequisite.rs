use sea_orm::entity::prelude::*;

/// What a candidate must meet to enter, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "prerequisite")]
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
    /// The prerequisite, in one sentence.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// The programme concerned.
    pub programme_id: i64,
    /// The part of the programme.
    #[sea_orm(column_type = "Text", nullable)]
    pub part: Option<String>,
    /// Its rank in the source, from 1.
    pub number: Option<i64>,
    /// The family of the prerequisite.
    #[sea_orm(column_type = "Text")]
    pub family: String,
    /// The tolerance admitted.
    #[sea_orm(column_type = "Text", nullable)]
    pub tolerance: Option<String>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    ProgrammeId => programme,
}

impl ActiveModelBehavior for ActiveModel {}
