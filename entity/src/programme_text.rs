use sea_orm::entity::prelude::*;

/// A regulatory text of a programme.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_text")]
pub struct Model {
    /// The record to which it belongs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: i64,
    /// The revision that published it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// Its place among its like, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// The revision that replaced it; the greatest integer while it is current.
    pub until: i64,
    /// As the dataset says it.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// As the dataset says it.
    #[sea_orm(column_type = "Text", nullable)]
    pub nor: Option<String>,
    /// As the dataset says it. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub signed_on: Option<String>,
    /// Its first possible day.
    pub signed_on_earliest: Option<Date>,
    /// Its last possible day.
    pub signed_on_latest: Option<Date>,
    /// As the dataset says it. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub published_on: Option<String>,
    /// Its first possible day.
    pub published_on_earliest: Option<Date>,
    /// Its last possible day.
    pub published_on_latest: Option<Date>,
    /// As the dataset says it.
    #[sea_orm(column_type = "Text", nullable)]
    pub subject: Option<String>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
}

impl ActiveModelBehavior for ActiveModel {}
