use sea_orm::entity::prelude::*;

/// A query kept with the answer that it had.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permalink")]
pub struct Model {
    /// Its name in addresses.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// What was asked, as JSON.
    #[sea_orm(column_type = "Text")]
    pub request: String,
    /// The revision of which it was asked.
    pub revision: i64,
    /// When it was kept.
    pub created_at: DateTimeUtc,
    /// The media type of the answer.
    #[sea_orm(column_type = "Text")]
    pub media_type: String,
    /// How many rows the answer has, if it has rows.
    pub rows: Option<i64>,
    /// How many bytes it has.
    pub bytes: i64,
    /// Their SHA-256, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub sha256: String,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
