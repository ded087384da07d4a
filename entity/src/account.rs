use sea_orm::entity::prelude::*;

/// What lets an institution act here: its mandate, and its region.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// The public name of the institution.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub institution: String,
    /// What it may publish: the code of a mandate.
    #[sea_orm(column_type = "Text")]
    pub mandate: String,
    /// The public name of its region, when its mandate is regional.
    #[sea_orm(column_type = "Text", nullable)]
    pub region: Option<String>,
    /// When it was opened.
    pub created_at: DateTimeUtc,
    /// When it was closed; nobody acts for the institution since.
    pub closed_at: Option<DateTimeUtc>,
}

/// It points at no record.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
