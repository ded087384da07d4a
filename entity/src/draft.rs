use sea_orm::entity::prelude::*;

/// A publication that is not made yet.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The institution that saved it.
    pub institution: String,
    /// That institution's mandate.
    pub mandate: String,
    /// That institution's region, when its mandate is regional.
    pub region: Option<String>,
    /// The dataset that it writes.
    pub dataset: String,
    /// What the publication will say of itself.
    pub message: String,
    /// What is to be published, as JSON.
    pub payload: String,
    /// Where it stands: open, scheduled, published, discarded or failed.
    pub state: String,
    /// Who saved it.
    pub author: String,
    /// When it was saved.
    pub created_at: DateTimeUtc,
    /// When it is to be published by itself.
    pub publish_at: Option<DateTimeUtc>,
    /// Who scheduled it, as JSON.
    pub decided_by: Option<String>,
    /// The revision that published it.
    pub revision: Option<i64>,
    /// Why it could not be published when its time came.
    pub failure: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
