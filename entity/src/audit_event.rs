use sea_orm::entity::prelude::*;

/// An event of the audit, chained to the one before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// Its number, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When it happened.
    pub at: DateTimeUtc,
    /// The institution concerned.
    #[sea_orm(column_type = "Text")]
    pub institution: String,
    /// Who did it.
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    /// The code of what happened.
    #[sea_orm(column_type = "Text")]
    pub event: String,
    /// The revision published, if one was.
    pub revision: Option<i64>,
    /// What more there is to say, as JSON.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    /// The hash of the event before.
    #[sea_orm(column_type = "Text")]
    pub previous: String,
    /// The hash of this one.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
