use sea_orm::entity::prelude::*;

/// A specification, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "specification")]
pub struct Model {
    /// The record of which this is a version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: i64,
    /// The revision that published it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// The revision that replaced it; the greatest integer while it is current.
    pub until: i64,
    /// The public name of the record.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// Its name, as the field says it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The name without case or accents, for matching and sorting.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// Its couloir.
    pub couloir_id: Option<i64>,
    /// The software function that it specifies.
    pub software_function_id: i64,
    /// The wave that it belongs to.
    pub wave: Option<i64>,
    /// Its arrêté.
    #[sea_orm(column_type = "Text", nullable)]
    pub arrete: Option<String>,
    /// The code of its dossier de spécifications de référencement.
    #[sea_orm(column_type = "Text", nullable)]
    pub dsr: Option<String>,
    /// Its référentiel d'exigences minimales.
    #[sea_orm(column_type = "Text", nullable)]
    pub rem: Option<String>,
    /// Its appel à financement.
    #[sea_orm(column_type = "Text", nullable)]
    pub af: Option<String>,
    /// Its profiles.
    #[sea_orm(column_type = "Text")]
    pub profiles: String,
    /// Announced or closed.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    CouloirId => couloir,
    SoftwareFunctionId => software_function,
}

impl ActiveModelBehavior for ActiveModel {}
