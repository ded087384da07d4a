use sea_orm::entity::prelude::*;

/// A code that selects the actors of a couloir.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "couloir_actor_code")]
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
    pub code_system: String,
    /// As the dataset says it.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// As the dataset says it.
    #[sea_orm(column_type = "Text", nullable)]
    pub label: Option<String>,
    /// As the dataset says it.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
