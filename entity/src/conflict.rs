use sea_orm::entity::prelude::*;

/// A disagreement between documents, in one of its versions.
#[sea_orm::model]
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
    pub slug: String,
    /// The question that the documents answer differently.
    pub name: String,
    /// The same without case or accents.
    pub name_folded: String,
    /// The dataset of the record in question.
    pub subject_dataset: String,
    /// The slug of the record in question; for observations, what they have in common.
    pub subject: String,
    /// The field in question.
    pub field: String,
    /// The item of the field, when it has several.
    pub item: Option<String>,
    /// Where the record, or the values, are read.
    pub address: String,
    /// The value retained.
    pub retained: String,
    /// The document whose value is retained.
    pub retained_document_id: i64,
    /// Why this value is retained.
    pub reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
