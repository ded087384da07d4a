use sea_orm::entity::prelude::*;

/// A phase of a funding window.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_window_phase")]
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
    /// What happens in it.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// When it starts. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub starts_on: Option<String>,
    /// Its first possible day.
    pub starts_on_earliest: Option<Date>,
    /// Its last possible day.
    pub starts_on_latest: Option<Date>,
    /// When it ends. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub ends_on: Option<String>,
    /// Its first possible day.
    pub ends_on_earliest: Option<Date>,
    /// Its last possible day.
    pub ends_on_latest: Option<Date>,
    /// Whether a later source moved it.
    pub superseded: bool,
    /// A remark of the transcriber.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
