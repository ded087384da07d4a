use sea_orm::entity::prelude::*;

/// What a document says of a field of a record, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement")]
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
    /// The dataset of the record spoken of.
    #[sea_orm(column_type = "Text")]
    pub subject_dataset: String,
    /// The slug of the record spoken of.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// The field spoken of, by its REST name.
    #[sea_orm(column_type = "Text")]
    pub field: String,
    /// The item of the field, when it has several (the phase of a window).
    #[sea_orm(column_type = "Text", nullable)]
    pub item: Option<String>,
    /// The question that the values answer.
    #[sea_orm(column_type = "Text")]
    pub question: String,
    /// The value: an EDTF date, an amount in euros, or a text.
    #[sea_orm(column_type = "Text")]
    pub value: String,
    /// How exactly the document gives the value.
    #[sea_orm(column_type = "Text", nullable)]
    pub qualifier: Option<String>,
    /// The document that says so.
    pub document_id: i64,
    /// What the value covers, where it is not what the record's field covers.
    #[sea_orm(column_type = "Text", nullable)]
    pub scope: Option<String>,
    /// What the document means by it, where it is not what the record's field means.
    #[sea_orm(column_type = "Text", nullable)]
    pub definition: Option<String>,
    /// A remark of the transcriber, or a footnote of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

crate::reference::references! {
    RecordId,
    DocumentId => document,
}

impl ActiveModelBehavior for ActiveModel {}
