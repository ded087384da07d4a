use sea_orm::entity::prelude::*;

/// A GraphQL document that is asked for by its hash.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trusted_document")]
pub struct Model {
    /// The SHA-256 of its text, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: String,
    /// Its text.
    pub text: String,
    /// When it was added.
    pub added_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
