use sea_orm::entity::prelude::*;

/// A GraphQL document that is asked for by its hash.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trusted_document")]
pub struct Model {
    /// The SHA-256 of its text, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub sha256: String,
    /// Its text.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// When it was added.
    pub added_at: DateTimeUtc,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
