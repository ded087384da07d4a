//! What there is, told to machines: the list of datasets with their files, Table Schemas, and the catalogues made of them.

/// The list of datasets, and the metadata of one.
mod metadata;
/// Table Schema (Frictionless).
mod table_schema;

pub use metadata::{dataset, datasets};

use crate::{answer::Answer, datasets::registry, domain::Result};

/// The Table Schema of a dataset.
///
/// # Errors
/// `NotFound` for an unknown dataset.
pub fn schema(name: &str) -> Result<Answer> {
    Ok(Answer::json(&table_schema::table_schema(registry().dataset(name)?)))
}
