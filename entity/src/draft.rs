use sea_orm::entity::prelude::*;

/// A publication that is not made yet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// The institution that saved it.
    #[sea_orm(column_type = "Text")]
    pub institution: String,
    /// That institution's mandate.
    #[sea_orm(column_type = "Text")]
    pub mandate: String,
    /// That institution's region, when its mandate is regional.
    #[sea_orm(column_type = "Text", nullable)]
    pub region: Option<String>,
    /// The dataset that it writes.
    #[sea_orm(column_type = "Text")]
    pub dataset: String,
    /// What the publication will say of itself.
    #[sea_orm(column_type = "Text")]
    pub message: String,
    /// What is to be published, as JSON.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// Where it stands: open, scheduled, published, discarded or failed.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Who saved it.
    #[sea_orm(column_type = "Text")]
    pub author: String,
    /// When it was saved.
    pub created_at: DateTimeUtc,
    /// When it is to be published by itself.
    pub publish_at: Option<DateTimeUtc>,
    /// Who scheduled it, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub decided_by: Option<String>,
    /// The revision that published it.
    pub revision: Option<i64>,
    /// Why it could not be published when its time came.
    #[sea_orm(column_type = "Text", nullable)]
    pub failure: Option<String>,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
