use sea_orm::entity::prelude::*;

/// One change of one revision: the index of the change feed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// The revision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// Its place in the revision, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// The record changed; for an observation, its series.
    pub record_id: i64,
    /// The period of the observation changed.
    #[sea_orm(column_type = "Text", nullable)]
    pub period: Option<String>,
    /// Created, revised or withdrawn.
    #[sea_orm(column_type = "Text")]
    pub operation: String,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
