use sea_orm::entity::prelude::*;

/// A referencing decision, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referencing")]
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
    /// The solution.
    pub solution_id: i64,
    /// The specification that it meets.
    pub specification_id: Option<i64>,
    /// The couloir, as far as the source prints it.
    pub couloir_id: Option<i64>,
    /// The software function, as far as the source prints it.
    pub software_function_id: Option<i64>,
    /// The wave, as far as the source prints it.
    pub wave: Option<i64>,
    /// The version of the solution.
    #[sea_orm(column_type = "Text", nullable)]
    pub version: Option<String>,
    /// The profile of the specification.
    #[sea_orm(column_type = "Text", nullable)]
    pub profile: Option<String>,
    /// Candidate, referenced, suspended or withdrawn.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// When the status was decided, or first attested. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub status_on: Option<String>,
    /// Its first possible day.
    pub status_on_earliest: Option<Date>,
    /// Its last possible day.
    pub status_on_latest: Option<Date>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    CouloirId => couloir,
    SoftwareFunctionId => software_function,
    SolutionId => solution,
    SpecificationId => specification,
}

impl ActiveModelBehavior for ActiveModel {}
