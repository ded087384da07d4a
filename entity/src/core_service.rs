use sea_orm::entity::prelude::*;

/// A core service or reference framework, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "core_service")]
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
    /// The service's name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// Its usual acronym.
    #[sea_orm(column_type = "Text", nullable)]
    pub acronym: Option<String>,
    /// Service or reference framework.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// What it is for.
    #[sea_orm(column_type = "Text", nullable)]
    pub purpose: Option<String>,
    /// The couloirs that sources attach to it, by name.
    #[sea_orm(column_type = "Text")]
    pub couloirs_concerned: String,
    /// What it does, by name.
    #[sea_orm(column_type = "Text")]
    pub functions: String,
    /// Its own address.
    #[sea_orm(column_type = "Text", nullable)]
    pub address: Option<String>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
