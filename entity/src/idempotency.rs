use sea_orm::entity::prelude::*;

/// The answer to a publication, kept for retries.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// The institution that published.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub institution: String,
    /// The key that it gave.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    /// The SHA-256 of what it asked.
    #[sea_orm(column_type = "Text")]
    pub fingerprint: String,
    /// What it was answered, as JSON.
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    /// When.
    pub at: DateTimeUtc,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
