use sea_orm::entity::prelude::*;

/// A revision that changed a dataset.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dataset_revision")]
pub struct Model {
    /// The dataset.
    #[sea_orm(primary_key, auto_increment = false)]
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

impl ActiveModelBehavior for ActiveModel {}
