use sea_orm::entity::prelude::*;

/// A counter that one writer at a time may raise.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter")]
pub struct Model {
    /// What it counts: revisions, or records.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The last number given.
    pub value: i64,
}

impl ActiveModelBehavior for ActiveModel {}
