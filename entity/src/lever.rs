use sea_orm::entity::prelude::*;

/// A financial or regulatory measure, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lever")]
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
    /// The measure; a cell without text says so.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// The kind of measure.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The column of the table in the source, 1 to 4, which the source leaves untitled.
    pub position: i64,
    /// The programme that the measure names.
    pub programme_id: Option<i64>,
    /// Why the cell has no text.
    #[sea_orm(column_type = "Text", nullable)]
    pub missing_reason: Option<String>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    ProgrammeId => programme,
}

impl ActiveModelBehavior for ActiveModel {}
