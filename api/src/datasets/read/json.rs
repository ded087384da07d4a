use serde_json::{Map, Value as Json, json};

use crate::{
    datasets::{
        Column, Dataset, Kind, Node,
        model::{
            description,
            fields::{Field, Shows, Source},
        },
        read::labels,
    },
    domain::{ApproximateDate, Bilingual, Decimal, Language, Value, instant},
};

/// A record as a JSON object of these fields.
pub fn record(dataset: &Dataset, fields: &[Field], node: &Node) -> Json {
    let mut object = Map::with_capacity(fields.len());
    for field in fields {
        object.insert(field.name.clone(), shown(dataset, field.shows, node));
    }
    Json::Object(object)
}

/// The value of a field, as JSON.
pub fn shown(dataset: &Dataset, shows: Shows, node: &Node) -> Json {
    let row = &node.row;
    match shows {
        Shows::Slug => json!(row.slug),
        Shows::Column(place) => value(&row.values[place]),
        Shows::Earliest(place) => day(&row.values[place], ApproximateDate::earliest),
        Shows::Latest(place) => day(&row.values[place], ApproximateDate::latest),
        Shows::Label(place, language) => json!(labels::in_files(dataset, node, place, language)),
        Shows::Part(place, language) => {
            let columns = &dataset.parts[place].columns;
            let items = row.parts.get(place).into_iter().flatten();
            items.map(|values| item(columns, values, language)).collect()
        }
        Shows::PhasesOn(day, certainty) => json!(dataset.phases_on(day, certainty, &row.parts)),
        Shows::Revision => json!(row.since.0),
        Shows::PublishedAt => row
            .publication
            .as_ref()
            .map_or(Json::Null, |publication| json!(instant(publication.at))),
        Shows::Publisher => json!(row.publication.as_ref().map(|told| &*told.institution)),
        Shows::Source(source) => sources(source, node).into_iter().map(Json::from).collect(),
    }
}

/// The citations of a record, as JSON.
pub fn sources(source: Source, node: &Node) -> Vec<Option<String>> {
    let told = node.provenance.iter().map(|cited| {
        let document = cited.document.as_ref().map(|document| &document.row);
        let text = |name: &str| {
            let place = crate::datasets::registry().find("documents")?.column(name)?;
            match &document?.values[place] {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            }
        };
        match source {
            Source::Document => document.map(|row| row.slug.clone()),
            Source::Title => text("title"),
            Source::Address => text("address"),
            Source::Locator => cited.locator.clone(),
            Source::Field => cited.field.clone(),
        }
    });
    told.collect()
}

/// An item of a part as JSON; with what its terms and dates are called, if a language is given.
pub fn item(columns: &[Column], values: &[Value], language: Option<Language>) -> Json {
    let mut object = Map::new();
    for (column, cell) in columns.iter().zip(values) {
        object.insert(column.name.to_owned(), value(cell));
        if matches!(column.kind, Kind::Date) {
            object.insert(
                format!("{}_earliest", column.name),
                day(cell, ApproximateDate::earliest),
            );
            object.insert(format!("{}_latest", column.name), day(cell, ApproximateDate::latest));
        }
        if let Some(language) = language.filter(|_| description::has_labels(column)) {
            let label = description::label(column, cell, language);
            object.insert(format!("{}_label", column.name), json!(label));
        }
    }
    Json::Object(object)
}

fn day(value: &Value, which: impl Fn(&ApproximateDate) -> Option<chrono::NaiveDate>) -> Json {
    match value {
        Value::Date(date) => which(date).map_or(Json::Null, |day| json!(day.to_string())),
        _ => Json::Null,
    }
}

/// A value as JSON.
pub fn value(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Decimal(quantity) => number(*quantity),
        Value::Euros(amount) => json!(amount.to_string()),
        Value::Boolean(answer) => json!(answer),
        Value::Date(date) => json!(date.edtf()),
        Value::Term(code) => json!(code),
        Value::List(items) => json!(items),
        Value::Reference(reference) => json!(reference.slug),
    }
}

/// A quantity as a JSON number; its range and its three decimals make it exact.
pub fn number(quantity: Decimal) -> Json {
    let size = quantity.thousandths();
    if size % 1000 == 0 {
        json!(size / 1000)
    } else {
        quantity.to_string().parse::<f64>().map_or(Json::Null, Json::from)
    }
}

/// Words in both languages.
pub fn words(words: Bilingual) -> Json {
    json!({ "fr": words.french, "en": words.english })
}
