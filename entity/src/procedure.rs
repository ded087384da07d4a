use sea_orm::entity::prelude::*;

/// A step of a procedure that someone goes through, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "procedure")]
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
    /// What is done.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// The procedure of which it is a step.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub subject_folded: String,
    /// The programme of the procedure.
    pub programme_id: Option<i64>,
    /// The core service that the procedure deploys.
    pub core_service_id: Option<i64>,
    /// The funding window of the procedure, if it is of one.
    pub funding_window_id: Option<i64>,
    /// The phase of the procedure, as the source calls it.
    #[sea_orm(column_type = "Text", nullable)]
    pub phase: Option<String>,
    /// Its rank in the procedure, from 1.
    pub number: i64,
    /// Who does it, as the source says it.
    #[sea_orm(column_type = "Text", nullable)]
    pub done_by: Option<String>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    CoreServiceId => core_service,
    FundingWindowId => funding_window,
    ProgrammeId => programme,
}

impl ActiveModelBehavior for ActiveModel {}
