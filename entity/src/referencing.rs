use sea_orm::entity::prelude::*;

/// A referencing decision, in one of its versions.
#[sea_orm::model]
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
    pub slug: String,
    /// The solution.
    pub solution_id: i64,
    /// The specification that it meets.
    pub specification_id: i64,
    /// The version of the solution.
    pub version: Option<String>,
    /// The profile of the specification.
    pub profile: Option<String>,
    /// Candidate, referenced, suspended or withdrawn.
    pub status: String,
    /// When the status was decided, or first attested. EDTF text.
    pub status_on: Option<String>,
    /// Its first possible day.
    pub status_on_earliest: Option<Date>,
    /// Its last possible day.
    pub status_on_latest: Option<Date>,
    /// A remark of the transcriber, or a footnote of the source.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
