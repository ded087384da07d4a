use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int32Array, Int64Array, ListArray, StringArray,
    TimestampMillisecondArray, cast::AsArray, types::Int32Type,
};
use arrow_schema::DataType;
use chrono::{DateTime, NaiveDate};

use crate::domain::{self, Decimal, Error, Euros, Result};

/// A column of a batch.
pub(super) enum ArrayCells<'a> {
    /// Texts of their own.
    Text(&'a StringArray),
    /// Texts that rows have in common, each known by its place.
    Shared(&'a Int32Array, &'a StringArray),
    Integer(&'a Int64Array),
    /// Quantities, in thousandths.
    Decimal(&'a Decimal128Array),
    /// Amounts of money, in cents.
    Euros(&'a Decimal128Array),
    Day(&'a Date32Array),
    Instant(&'a TimestampMillisecondArray),
    Boolean(&'a BooleanArray),
    /// Lists of texts.
    List(&'a ListArray, Box<ArrayCells<'a>>),
    /// Lists of items with named values.
    Items(&'a ListArray, Vec<(&'a str, ArrayCells<'a>)>),
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Missing,
    Text(&'a str),
    Integer(i64),
    Decimal(Decimal),
    Euros(Euros),
    Day(NaiveDate),
    /// An instant, to the second.
    Instant(i64),
    Boolean(bool),
    /// The places, among the items of the column, of those that the cell lists.
    List(usize, usize),
}

impl<'a> ArrayCells<'a> {
    pub(super) fn new(array: &'a ArrayRef) -> Result<Self> {
        Ok(match array.data_type() {
            DataType::Utf8 => Self::Text(array.as_string()),
            DataType::Dictionary(..) => {
                let shared = array.as_dictionary::<Int32Type>();
                Self::Shared(shared.keys(), shared.values().as_string())
            }
            DataType::Int64 => Self::Integer(array.as_primitive()),
            DataType::Decimal128(_, 2) => Self::Euros(array.as_primitive()),
            DataType::Decimal128(..) => Self::Decimal(array.as_primitive()),
            DataType::Date32 => Self::Day(array.as_primitive()),
            DataType::Timestamp(..) => Self::Instant(array.as_primitive()),
            DataType::Boolean => Self::Boolean(array.as_boolean()),
            DataType::List(_) => {
                let list: &ListArray = array.as_list();
                match list.values().data_type() {
                    DataType::Struct(_) => {
                        let items = list.values().as_struct();
                        let columns = items.column_names().into_iter().zip(items.columns());
                        let columns = columns.map(|(name, column)| Ok((name, Self::new(column)?)));
                        Self::Items(list, columns.collect::<Result<_>>()?)
                    }
                    _ => Self::List(list, Box::new(Self::new(list.values())?)),
                }
            }
            other => return Err(Error::internal(format!("no form knows the type {other}"))),
        })
    }

    /// Every column of a batch.
    pub(super) fn all(batch: &'a arrow_array::RecordBatch) -> Result<Vec<Self>> {
        batch.columns().iter().map(Self::new).collect()
    }

    /// The cell of a row.
    pub(super) fn cell(&self, row: usize) -> Cell<'a> {
        match self {
            Self::Text(cells) if cells.is_valid(row) => Cell::Text(cells.value(row)),
            Self::Shared(keys, texts) if keys.is_valid(row) => Cell::Text(texts.value(keys.value(row) as usize)),
            Self::Integer(cells) if cells.is_valid(row) => Cell::Integer(cells.value(row)),
            Self::Decimal(cells) if cells.is_valid(row) => i64::try_from(cells.value(row))
                .ok()
                .and_then(Decimal::from_thousandths)
                .map_or(Cell::Missing, Cell::Decimal),
            Self::Euros(cells) if cells.is_valid(row) => {
                i64::try_from(cells.value(row)).map_or(Cell::Missing, |cents| Cell::Euros(Euros::from_cents(cents)))
            }
            Self::Day(cells) if cells.is_valid(row) => cells.value_as_date(row).map_or(Cell::Missing, Cell::Day),
            Self::Instant(cells) if cells.is_valid(row) => Cell::Instant(cells.value(row) / 1_000),
            Self::Boolean(cells) if cells.is_valid(row) => Cell::Boolean(cells.value(row)),
            Self::List(lists, _) | Self::Items(lists, _) => {
                let ends = lists.value_offsets();
                Cell::List(ends[row] as usize, ends[row + 1] as usize)
            }
            _ => Cell::Missing,
        }
    }
}

/// An instant as text, in UTC.
pub(super) fn instant(seconds: i64) -> String {
    domain::instant(DateTime::from_timestamp(seconds, 0).unwrap_or_default())
}
