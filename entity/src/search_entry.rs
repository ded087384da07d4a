use sea_orm::entity::prelude::*;

/// What can be found of a record by its words, in one of its versions. PostgreSQL has a column of its own for the words.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_entry")]
pub struct Model {
    /// Its key, given once.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The record, or the series, that is found.
    pub record_id: i64,
    /// The revision that published the version.
    pub since: i64,
    /// The revision that replaced it; the greatest integer while it is current.
    pub until: i64,
    /// The dataset of the record.
    #[sea_orm(column_type = "Text")]
    pub dataset: String,
    /// The public name of the record.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// What the record is called.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// Where it can be read.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// The words of its label.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Its other words.
    #[sea_orm(column_type = "Text")]
    pub body: String,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
