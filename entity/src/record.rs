use sea_orm::entity::prelude::*;

/// The identity of a record: what references, citations and addresses mean.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record")]
pub struct Model {
    /// Its key, given once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The dataset that it belongs to.
    pub dataset: String,
    /// Its public name, unique in its dataset.
    pub slug: String,
}

impl ActiveModelBehavior for ActiveModel {}
