use sea_orm::entity::prelude::*;

/// The identity of a record: what references, citations and addresses mean.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record")]
pub struct Model {
    /// Its key, given once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The dataset that it belongs to.
    #[sea_orm(column_type = "Text")]
    pub dataset: String,
    /// Its public name, unique in its dataset.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
