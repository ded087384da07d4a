use sea_orm::entity::prelude::*;

/// An event of the audit, chained to the one before.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// Its number, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When it happened.
    pub at: DateTimeUtc,
    /// The institution concerned.
    pub institution: String,
    /// Who did it.
    pub actor: String,
    /// The code of what happened.
    pub event: String,
    /// The revision published, if one was.
    pub revision: Option<i64>,
    /// What more there is to say, as JSON.
    pub detail: String,
    /// The hash of the event before.
    pub previous: String,
    /// The hash of this one.
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
