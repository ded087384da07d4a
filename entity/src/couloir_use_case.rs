use sea_orm::entity::prelude::*;

/// A use case of a couloir.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "couloir_use_case")]
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
    /// As the dataset says it.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// As the dataset says it.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// As the dataset says it.
    pub number: Option<i64>,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
