use sea_orm::entity::prelude::*;

/// A revision that changed a dataset.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dataset_revision")]
pub struct Model {
    /// The dataset.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub dataset: String,
    /// The revision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// How many rows it created.
    pub created: i64,
    /// How many it revised.
    pub revised: i64,
    /// How many it withdrew.
    pub withdrawn: i64,
    /// How many there are after it.
    pub total: i64,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
