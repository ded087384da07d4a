use sea_orm::entity::prelude::*;

/// A couloir, in one of its versions.
#[sea_orm::model]
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
    pub slug: String,
    /// Its name, as the field says it.
    pub name: String,
    /// The name without case or accents, for matching and sorting.
    pub name_folded: String,
    /// Other names that sources use for it.
    pub other_names: String,
    /// The structures concerned.
    pub structures: String,
    /// Its sub-domains.
    pub sub_domains: String,
    /// The documents that its actors exchange.
    pub documents_exchanged: String,
    /// The documents that its software integrates.
    pub documents_received: String,
    /// Whether a source counts it among those that concern the hospital.
    pub hospital_related: Option<bool>,
    /// A remark of the transcriber, or a footnote of the source.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
