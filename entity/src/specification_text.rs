use sea_orm::entity::prelude::*;

/// A text of a specification: its arrêté, or one version of its DSR.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "specification_text")]
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
    /// What kind of text it is.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Its reference.
    #[sea_orm(column_type = "Text", nullable)]
    pub code: Option<String>,
    /// Its version.
    #[sea_orm(column_type = "Text", nullable)]
    pub version: Option<String>,
    /// Its date. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub dated_on: Option<String>,
    /// Its first possible day.
    pub dated_on_earliest: Option<Date>,
    /// Its last possible day.
    pub dated_on_latest: Option<Date>,
    /// What it changed.
    #[sea_orm(column_type = "Text", nullable)]
    pub change: Option<String>,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
