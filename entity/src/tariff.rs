use sea_orm::entity::prelude::*;

/// A unit amount, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tariff")]
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
    /// The amount's name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// The programme that pays.
    pub programme_id: i64,
    /// The couloir concerned.
    pub couloir_id: Option<i64>,
    /// The software function financed.
    pub software_function_id: Option<i64>,
    /// What is paid for.
    #[sea_orm(column_type = "Text")]
    pub item: String,
    /// The beneficiary's case (ESMS numérique).
    #[sea_orm(column_type = "Text", nullable)]
    pub case: Option<String>,
    /// The size of the project, in ESSMS.
    #[sea_orm(column_type = "Text", nullable)]
    pub size_class: Option<String>,
    /// Who is paid.
    #[sea_orm(column_type = "Text", nullable)]
    pub payee: Option<String>,
    /// What the amount is for each of.
    #[sea_orm(column_type = "Text")]
    pub per: String,
    /// Unit amount, in euros; absent where the source does not print it.
    pub amount: Option<i64>,
    /// How exactly the source gives the amount.
    #[sea_orm(column_type = "Text", nullable)]
    pub amount_qualifier: Option<String>,
    /// Number of points, when the amount is in points.
    pub points: Option<i64>,
    /// The threshold to reach, in percent, from 0 to 100.
    pub threshold: Option<i64>,
    /// What the threshold is a share of.
    #[sea_orm(column_type = "Text", nullable)]
    pub threshold_of: Option<String>,
    /// How many units at most.
    pub cap: Option<i64>,
    /// The increase possible, in percent.
    pub increase: Option<i64>,
    /// When the amount is paid.
    #[sea_orm(column_type = "Text", nullable)]
    pub payment_schedule: Option<String>,
    /// The conditions of payment.
    #[sea_orm(column_type = "Text", nullable)]
    pub conditions: Option<String>,
    /// When it comes into force. EDTF text.
    #[sea_orm(column_type = "Text", nullable)]
    pub in_force: Option<String>,
    /// Its first possible day.
    pub in_force_earliest: Option<Date>,
    /// Its last possible day.
    pub in_force_latest: Option<Date>,
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
