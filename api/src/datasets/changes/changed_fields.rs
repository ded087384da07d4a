use serde_json::Value as Json;

use crate::datasets::{
    Dataset,
    model::fields::{Field, Shows, fields},
};

/// A field in which two states of a record differ.
pub struct ChangedField {
    /// The field.
    pub field: Field,
    /// What it was; null where there was no record.
    pub before: Json,
    /// What it is; null where there is no record any more.
    pub after: Json,
}

/// The fields that differ between two states of a record, but for those that say who published it and when.
pub fn changed_fields(dataset: &Dataset, before: &Json, after: &Json) -> impl Iterator<Item = ChangedField> {
    let told = fields(dataset).into_iter().filter(|field| {
        !matches!(
            field.shows,
            Shows::Revision | Shows::PublishedAt | Shows::Publisher | Shows::Slug
        )
    });
    told.map(|field| ChangedField {
        before: before[&field.name].clone(),
        after: after[&field.name].clone(),
        field,
    })
    .filter(|changed| changed.before != changed.after)
}
