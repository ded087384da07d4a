use sea_orm::entity::prelude::*;

/// A document, tool or training that helps to take part, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource")]
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
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// What it is.
    #[sea_orm(column_type = "Text", nullable)]
    pub kind: Option<String>,
    /// The programme that it is about.
    pub programme_id: Option<i64>,
    /// The core service that it is about.
    pub core_service_id: Option<i64>,
    /// The couloir that it is for.
    pub couloir_id: Option<i64>,
    /// For whom it is, as the source says it.
    #[sea_orm(column_type = "Text", nullable)]
    pub audience: Option<String>,
    /// The institution that issues it.
    pub issuer_id: Option<i64>,
    /// Where it can be read.
    #[sea_orm(column_type = "Text", nullable)]
    pub address: Option<String>,
    /// When it was published. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub published_on: Option<String>,
    /// Its first possible day.
    pub published_on_earliest: Option<Date>,
    /// Its last possible day.
    pub published_on_latest: Option<Date>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    CoreServiceId => core_service,
    CouloirId => couloir,
    ProgrammeId => programme,
    IssuerId => institution,
}

impl ActiveModelBehavior for ActiveModel {}
