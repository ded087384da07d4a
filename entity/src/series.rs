use sea_orm::entity::prelude::*;

/// The identity of a series of observations: indicator × region × couloir or category × document.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "series")]
pub struct Model {
    /// Its record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: i64,
    /// Its public name.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// What is measured.
    pub indicator_id: i64,
    /// Where.
    pub region_id: Option<i64>,
    /// The couloir measured.
    pub couloir_id: Option<i64>,
    /// The category of actor or document measured, as the source names it.
    #[sea_orm(column_type = "Text", nullable)]
    pub category: Option<String>,
    /// The category without case or accents.
    #[sea_orm(column_type = "Text", nullable)]
    pub category_folded: Option<String>,
    /// The document that gives the values.
    pub document_id: i64,
}

/// Where its columns point: each at the record that it names.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The couloir.
    #[sea_orm(
        belongs_to = "super::record::Entity",
        from = "Column::CouloirId",
        to = "super::record::Column::Id"
    )]
    Couloir,
    /// The document.
    #[sea_orm(
        belongs_to = "super::record::Entity",
        from = "Column::DocumentId",
        to = "super::record::Column::Id"
    )]
    Document,
    /// The indicator.
    #[sea_orm(
        belongs_to = "super::record::Entity",
        from = "Column::IndicatorId",
        to = "super::record::Column::Id"
    )]
    Indicator,
    /// The record itself.
    #[sea_orm(
        belongs_to = "super::record::Entity",
        from = "Column::RecordId",
        to = "super::record::Column::Id"
    )]
    Record,
    /// The region.
    #[sea_orm(
        belongs_to = "super::record::Entity",
        from = "Column::RegionId",
        to = "super::record::Column::Id"
    )]
    Region,
}

impl ActiveModelBehavior for ActiveModel {}
