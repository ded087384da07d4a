use sea_orm::entity::prelude::*;

/// A way to reach an institution or a document, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
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
    /// Whom, or what, the address reaches.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// The kind of address.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The address, as printed.
    #[sea_orm(column_type = "Text")]
    pub value: String,
    /// The institution reached.
    pub institution_id: Option<i64>,
    /// False when the address is plainly cut or wrong in the source: do not follow it.
    pub usable: bool,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    InstitutionId => institution,
}

impl ActiveModelBehavior for ActiveModel {}
