use serde::Serialize;
use serde_json::{Value as Json, json};

use super::json_rows::{DocumentColumns, JsonItem, JsonNumber, JsonRows, JsonValue};
use crate::{
    datasets::{
        Column, Dataset, Node,
        model::fields::{Field, Source},
    },
    domain::{Bilingual, Decimal, Language, Value},
};

/// A record as a JSON object of these fields.
pub fn record(dataset: &Dataset, fields: &[Field], node: &Node) -> Json {
    as_json(&JsonRows::new(dataset, fields).row(node))
}

/// What is written as JSON, as a value: nothing of a row can fail to be written.
fn as_json(written: &impl Serialize) -> Json {
    serde_json::to_value(written).unwrap_or_default()
}

/// The citations of a record, as JSON.
pub fn sources(source: Source, node: &Node) -> Vec<Option<String>> {
    let documents = DocumentColumns::new();
    let told = node.provenance.iter().map(|cited| documents.text(source, cited));
    told.map(|text| text.map(str::to_owned)).collect()
}

/// An item of a part as JSON; with what its terms and dates are called, if a language is given.
pub fn item(columns: &[Column], values: &[Value], language: Option<Language>) -> Json {
    as_json(&JsonItem {
        columns,
        values,
        language,
    })
}

/// A value as JSON.
pub fn value(value: &Value) -> Json {
    as_json(&JsonValue(value))
}

/// A quantity as a JSON number; its range and its three decimals make it exact.
pub fn number(quantity: Decimal) -> Json {
    as_json(&JsonNumber(quantity))
}

/// Words in both languages.
pub fn words(words: Bilingual) -> Json {
    json!({ "fr": words.french, "en": words.english })
}
