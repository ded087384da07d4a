use sea_orm::entity::prelude::*;

/// A couloir, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "couloir")]
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
    /// Other names that sources use for it.
    #[sea_orm(column_type = "Text")]
    pub other_names: String,
    /// The structures concerned.
    #[sea_orm(column_type = "Text")]
    pub structures: String,
    /// Its sub-domains.
    #[sea_orm(column_type = "Text")]
    pub sub_domains: String,
    /// The documents that its actors exchange.
    #[sea_orm(column_type = "Text")]
    pub documents_exchanged: String,
    /// The documents that its software integrates.
    #[sea_orm(column_type = "Text")]
    pub documents_received: String,
    /// Whether a source counts it among those that concern the hospital.
    pub hospital_related: Option<bool>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
