use sea_orm::entity::prelude::*;

/// A dated, frozen state of all data.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "edition")]
pub struct Model {
    /// Its date: `2026-12-01`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The revision that it freezes.
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Its files, with their rows, sizes and digests, as JSON.
    pub manifest: String,
}

impl ActiveModelBehavior for ActiveModel {}
