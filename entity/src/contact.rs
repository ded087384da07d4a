use sea_orm::entity::prelude::*;

/// A way to reach an institution or a document, in one of its versions.
#[sea_orm::model]
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
    pub slug: String,
    /// Whom, or what, the address reaches.
    pub name: String,
    /// The same without case or accents.
    pub name_folded: String,
    /// The kind of address.
    pub kind: String,
    /// The address, as printed.
    pub value: String,
    /// The institution reached.
    pub institution_id: Option<i64>,
    /// False when the address is plainly cut or wrong in the source: do not follow it.
    pub usable: bool,
    /// A remark of the transcriber, or a footnote of the source.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
