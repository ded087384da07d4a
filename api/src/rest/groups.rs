use axum::{extract::Path, routing::get};
use serde_json::{Value as Json, json};

use super::{
    labels::{LABELS, language},
    query::condition,
};
use crate::{
    datasets::{
        Dataset, Identity,
        aggregate::groups::{
            DEFAULT_GROUPS, GREATEST_GROUPS, Grouping, Ordered, dimension, dimensions, measure, measures, ordered_by,
        },
        read::filter::{self, Filter},
        registry,
    },
    domain::{Error, Language, Result, wording},
    files::{Form, neutral},
    store::{Direction, Snapshot},
    web::{
        conditional::Pinned,
        query::{QueryText, number, pairs},
        representation::{Representation, Responded},
        route_policy::{RoutePolicy, Routes},
    },
};

/// The addresses of rows counted and summed.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new()
        .route("/v1/{dataset}/groups", RoutePolicy::DATA, get(list_groups))
        .route("/v1/{dataset}/groups.csv", RoutePolicy::DATA, get(download_groups))
}

async fn list_groups(Pinned(snapshot): Pinned, Path(dataset): Path<String>, QueryText(query): QueryText) -> Responded {
    Ok(groups(snapshot, &dataset, Form::Page, &query).await?)
}

async fn download_groups(
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    Ok(groups(snapshot, &dataset, Form::Csv, &query).await?)
}

/// The columns of a group, after its key; the last one of observations alone.
const TOLD: [&str; 8] = [
    "count",
    "measured",
    "covered",
    "sum",
    "min",
    "max",
    "average",
    PROVISIONAL,
];
const PROVISIONAL: &str = "provisional";

/// The measure of a grouping that only counts.
pub(super) const NO_MEASURE: &str = "none";

/// The parameters that are no filters; each is given once.
const KNOWN: [&str; 7] = ["by", "measure", "sort", "limit", "offset", "q", LABELS];

/// How far into the groups an answer may begin.
const GREATEST_OFFSET: usize = 10_000;

/// The rows of a dataset that the query wants, counted and summed by what they have in common.
///
/// # Errors
/// `NotFound` for an unknown dataset; `BadInput` that names the parameter; `TooComplex` for too many groups.
async fn groups(snapshot: Snapshot, name: &str, form: Form, text: &str) -> Result<Representation> {
    let dataset = registry().dataset(name)?;
    let (grouping, labels) = read(dataset, text)?;
    let (total, groups) = grouping.run(&snapshot, dataset, labels).await?;
    if form == Form::Csv {
        return csv(dataset, &grouping, labels.is_some(), &groups);
    }
    Ok(Representation::json(&json!({
        "dataset": dataset.name,
        "revision": snapshot.revision().0,
        "by": grouping.by.iter().map(|dimension| &dimension.name).collect::<Vec<_>>(),
        "measure": grouping.measure.map(|place| dataset.columns[place].name),
        "total": total,
        "data": groups,
    })))
}

/// The grouping of a query, and the language of labels, if it asks for them.
fn read(dataset: &'static Dataset, text: &str) -> Result<(Grouping, Option<Language>)> {
    let mut grouping = Grouping {
        measure: measures(dataset).first().copied(),
        limit: DEFAULT_GROUPS,
        ..Default::default()
    };
    let mut labels = None;
    let mut filters = Vec::new();
    let mut given: Vec<String> = Vec::new();
    for (name, value) in pairs(text)? {
        if KNOWN.contains(&name.as_str()) {
            if given.contains(&name) {
                return Err(Error::bad_input(wording!(
                    "{name} est donné deux fois",
                    "{name} is given twice"
                )));
            }
            given.push(name.clone());
        }
        match name.as_str() {
            "by" => {
                for name in value.split(',').filter(|name| !name.is_empty()) {
                    grouping.by.push(dimension(dataset, name)?);
                }
            }
            "measure" if value == NO_MEASURE => grouping.measure = None,
            "measure" => grouping.measure = Some(measure(dataset, &value)?),
            "sort" => grouping.order = sort(&value)?,
            "limit" => grouping.limit = number(&name, &value, 1, GREATEST_GROUPS)?,
            "offset" => grouping.offset = number(&name, &value, 0, GREATEST_OFFSET)?,
            LABELS => labels = Some(language(&value)?),
            "q" => filters.push(filter::search(&value)?),
            _ => filters.push(condition(dataset, &name, &value, &KNOWN)?),
        }
    }
    if grouping.by.is_empty() {
        let known: Vec<String> = dimensions(dataset)
            .into_iter()
            .map(|dimension| dimension.name)
            .collect();
        return Err(Error::bad_input(wording!(
            "by est nécessaire : une ou plusieurs des dimensions {}",
            "by is needed: one or more of {}",
            known.join(", ")
        )));
    }
    if !filters.is_empty() {
        grouping.filter = Some(Filter::All(filters).bounded()?);
    }
    Ok((grouping, labels))
}

fn sort(text: &str) -> Result<Vec<(Ordered, Direction)>> {
    let terms = text.split(',').filter(|name| !name.is_empty()).map(|name| {
        let (name, direction) = match name.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (name, Direction::Ascending),
        };
        Ok((ordered_by(name)?, direction))
    });
    terms.collect()
}

/// The groups as a table: the dimensions, then the figures.
fn csv(dataset: &Dataset, grouping: &Grouping, has_labels: bool, groups: &[Json]) -> Result<Representation> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let keys = key_columns(dataset, grouping, has_labels);
    let is_told = |name: &&str| dataset.identity == Identity::Series || *name != PROVISIONAL;
    let told = TOLD.into_iter().filter(is_told);
    writer
        .write_record(keys.iter().map(|(name, ..)| name.as_str()).chain(told.clone()))
        .map_err(Error::internal)?;
    for group in groups {
        let labels = group["labels"].as_array();
        let label = |of: &str| labels.and_then(|all| all.iter().find(|label| label["field"] == of));
        let key = keys.iter().map(|(_, of, shown)| {
            neutral(match shown {
                KeyColumn::Code => cell(&group["key"][of]),
                KeyColumn::Label => label(of).map_or_else(String::new, |label| cell(&label["label"])),
                KeyColumn::InseeCode => label(of).map_or_else(String::new, |label| cell(&label["insee_code"])),
            })
        });
        let figures = told.clone().map(|name| cell(&group[name]));
        writer.write_record(key.chain(figures)).map_err(Error::internal)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(Representation::whole(Form::Csv.media_type(), bytes))
}

/// What a column of the table shows of a dimension.
enum KeyColumn {
    Code,
    Label,
    InseeCode,
}

/// The columns of the key: its dimensions, each with its label and the INSEE code of its region where labels are asked for.
fn key_columns<'a>(dataset: &Dataset, grouping: &'a Grouping, has_labels: bool) -> Vec<(String, &'a str, KeyColumn)> {
    let mut all = Vec::new();
    for dimension in &grouping.by {
        let name = dimension.name.as_str();
        all.push((name.to_owned(), name, KeyColumn::Code));
        if has_labels && dimension.has_labels(dataset) {
            all.push((format!("{name}_label"), name, KeyColumn::Label));
        }
        if has_labels && dimension.has_insee_codes(dataset) {
            all.push((format!("{name}_insee_code"), name, KeyColumn::InseeCode));
        }
    }
    all
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
