use chrono::NaiveDate;
use sea_orm::{
    Value as Stored,
    sea_query::{DynIden, IntoIden},
};

use crate::{
    datasets::{Column, Kind},
    domain::{ApproximateDate, Decimal, Error, Euros, Reference, Result, Value},
    store::{RowCells, fold},
};

/// The store's columns that keep a public one.
pub(crate) fn columns_of(column: &Column) -> Vec<DynIden> {
    let mut columns = vec![column.stored.clone()];
    columns.extend(column.folded.clone());
    if matches!(column.kind, Kind::Date) {
        columns.extend(column.days.clone());
    }
    columns
}

/// The columns of a table: its own, then those that keep public ones.
pub(crate) fn table_columns<'a>(
    own: impl IntoIterator<Item = impl IntoIden>,
    public: impl IntoIterator<Item = &'a Column>,
) -> Vec<DynIden> {
    let own = own.into_iter().map(IntoIden::into_iden);
    own.chain(public.into_iter().flat_map(columns_of)).collect()
}

/// What those columns hold for a value.
pub(crate) fn encode(column: &Column, value: &Value) -> Vec<Stored> {
    match value {
        Value::Null => nothing(column),
        Value::Text(text) => {
            let mut stored = vec![Stored::from(text.clone())];
            stored.extend(column.folded.as_ref().map(|_| Stored::from(fold(text))));
            stored
        }
        Value::Integer(number) => vec![Stored::from(*number)],
        Value::Decimal(quantity) => vec![Stored::from(quantity.thousandths())],
        Value::Euros(amount) => vec![Stored::from(amount.cents())],
        Value::Boolean(answer) => vec![Stored::from(*answer)],
        Value::Date(date) => vec![
            Stored::from(date.edtf().to_owned()),
            Stored::from(date.earliest()),
            Stored::from(date.latest()),
        ],
        Value::Term(code) => vec![Stored::from((*code).to_owned())],
        Value::List(items) => vec![Stored::from(list_text(items))],
        Value::Reference(reference) => vec![Stored::from(reference.id)],
    }
}

fn nothing(column: &Column) -> Vec<Stored> {
    match column.kind {
        Kind::Text => {
            let mut stored = vec![Stored::String(None)];
            stored.extend(column.folded.as_ref().map(|_| Stored::String(None)));
            stored
        }
        Kind::Term(_) => vec![Stored::String(None)],
        Kind::Integer | Kind::Decimal | Kind::Euros | Kind::Reference(_) => {
            vec![Stored::BigInt(None)]
        }
        Kind::Boolean => vec![Stored::Bool(None)],
        Kind::Date => vec![Stored::String(None), Stored::ChronoDate(None), Stored::ChronoDate(None)],
        Kind::List => vec![Stored::from(list_text(&[]))],
    }
}

/// A list is kept as JSON text, the same on both engines.
fn list_text(items: &[String]) -> String {
    serde_json::Value::from(items.to_vec()).to_string()
}

/// Reads a value from a row: `at` is the place of its first stored column; moves past what it read.
pub(crate) fn decode(column: &Column, cells: RowCells<'_>, at: &mut usize) -> Result<Value> {
    let place = *at;
    *at += 1;
    let text = || cells.text(place);
    let number = || cells.integer(place);
    Ok(match column.kind {
        Kind::Text => optional(text()?, |text| Value::Text(text.to_owned())),
        Kind::Integer => optional(number()?, Value::Integer),
        Kind::Decimal => match number()? {
            None => Value::Null,
            Some(size) => Decimal::from_thousandths(size)
                .map(Value::Decimal)
                .ok_or_else(|| Error::internal(format!("{} is out of range: {size}", column.name)))?,
        },
        Kind::Boolean => optional(cells.boolean(place)?, Value::Boolean),
        Kind::Euros => optional(number()?, |cents| Value::Euros(Euros::from_cents(cents))),
        Kind::Date => match text()? {
            None => Value::Null,
            Some(text) => date(text)?,
        },
        Kind::Term(vocabulary) => match text()? {
            None => Value::Null,
            Some(code) => vocabulary
                .code(code)
                .map(Value::Term)
                .ok_or_else(|| Error::internal(format!("{} holds an unknown term {code}", column.name)))?,
        },
        Kind::List => Value::List(serde_json::from_str(cells.known_text(place)?).map_err(Error::internal)?),
        Kind::Reference(_) => optional(number()?, |id| {
            let slug = String::new();
            Value::Reference(Reference { id, slug })
        }),
    })
}

/// A date, as the store keeps it.
pub(crate) fn date(text: &str) -> Result<Value> {
    Ok(Value::Date(ApproximateDate::parse(text).map_err(Error::internal)?))
}

fn optional<T>(stored: Option<T>, value: impl FnOnce(T) -> Value) -> Value {
    stored.map_or(Value::Null, value)
}

/// A day, as both engines compare it.
pub(crate) fn day(day: Option<NaiveDate>) -> Stored {
    Stored::ChronoDate(day)
}
