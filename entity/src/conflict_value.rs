use sea_orm::entity::prelude::*;

/// A value given by documents in conflict.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conflict_value")]
pub struct Model {
    /// The record to which it belongs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: i64,
    /// The revision that published it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// Its place among its like, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// The revision that replaced it; the greatest integer while it is current.
    pub until: i64,
    /// The value.
    #[sea_orm(column_type = "Text")]
    pub value: String,
    /// How exactly it is given.
    #[sea_orm(column_type = "Text", nullable)]
    pub qualifier: Option<String>,
    /// The documents that give it, by slug; the provenance of the conflict has them in full.
    #[sea_orm(column_type = "Text")]
    pub documents: String,
    /// The date of the most recent of these documents. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub published_on: Option<String>,
    /// Its first possible day.
    pub published_on_earliest: Option<Date>,
    /// Its last possible day.
    pub published_on_latest: Option<Date>,
    /// True for the value retained.
    pub retained: bool,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
