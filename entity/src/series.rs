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

crate::reference::references! {
    RecordId,
    CouloirId => couloir,
    DocumentId => document,
    IndicatorId => indicator,
    RegionId => region,
}

impl ActiveModelBehavior for ActiveModel {}
