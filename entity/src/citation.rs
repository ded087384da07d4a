use sea_orm::entity::prelude::*;

/// Where a fact was read.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citation")]
pub struct Model {
    /// The record that it supports.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: i64,
    /// The revision that published it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// Its place among the citations of the record, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// The revision that replaced it; the greatest integer while it is current.
    pub until: i64,
    /// The one field that it supports; all when none is named.
    #[sea_orm(column_type = "Text", nullable)]
    pub field: Option<String>,
    /// The document.
    pub document_id: i64,
    /// The place in the document.
    #[sea_orm(column_type = "Text", nullable)]
    pub locator: Option<String>,
}

crate::reference::references! {
    RecordId,
    DocumentId => document,
}

impl ActiveModelBehavior for ActiveModel {}
