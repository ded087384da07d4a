use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, ListArray, RecordBatch, RecordBatchOptions,
    StringArray, StructArray, TimestampMillisecondArray,
    builder::{ListBuilder, StringBuilder, StringDictionaryBuilder},
    types::{Date32Type, Int32Type},
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, SchemaRef};
use chrono::NaiveDate;

use super::schema::{ITEM, item, of_part, shared_text};
use crate::{
    datasets::{
        Column, Dataset, Kind, Node, PageRequest, Part, Selection,
        model::{
            description,
            fields::{Field, Shows, Source, selection},
        },
        page,
        read::{json, labels::in_files},
    },
    domain::{ApproximateDate, Error, Language, Result, Value},
    store::Snapshot,
};

/// Reads rows whole, with what they refer to: for datasets of thousands of rows, in any order.
pub(super) struct NodeReader {
    snapshot: Snapshot,
    dataset: &'static Dataset,
    fields: Vec<Field>,
    selection: Selection,
    /// What is still to be read; none at the end.
    request: Option<PageRequest>,
}

impl NodeReader {
    pub(super) fn new(snapshot: Snapshot, dataset: &'static Dataset, fields: Vec<Field>, request: PageRequest) -> Self {
        Self {
            snapshot,
            dataset,
            selection: selection(dataset, &fields),
            fields,
            request: Some(request),
        }
    }

    pub(super) fn is_ended(&self) -> bool {
        self.request.is_none()
    }

    pub(super) async fn next(&mut self, schema: &SchemaRef, most: usize) -> Result<Option<RecordBatch>> {
        let Some(mut request) = self.request.take() else {
            return Ok(None);
        };
        request.limit = most;
        let found = page(&self.snapshot, self.dataset, &request, &self.selection).await?;
        request.after_cursor = found
            .nodes
            .last()
            .map(|node| node.position(self.dataset, &request.order));
        self.request = found.has_next.then_some(request);
        if found.nodes.is_empty() {
            return Ok(None);
        }
        batch(schema, self.dataset, &self.fields, &found.nodes).map(Some)
    }
}

/// Rows as a batch.
fn batch(schema: &SchemaRef, dataset: &Dataset, fields: &[Field], nodes: &[Node]) -> Result<RecordBatch> {
    let columns = fields.iter().map(|field| shown(dataset, field.shows, nodes));
    of_columns(schema, columns.collect::<Result<_>>()?, nodes.len())
}

/// Columns of so many rows as a batch.
pub(super) fn of_columns(schema: &SchemaRef, columns: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch> {
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(schema.clone(), columns, &options).map_err(Error::internal)
}

fn shown(dataset: &Dataset, shows: Shows, nodes: &[Node]) -> Result<ArrayRef> {
    let rows = || nodes.iter().map(|node| &node.row);
    Ok(match shows {
        Shows::Slug => Arc::new(StringArray::from_iter_values(rows().map(|row| &row.slug))),
        Shows::Column(place) => of_values(&dataset.columns[place], rows().map(|row| &row.values[place]))?,
        Shows::Earliest(place) => days(rows().map(|row| &row.values[place]), ApproximateDate::earliest),
        Shows::Latest(place) => days(rows().map(|row| &row.values[place]), ApproximateDate::latest),
        Shows::Label(place, language) => {
            let labels: Vec<Option<String>> = nodes
                .iter()
                .map(|node| in_files(dataset, node, place, language))
                .collect();
            shared(labels.iter().map(Option::as_deref))
        }
        Shows::Part(place, language) => {
            let items = rows().map(|row| row.parts.get(place).map_or(&[][..], Vec::as_slice));
            of_items(&dataset.parts[place], items, language)?
        }
        Shows::PhasesOn(day, certainty) => {
            let mut cells = ListBuilder::new(StringBuilder::new()).with_field(item(DataType::Utf8, false));
            for row in rows() {
                let kinds = dataset.phases_on(day, certainty, &row.parts);
                cells.append_value(kinds.into_iter().map(Some));
            }
            Arc::new(cells.finish())
        }
        Shows::Revision => Arc::new(Int64Array::from_iter_values(rows().map(|row| row.since.0))),
        Shows::PublishedAt => {
            let instants = rows().map(|row| row.publication.as_ref().map(|publication| publication.at.timestamp()));
            instants_of(instants)
        }
        Shows::Publisher => shared(rows().map(|row| row.publication.as_ref().map(|told| told.institution.as_ref()))),
        Shows::Source(source) => sources(source, nodes),
    })
}

/// Instants, from seconds.
pub(super) fn instants_of(seconds: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    let millis = seconds.map(|seconds| seconds.map(|seconds| seconds * 1_000));
    Arc::new(millis.collect::<TimestampMillisecondArray>().with_timezone("UTC"))
}

/// Texts that rows have in common.
fn shared<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut cells = StringDictionaryBuilder::<Int32Type>::new();
    texts.for_each(|text| cells.append_option(text));
    Arc::new(cells.finish())
}

fn sources(source: Source, nodes: &[Node]) -> ArrayRef {
    let mut cells = ListBuilder::new(StringDictionaryBuilder::<Int32Type>::new()).with_field(item(shared_text(), true));
    for node in nodes {
        for told in json::sources(source, node) {
            cells.values().append_option(told);
        }
        cells.append(true);
    }
    Arc::new(cells.finish())
}

fn day(day: Option<NaiveDate>) -> Option<i32> {
    day.map(Date32Type::from_naive_date)
}

fn days<'a>(
    values: impl Iterator<Item = &'a Value>,
    which: impl Fn(&ApproximateDate) -> Option<NaiveDate>,
) -> ArrayRef {
    let days = values.map(|value| match value {
        Value::Date(date) => day(which(date)),
        _ => None,
    });
    Arc::new(days.collect::<Date32Array>())
}

/// The values of a column as an array of its type.
fn of_values<'a>(column: &Column, values: impl Iterator<Item = &'a Value>) -> Result<ArrayRef> {
    Ok(match column.kind {
        Kind::Text if column.of_series => shared(values.map(text)),
        Kind::Term(_) | Kind::Reference(_) => shared(values.map(text)),
        Kind::Text | Kind::Date => Arc::new(values.map(text).collect::<StringArray>()),
        Kind::Integer => Arc::new(values.map(number).collect::<Int64Array>()),
        Kind::Decimal => decimals(values.map(number), 15, 3)?,
        Kind::Euros => decimals(values.map(number), 19, 2)?,
        Kind::Boolean => {
            let answers = values.map(|value| match value {
                Value::Boolean(answer) => Some(*answer),
                _ => None,
            });
            Arc::new(answers.collect::<BooleanArray>())
        }
        Kind::List => {
            let mut cells = ListBuilder::new(StringBuilder::new()).with_field(item(DataType::Utf8, false));
            for value in values {
                if let Value::List(items) = value {
                    items.iter().for_each(|text| cells.values().append_value(text));
                }
                cells.append(true);
            }
            Arc::new(cells.finish())
        }
    })
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Date(date) => Some(date.edtf()),
        Value::Term(code) => Some(code),
        Value::Reference(reference) => Some(&reference.slug),
        _ => None,
    }
}

/// A number as the store keeps it: cents, thousandths.
fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Decimal(quantity) => Some(quantity.thousandths()),
        Value::Euros(amount) => Some(amount.cents()),
        _ => None,
    }
}

/// Exact decimals, from whole numbers of their last place.
pub(super) fn decimals(numbers: impl Iterator<Item = Option<i64>>, digits: u8, places: i8) -> Result<ArrayRef> {
    let cells: Decimal128Array = numbers.map(|number| number.map(i128::from)).collect();
    let cells = cells
        .with_precision_and_scale(digits, places)
        .map_err(Error::internal)?;
    Ok(Arc::new(cells))
}

/// The items that each row holds.
fn of_items<'a>(
    part: &Part,
    rows: impl Iterator<Item = &'a [Vec<Value>]>,
    language: Option<Language>,
) -> Result<ArrayRef> {
    let mut lengths = Vec::new();
    let mut items: Vec<&[Value]> = Vec::new();
    for held in rows {
        lengths.push(held.len());
        items.extend(held.iter().map(Vec::as_slice));
    }
    let mut columns = Vec::new();
    for (place, column) in part.columns.iter().enumerate() {
        let values = || items.iter().map(|item| &item[place]);
        columns.push(of_values(column, values())?);
        if matches!(column.kind, Kind::Date) {
            columns.push(days(values(), ApproximateDate::earliest));
            columns.push(days(values(), ApproximateDate::latest));
        }
        if let Some(language) = language.filter(|_| description::has_labels(column)) {
            let labels: Vec<Option<String>> = values()
                .map(|value| description::label(column, value, language))
                .collect();
            columns.push(shared(labels.iter().map(Option::as_deref)));
        }
    }
    let fields = of_part(part, language.is_some());
    let structs = StructArray::try_new(fields.clone(), columns, None).map_err(Error::internal)?;
    let element = Arc::new(arrow_schema::Field::new(ITEM, DataType::Struct(fields), false));
    let list = ListArray::try_new(element, OffsetBuffer::from_lengths(lengths), Arc::new(structs), None);
    Ok(Arc::new(list.map_err(Error::internal)?))
}
