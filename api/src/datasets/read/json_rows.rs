use chrono::NaiveDate;
use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    labels,
    node::{Cited, Node},
    warning::{WARNINGS, Warning},
};
use crate::{
    datasets::{
        Column, Dataset, Kind,
        model::{
            description,
            fields::{Field, Shows, Source},
        },
        registry,
    },
    domain::{ApproximateDate, Decimal, Language, Value, instant},
};

/// Rows as JSON objects of some fields. They are written from the rows themselves: no JSON value stands between.
pub struct JsonRows<'a> {
    dataset: &'a Dataset,
    fields: &'a [Field],
    /// Whether they have their warnings.
    warnings: bool,
    documents: DocumentColumns,
}

/// A row of them.
#[derive(Clone, Copy)]
pub struct JsonRow<'a> {
    rows: &'a JsonRows<'a>,
    node: &'a Node,
}

impl<'a> JsonRows<'a> {
    /// Rows of a dataset with these fields.
    pub fn new(dataset: &'a Dataset, fields: &'a [Field]) -> Self {
        Self {
            dataset,
            fields,
            warnings: false,
            documents: DocumentColumns::new(),
        }
    }

    /// The same, with what their readers should know, if that is wanted.
    pub fn with_warnings(self, warnings: bool) -> Self {
        Self { warnings, ..self }
    }

    /// A row.
    pub fn row(&'a self, node: &'a Node) -> JsonRow<'a> {
        JsonRow { rows: self, node }
    }
}

/// Where documents have their titles and addresses.
pub(super) struct DocumentColumns {
    title: Option<usize>,
    address: Option<usize>,
}

impl DocumentColumns {
    pub(super) fn new() -> Self {
        let documents = registry().find("documents");
        let [title, address] = ["title", "address"].map(|name| documents?.column(name));
        Self { title, address }
    }

    /// What is told of a place where facts were read.
    pub(super) fn text<'a>(&self, source: Source, cited: &'a Cited) -> Option<&'a str> {
        let document = || cited.document.as_ref().map(|document| &document.row);
        let text = |place: Option<usize>| match &document()?.values[place?] {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        };
        match source {
            Source::Document => document().map(|row| row.slug.as_str()),
            Source::Title => text(self.title),
            Source::Address => text(self.address),
            Source::Locator => cited.locator.as_deref(),
            Source::Field => cited.field.as_deref(),
        }
    }
}

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let JsonRows { fields, warnings, .. } = self.rows;
        let mut object = serializer.serialize_map(Some(fields.len() + usize::from(*warnings)))?;
        for field in *fields {
            let shown = Shown {
                row: *self,
                shows: field.shows,
            };
            object.serialize_entry(&field.name, &shown)?;
        }
        if *warnings {
            let warnings: Vec<_> = self.node.warnings.iter().map(Warning::to_json).collect();
            object.serialize_entry(WARNINGS, &warnings)?;
        }
        object.end()
    }
}

/// The value of a field.
struct Shown<'a> {
    row: JsonRow<'a>,
    shows: Shows,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let JsonRow { rows, node } = self.row;
        let (dataset, row) = (rows.dataset, &node.row);
        match self.shows {
            Shows::Slug => serializer.serialize_str(&row.slug),
            Shows::Column(place) => JsonValue(&row.values[place]).serialize(serializer),
            Shows::Earliest(place) => JsonDay(&row.values[place], ApproximateDate::earliest).serialize(serializer),
            Shows::Latest(place) => JsonDay(&row.values[place], ApproximateDate::latest).serialize(serializer),
            Shows::Label(place, language) => labels::in_files(dataset, node, place, language).serialize(serializer),
            Shows::Part(place, language) => {
                let columns = &dataset.parts[place].columns;
                let items = row.parts.get(place).into_iter().flatten();
                serializer.collect_seq(items.map(|values| JsonItem {
                    columns,
                    values,
                    language,
                }))
            }
            Shows::PhasesOn(day, certainty) => dataset.phases_on(day, certainty, &row.parts).serialize(serializer),
            Shows::Revision => serializer.serialize_i64(row.since.0),
            Shows::PublishedAt => {
                let at = row.publication.as_ref().map(|publication| instant(publication.at));
                at.serialize(serializer)
            }
            Shows::Publisher => {
                let publisher = row.publication.as_ref().map(|made| &*made.institution);
                publisher.serialize(serializer)
            }
            Shows::Source(source) => {
                serializer.collect_seq(node.provenance.iter().map(|cited| rows.documents.text(source, cited)))
            }
        }
    }
}

/// A day of a date.
struct JsonDay<'a>(&'a Value, fn(&ApproximateDate) -> Option<NaiveDate>);

impl Serialize for JsonDay<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let day = match self.0 {
            Value::Date(date) => (self.1)(date),
            _ => None,
        };
        match day {
            Some(day) => serializer.collect_str(&day),
            None => serializer.serialize_unit(),
        }
    }
}

/// An item of a part; with what its terms and dates are called, if a language is given.
pub(super) struct JsonItem<'a> {
    pub(super) columns: &'a [Column],
    pub(super) values: &'a [Value],
    pub(super) language: Option<Language>,
}

impl Serialize for JsonItem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (column, value) in self.columns.iter().zip(self.values) {
            let name = column.name;
            object.serialize_entry(name, &JsonValue(value))?;
            if matches!(column.kind, Kind::Date) {
                object.serialize_entry(&format!("{name}_earliest"), &JsonDay(value, ApproximateDate::earliest))?;
                object.serialize_entry(&format!("{name}_latest"), &JsonDay(value, ApproximateDate::latest))?;
            }
            if let Some(language) = self.language.filter(|_| description::has_labels(column)) {
                let label = description::label(column, value, language);
                object.serialize_entry(&format!("{name}_label"), &label)?;
            }
        }
        object.end()
    }
}

/// A value of a row.
pub(super) struct JsonValue<'a>(pub(super) &'a Value);

impl Serialize for JsonValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Decimal(quantity) => JsonNumber(*quantity).serialize(serializer),
            Value::Euros(amount) => serializer.collect_str(amount),
            Value::Boolean(answer) => serializer.serialize_bool(*answer),
            Value::Date(date) => serializer.serialize_str(date.edtf()),
            Value::Term(code) => serializer.serialize_str(code),
            Value::List(items) => items.serialize(serializer),
            Value::Reference(reference) => serializer.serialize_str(&reference.slug),
        }
    }
}

/// A quantity as a JSON number; its range and its three decimals make it exact.
pub(super) struct JsonNumber(pub(super) Decimal);

impl Serialize for JsonNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let size = self.0.thousandths();
        match size % 1000 {
            0 => serializer.serialize_i64(size / 1000),
            _ => serializer.serialize_f64(size as f64 / 1000.0),
        }
    }
}
