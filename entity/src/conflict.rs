use sea_orm::entity::prelude::*;

/// A disagreement between documents, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conflict")]
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
    /// The question that the documents answer differently.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The same without case or accents.
    #[sea_orm(column_type = "Text")]
    pub name_folded: String,
    /// The dataset of the record in question.
    #[sea_orm(column_type = "Text")]
    pub subject_dataset: String,
    /// The slug of the record in question; for observations, what they have in common.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// The field in question.
    #[sea_orm(column_type = "Text")]
    pub field: String,
    /// The item of the field, when it has several.
    #[sea_orm(column_type = "Text", nullable)]
    pub item: Option<String>,
    /// Where the record, or the values, are read.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// Of what kind it is.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The value retained.
    #[sea_orm(column_type = "Text")]
    pub retained: String,
    /// The document whose value is retained.
    pub retained_document_id: i64,
    /// Why this value is retained.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
}

crate::reference::references! {
    RecordId,
    RetainedDocumentId => document,
}

impl ActiveModelBehavior for ActiveModel {}
