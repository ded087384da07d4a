use sea_orm::entity::prelude::*;

/// A publication.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    /// Its number, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When it was committed.
    pub published_at: DateTimeUtc,
    /// The institution that published.
    pub institution: String,
    /// Who did it.
    pub author: String,
    /// What it says of itself.
    pub message: String,
    /// Why, for a correction.
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
