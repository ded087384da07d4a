use sea_orm::entity::prelude::*;

/// A programme, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
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
    /// Its usual acronym.
    #[sea_orm(column_type = "Text", nullable)]
    pub acronym: Option<String>,
    /// Equipment or usage.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The institution that pilots it.
    pub pilot_id: Option<i64>,
    /// The institutions that pilot it with the first.
    #[sea_orm(column_type = "Text")]
    pub co_pilots: String,
    /// Who handles the applications.
    #[sea_orm(column_type = "Text")]
    pub applications_handled_by: String,
    /// Who pays.
    #[sea_orm(column_type = "Text")]
    pub payments_handled_by: String,
    /// Who is paid.
    #[sea_orm(column_type = "Text", nullable)]
    pub beneficiary: Option<String>,
    /// Its amount.
    pub amount: Option<i64>,
    /// How exact the amount is.
    #[sea_orm(column_type = "Text", nullable)]
    pub amount_qualifier: Option<String>,
    /// When it runs. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub period: Option<String>,
    /// Its first possible day.
    pub period_earliest: Option<Date>,
    /// Its last possible day.
    pub period_latest: Option<Date>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    PilotId => institution,
}

impl ActiveModelBehavior for ActiveModel {}
