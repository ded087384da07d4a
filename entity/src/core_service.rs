use sea_orm::entity::prelude::*;

/// A core service or reference framework, in one of its versions.
#[sea_orm::model]
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
    pub slug: String,
    /// The service's name.
    pub name: String,
    /// The same without case or accents.
    pub name_folded: String,
    /// Its usual acronym.
    pub acronym: Option<String>,
    /// Service or reference framework.
    pub kind: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// The couloirs that sources attach to it, by name.
    pub couloirs_concerned: String,
    /// A remark of the transcriber, or a footnote of the source.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
