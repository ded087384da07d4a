use sea_orm::entity::prelude::*;

/// A person who acts for an institution, known by an OpenID provider.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The institution.
    pub institution: String,
    /// The provider that knows the person.
    pub issuer: String,
    /// Who the person is to that provider.
    pub subject: String,
    /// What the institution calls the person.
    pub name: String,
    /// The code of the role.
    pub role: String,
    /// When the person was added.
    pub added_at: DateTimeUtc,
    /// By whom.
    pub added_by: String,
    /// When the membership stops being accepted.
    pub ends_at: Option<DateTimeUtc>,
    /// When the person first acted for the institution, by a token of their own.
    pub accepted_at: Option<DateTimeUtc>,
    /// When the person was removed.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
