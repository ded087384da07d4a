use sea_orm::entity::prelude::*;

/// A dated, frozen state of all data.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "edition")]
pub struct Model {
    /// Its date: `2026-12-01`.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    /// The revision that it freezes.
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Its files, with their rows, sizes and digests, as JSON.
    #[sea_orm(column_type = "Text")]
    pub manifest: String,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
