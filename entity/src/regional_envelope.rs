use sea_orm::entity::prelude::*;

/// A regional envelope, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "regional_envelope")]
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
    /// Its region.
    pub region_id: i64,
    /// The part of the programme.
    #[sea_orm(column_type = "Text", nullable)]
    pub part: Option<String>,
    /// The phase of the programme.
    #[sea_orm(column_type = "Text", nullable)]
    pub phase: Option<String>,
    /// The decision that set it.
    #[sea_orm(column_type = "Text", nullable)]
    pub decision: Option<String>,
    /// The amount.
    pub amount: Option<i64>,
    /// How exact the amount is.
    #[sea_orm(column_type = "Text", nullable)]
    pub amount_qualifier: Option<String>,
    /// What is committed.
    pub committed: Option<i64>,
    /// What is paid.
    pub paid: Option<i64>,
    /// How many files were submitted.
    pub files_submitted: Option<i64>,
    /// How many files were accepted.
    pub files_accepted: Option<i64>,
    /// The date of the statement. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub as_of: Option<String>,
    /// Its first possible day.
    pub as_of_earliest: Option<Date>,
    /// Its last possible day.
    pub as_of_latest: Option<Date>,
    /// The envelope of whose money this is a part.
    pub part_of_id: Option<i64>,
    /// National, part, regional, or apart.
    #[sea_orm(column_type = "Text", nullable)]
    pub scope: Option<String>,
    /// What cuts the other envelope into such parts.
    #[sea_orm(column_type = "Text", nullable)]
    pub part_by: Option<String>,
    /// Another envelope of which the money is a part, cut otherwise.
    pub also_part_of_id: Option<i64>,
    /// What cuts that one into such parts.
    #[sea_orm(column_type = "Text", nullable)]
    pub also_part_by: Option<String>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    ProgrammeId => programme,
    RegionId => region,
    AlsoPartOfId => regional_envelope,
    PartOfId => regional_envelope,
}

impl ActiveModelBehavior for ActiveModel {}
