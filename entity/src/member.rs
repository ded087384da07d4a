use sea_orm::entity::prelude::*;

/// A person who acts for an institution, known by an OpenID provider.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// The institution.
    #[sea_orm(column_type = "Text")]
    pub institution: String,
    /// The provider that knows the person.
    #[sea_orm(column_type = "Text")]
    pub issuer: String,
    /// Who the person is to that provider.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// What the institution calls the person.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The code of the role.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// When the person was added.
    pub added_at: DateTimeUtc,
    /// By whom.
    #[sea_orm(column_type = "Text")]
    pub added_by: String,
    /// When the membership stops being accepted.
    pub ends_at: Option<DateTimeUtc>,
    /// When the person first acted for the institution, by a token of their own.
    pub accepted_at: Option<DateTimeUtc>,
    /// When the person was removed.
    pub removed_at: Option<DateTimeUtc>,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
