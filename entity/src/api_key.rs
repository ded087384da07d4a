use sea_orm::entity::prelude::*;

/// A key with which a program acts for an institution.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// The part of the key that names it.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// The institution.
    #[sea_orm(column_type = "Text")]
    pub institution: String,
    /// What the institution calls it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The code of the role.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// The only datasets that it may write, as a JSON list; all those of the institution when there is none.
    #[sea_orm(column_type = "Text", nullable)]
    pub datasets: Option<String>,
    /// The SHA-256 of the part of the key that is secret, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub secret_hash: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// By whom.
    #[sea_orm(column_type = "Text")]
    pub created_by: String,
    /// When it stops being accepted.
    pub ends_at: Option<DateTimeUtc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
