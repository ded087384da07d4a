use sea_orm::entity::prelude::*;

/// What a programme covers, excludes or demands, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_rule")]
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
    /// The rule, in one sentence.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// The programme that the rule is of.
    pub programme_id: i64,
    /// What the rule says.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The part of the programme to which the rule is limited, as the source names it.
    #[sea_orm(column_type = "Text", nullable)]
    pub scope: Option<String>,
    /// The couloir, when the rule is for one only.
    pub couloir_id: Option<i64>,
    /// The software function, when the rule is for one only.
    pub software_function_id: Option<i64>,
    /// The number that the rule sets, in the unit told.
    pub quantity: Option<i64>,
    /// The unit of the quantity.
    #[sea_orm(column_type = "Text", nullable)]
    pub unit: Option<String>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    CouloirId => couloir,
    ProgrammeId => programme,
    SoftwareFunctionId => software_function,
}

impl ActiveModelBehavior for ActiveModel {}
