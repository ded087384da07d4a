use sea_orm::entity::prelude::*;

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    /// Its number, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When it was committed.
    pub published_at: DateTimeUtc,
    /// The institution that published.
    #[sea_orm(column_type = "Text")]
    pub institution: String,
    /// Who did it.
    #[sea_orm(column_type = "Text")]
    pub author: String,
    /// What it says of itself.
    #[sea_orm(column_type = "Text")]
    pub message: String,
    /// Why, for a correction.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
