use sea_orm::entity::prelude::*;

/// A source document, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
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
    /// Its title.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The title without case or accents.
    #[sea_orm(column_type = "Text")]
    pub title_folded: String,
    /// Who issued it.
    #[sea_orm(column_type = "Text", nullable)]
    pub issuer: Option<String>,
    /// The issuer without case or accents.
    #[sea_orm(column_type = "Text", nullable)]
    pub issuer_folded: Option<String>,
    /// When it was published. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub published_on: Option<String>,
    /// Its first possible day.
    pub published_on_earliest: Option<Date>,
    /// Its last possible day.
    pub published_on_latest: Option<Date>,
    /// Where it can be read.
    #[sea_orm(column_type = "Text", nullable)]
    pub address: Option<String>,
    /// The file in which it was read.
    #[sea_orm(column_type = "Text", nullable)]
    pub file: Option<String>,
    /// How authoritative it is.
    #[sea_orm(column_type = "Text", nullable)]
    pub quality: Option<String>,
    /// When it was read at its address. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub consulted_on: Option<String>,
    /// Its first possible day.
    pub consulted_on_earliest: Option<Date>,
    /// Its last possible day.
    pub consulted_on_latest: Option<Date>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
