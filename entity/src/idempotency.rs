use sea_orm::entity::prelude::*;

/// The answer to a publication, kept for retries.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// The institution that published.
    #[sea_orm(primary_key, auto_increment = false)]
    pub institution: String,
    /// The key that it gave.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The SHA-256 of what it asked.
    pub fingerprint: String,
    /// What it was answered, as JSON.
    pub answer: String,
    /// When.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
