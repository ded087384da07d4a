use serde_json::Value as Json;

use super::query::Dialect;
use crate::{
    datasets::{
        Dataset, Node,
        fields::{Field, Shows},
        json,
        parse::LIST_SEPARATOR,
    },
    domain::{Error, Result, Value},
};

/// A writer of CSV text in a dialect: RFC 4180 unless the query says otherwise.
pub(super) struct Writer {
    inner: csv::Writer<Vec<u8>>,
    dialect: Dialect,
}

impl Writer {
    pub(super) fn new(dialect: Dialect) -> Self {
        let inner = csv::WriterBuilder::new()
            .delimiter(dialect.delimiter)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        Self { inner, dialect }
    }

    /// The header row.
    pub(super) fn header(&mut self, fields: &[Field]) -> Result<()> {
        self.inner
            .write_record(fields.iter().map(|field| &field.name))
            .map_err(Error::internal)
    }

    /// One record.
    pub(super) fn record(&mut self, dataset: &Dataset, fields: &[Field], node: &Node) -> Result<()> {
        for field in fields {
            let cell = self.cell(dataset, field.shows, node);
            self.inner.write_field(cell).map_err(Error::internal)?;
        }
        self.inner.write_record(None::<&[u8]>).map_err(Error::internal)
    }

    /// What was written.
    pub(super) fn finish(self) -> Result<Vec<u8>> {
        self.inner
            .into_inner()
            .map_err(|failure| Error::internal(failure.to_string()))
    }

    fn cell(&self, dataset: &Dataset, shows: Shows, node: &Node) -> String {
        match shows {
            Shows::Column(place) => self.value(&node.row.values[place]),
            Shows::Source(source) => {
                let told = json::sources(source, node);
                let told: Vec<String> = told.into_iter().map(Option::unwrap_or_default).collect();
                if told.iter().all(String::is_empty) {
                    String::new()
                } else {
                    neutral(told.join(&LIST_SEPARATOR.to_string()))
                }
            }
            Shows::Part(_) => match json::shown(dataset, shows, node) {
                Json::Array(items) if items.is_empty() => String::new(),
                items => items.to_string(),
            },
            _ => match json::shown(dataset, shows, node) {
                Json::Null => String::new(),
                Json::String(text) => text,
                other => other.to_string(),
            },
        }
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Text(text) => neutral(text.clone()),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(quantity) => self.decimal(quantity.to_string()),
            Value::Euros(amount) => self.decimal(amount.to_string()),
            Value::Boolean(answer) => answer.to_string(),
            Value::Date(date) => date.edtf().to_owned(),
            Value::Term(code) => (*code).to_owned(),
            Value::List(items) => neutral(items.join(&LIST_SEPARATOR.to_string())),
            Value::Reference(reference) => reference.slug.clone(),
        }
    }

    fn decimal(&self, text: String) -> String {
        if self.dialect.decimal_comma {
            text.replace('.', ",")
        } else {
            text
        }
    }
}

/// How a formula starts.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The text of a cell without the apostrophe that made it harmless.
pub(super) fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.starts_with(FORMULA) => text,
        _ => cell,
    }
}

/// A text that no spreadsheet runs as a formula: one that starts like one gets an apostrophe before it.
pub(super) fn neutral(text: String) -> String {
    if text.starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{bare, neutral};

    #[test]
    fn a_formula_is_made_harmless() {
        assert_eq!(neutral("=1+1".to_owned()), "'=1+1");
        assert_eq!(neutral("@SUM(A1)".to_owned()), "'@SUM(A1)");
        assert_eq!(neutral("Île".to_owned()), "Île");
    }

    #[test]
    fn what_was_made_harmless_is_read_back() {
        for text in ["=1+1", "@SUM(A1)", "-3", "Île", "'tis"] {
            assert_eq!(bare(&neutral(text.to_owned())), text);
        }
    }
}
