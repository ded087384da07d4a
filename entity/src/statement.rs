use sea_orm::entity::prelude::*;

/// What a document says of a field of a record, in one of its versions.
#[sea_orm::model]
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
    pub slug: String,
    /// The dataset of the record spoken of.
    pub subject_dataset: String,
    /// The slug of the record spoken of.
    pub subject: String,
    /// The field spoken of, by its REST name.
    pub field: String,
    /// The item of the field, when it has several (the phase of a window).
    pub item: Option<String>,
    /// The question that the values answer.
    pub question: String,
    /// The value: an EDTF date, an amount in euros, or a text.
    pub value: String,
    /// How exactly the document gives the value.
    pub qualifier: Option<String>,
    /// The document that says so.
    pub document_id: i64,
    /// A remark of the transcriber, or a footnote of the source.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
