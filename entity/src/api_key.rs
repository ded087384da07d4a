use sea_orm::entity::prelude::*;

/// A key with which a program acts for an institution.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// The part of the key that names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The institution.
    pub institution: String,
    /// What the institution calls it.
    pub name: String,
    /// The code of the role.
    pub role: String,
    /// The only datasets that it may write, as a JSON list; all those of the institution when there is none.
    pub datasets: Option<String>,
    /// The SHA-256 of the part of the key that is secret, in hexadecimal.
    pub secret_hash: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// By whom.
    pub created_by: String,
    /// When it stops being accepted.
    pub ends_at: Option<DateTimeUtc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
