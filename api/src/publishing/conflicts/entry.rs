use std::cmp::Reverse;

use super::{
    kind::kind_of,
    topic::{Said, Subject, Topic},
};
use crate::{
    datasets::{Column, Dataset, vocabularies::QUALIFIER},
    domain::{ApproximateDate, Error, Origin, Reference, Result, Value, Vocabulary},
    publishing::{Citation, Entry, Expects},
};

/// A conflict, as an entry of its dataset; `line` is its place among those computed.
pub(super) fn entry(dataset: &'static Dataset, subject: &Subject, topic: &Topic, line: u64) -> Result<Entry> {
    let kind = kind_of(topic);
    let retained = topic.retained(kind);
    let retained_document = Reference {
        id: 0,
        slug: retained.document.clone(),
    };
    let values = row(
        &dataset.columns,
        &[
            ("name", text(&topic.question)),
            ("subject_dataset", text(&subject.dataset)),
            ("subject", text(&subject.record)),
            ("field", text(&subject.field)),
            ("item", text(&subject.item)),
            ("address", text(&topic.address)),
            ("kind", Value::Term(kind)),
            ("retained", text(&retained.value)),
            ("retained_document", Value::Reference(retained_document)),
            ("reason", Value::Term(retained.reason)),
        ],
    )?;
    let [part] = &dataset.parts[..] else {
        return Err(Error::internal("a conflict has one list, its values"));
    };
    let items = values_with_documents(topic).into_iter().map(|(said, documents)| {
        let published_on = said.published_on.clone();
        row(
            &part.columns,
            &[
                ("value", text(&said.value)),
                ("qualifier", term(&QUALIFIER, most_precise(topic, &said.value))?),
                ("documents", Value::List(documents)),
                ("published_on", published_on.map_or(Value::Null, Value::Date)),
                ("retained", Value::Boolean(topic.is_retained(&retained, said))),
            ],
        )
    });
    Ok(Entry {
        dataset: dataset.name,
        slug: subject.slug(),
        values,
        parts: vec![items.collect::<Result<_>>()?],
        citations: citations(topic),
        origin: Origin::of_line(dataset.name, line),
        expects: Expects::Anything,
        given: None,
    })
}

fn text(text: &str) -> Value {
    match text.trim() {
        "" => Value::Null,
        text => Value::Text(text.to_owned()),
    }
}

fn term(vocabulary: &Vocabulary, code: Option<&str>) -> Result<Value> {
    let Some(code) = code else {
        return Ok(Value::Null);
    };
    let known = vocabulary.code(code).map(Value::Term);
    known.ok_or_else(|| Error::internal(format!("a statement has the unknown qualifier {code}")))
}

/// The values of columns, in their order, from the value of each by name.
fn row(columns: &[Column], values: &[(&str, Value)]) -> Result<Vec<Value>> {
    let value = |column: &Column| {
        let found = values.iter().find(|(name, _)| *name == column.name);
        let found = found.map(|(_, value)| value.clone());
        found.ok_or_else(|| Error::internal(format!("a conflict gives no {}", column.name)))
    };
    columns.iter().map(value).collect()
}

/// The values that documents give, from the most recent to the oldest, each with its most recent statement and all its documents.
fn values_with_documents(topic: &Topic) -> Vec<(&Said, Vec<String>)> {
    let latest = |said: &Said| said.published_on.as_ref().and_then(ApproximateDate::latest);
    let mut values: Vec<(&Said, Vec<String>)> = Vec::new();
    for said in &topic.said {
        match values.iter_mut().find(|(known, _)| known.value == said.value) {
            Some((known, documents)) => {
                if latest(known) < latest(said) {
                    *known = said;
                }
                if !documents.contains(&said.document) {
                    documents.push(said.document.clone());
                }
            }
            None => values.push((said, vec![said.document.clone()])),
        }
    }
    values.sort_by_key(|(said, _)| Reverse(latest(said)));
    values
}

/// The qualifier of a value: exact, if any document gives it exactly.
fn most_precise<'a>(topic: &'a Topic, value: &str) -> Option<&'a str> {
    let same = topic.said.iter().filter(|said| said.value == value);
    same.min_by_key(|said| said.imprecision())
        .and_then(|said| said.qualifier.as_deref())
}

/// Where the statements were read, each place once. Files separate places by semicolons: those inside a place become commas.
fn citations(topic: &Topic) -> Vec<Citation> {
    let mut all: Vec<Citation> = Vec::new();
    for said in &topic.said {
        let locator = said.locator.as_ref().map(|locator| locator.replace(';', ","));
        let citation = Citation {
            field: None,
            document: said.document.clone(),
            locator: locator.filter(|locator| !locator.is_empty()),
        };
        if !all.contains(&citation) {
            all.push(citation);
        }
    }
    all
}
