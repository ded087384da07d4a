use std::collections::HashMap;

use async_graphql_value::ConstValue;
use serde_json::{Map, Value as Json};

use crate::{
    datasets::{Column, Dataset, Identity, Kind, model::parse},
    domain::{Error, Result, Revision},
    graphql::names::{SOURCES, camel, screaming},
    publishing::{self, Expects, TextRow},
};

/// The input field of the revision at which a record was read.
const EXPECTED: &str = "expectedRevision";

/// Records given as rows of text, under the names that files have.
pub(super) fn rows(
    dataset: &'static Dataset,
    given: &[ConstValue],
    expects: Expects,
) -> Result<(Vec<String>, Vec<TextRow>)> {
    let mut header: Vec<String> = dataset.columns.iter().map(|column| column.name.to_owned()).collect();
    header.extend(dataset.parts.iter().map(|part| part.name.to_owned()));
    if dataset.identity == Identity::Record {
        header.push(publishing::SLUG.to_owned());
        header.extend(publishing::SOURCES.map(str::to_owned));
    }
    let mut rows = Vec::with_capacity(given.len());
    for (place, record) in given.iter().enumerate() {
        let ConstValue::Object(fields) = record else {
            return Err(Error::internal("a record that is no object"));
        };
        let mut cells: HashMap<&str, String> = HashMap::new();
        let mut expects = expects;
        for (name, value) in fields {
            match name.as_str() {
                EXPECTED => {
                    let revision = value.clone().into_json().map_err(Error::internal)?;
                    expects = Expects::AsOf(Revision(revision.as_i64().unwrap_or_default()));
                }
                publishing::SLUG => {
                    cells.insert(publishing::SLUG, parse::cell(&json(None, value)?));
                }
                SOURCES => cite(value, &mut cells)?,
                name => {
                    let (name, cell) = own(dataset, name, value)?;
                    cells.insert(name, cell);
                }
            }
        }
        let absent = header
            .iter()
            .enumerate()
            .filter(|(_, name)| !cells.contains_key(name.as_str()));
        rows.push(TextRow {
            line: place as u64,
            absent: absent.map(|(place, _)| place).collect(),
            cells: header
                .iter()
                .map(|name| cells.remove(name.as_str()).unwrap_or_default())
                .collect(),
            expects,
        });
    }
    Ok((header, rows))
}

/// A column or a part, under its REST name, as the text of a cell.
fn own(dataset: &'static Dataset, name: &str, value: &ConstValue) -> Result<(&'static str, String)> {
    if let Some(column) = dataset.columns.iter().find(|column| camel(column.name) == name) {
        return Ok((column.name, parse::cell(&json(Some(column), value)?)));
    }
    let part = dataset
        .parts
        .iter()
        .find(|part| camel(part.name) == name)
        .ok_or_else(|| Error::internal(format!("the schema has an input {name} that the plan has not")))?;
    let mut items = Vec::new();
    for item in crate::graphql::plan::values::items(value) {
        let ConstValue::Object(fields) = item else { continue };
        let mut object = Map::new();
        for (name, value) in &fields {
            if let Some(column) = part.columns.iter().find(|column| camel(column.name) == name.as_str()) {
                object.insert(column.name.to_owned(), json(Some(column), value)?);
            }
        }
        items.push(Json::Object(object));
    }
    Ok((
        part.name,
        if *value == ConstValue::Null {
            String::new()
        } else {
            Json::from(items).to_string()
        },
    ))
}

/// A value as JSON, its terms by their codes.
fn json(column: Option<&Column>, value: &ConstValue) -> Result<Json> {
    if let (Some(Kind::Term(vocabulary)), ConstValue::Enum(_) | ConstValue::String(_)) =
        (column.map(|column| column.kind), value)
    {
        let name = crate::graphql::plan::values::as_text(value).unwrap_or_default();
        let term = vocabulary.terms.iter().find(|term| screaming(term.code) == name);
        return Ok(Json::from(term.map_or(name, |term| term.code.to_owned())));
    }
    let single_for_list = matches!(column.map(|column| column.kind), Some(Kind::List));
    match value {
        ConstValue::List(_) | ConstValue::Null => value.clone().into_json().map_err(Error::internal),
        value if single_for_list => Ok(Json::from(vec![value.clone().into_json().map_err(Error::internal)?])),
        value => value.clone().into_json().map_err(Error::internal),
    }
}

/// The places where facts were read, as three lists in parallel.
fn cite(value: &ConstValue, cells: &mut HashMap<&str, String>) -> Result<()> {
    let mut lists: [Vec<Json>; 3] = Default::default();
    for citation in crate::graphql::plan::values::items(value) {
        let citation = citation.into_json().map_err(Error::internal)?;
        for (list, name) in lists.iter_mut().zip(["document", "locator", "field"]) {
            list.push(citation[name].clone());
        }
    }
    for (name, list) in publishing::SOURCES.into_iter().zip(lists) {
        cells.insert(
            name,
            if list.is_empty() {
                String::new()
            } else {
                Json::from(list).to_string()
            },
        );
    }
    Ok(())
}
