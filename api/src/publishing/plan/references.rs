use crate::{
    datasets::{Dataset, Kind},
    domain::Value,
    publishing::Entry,
};

/// Every reference of an entry: the column, the dataset and the slug.
pub(super) fn references<'a>(
    dataset: &'static Dataset,
    entry: &'a Entry,
) -> impl Iterator<Item = (&'static str, &'static str, &'a str)> {
    let columns = dataset
        .columns
        .iter()
        .zip(&entry.values)
        .filter_map(|(column, value)| match (column.kind, value) {
            (Kind::Reference(target), Value::Reference(reference)) => {
                Some((column.name, target, reference.slug.as_str()))
            }
            _ => None,
        });
    let documents = entry
        .citations
        .iter()
        .map(|citation| ("source_document", "documents", citation.document.as_str()));
    columns.chain(documents)
}
