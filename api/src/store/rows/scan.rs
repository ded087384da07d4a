use arrow_array::{
    ArrayRef,
    builder::{ArrayBuilder, Date32Builder, Int64Builder, StringBuilder},
};
use sea_orm::{DbErr, QueryResult, sea_query::SelectStatement};

use super::cells::{self, RowCells};
use crate::domain::{Error, Result};
use crate::store::Snapshot;

/// The days from 1970-01-01, from which Arrow counts, to 2000-01-01, from which PostgreSQL does.
const POSTGRES_EPOCH: i32 = 10_957;

/// What a column of a scan holds in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// A whole number.
    Integer,
    /// A text.
    Text,
    /// A day.
    Day,
}

/// Columns of a statement, filled many rows at a time: a cell is read from the engine's bytes straight into Arrow's,
/// without a value of its own between them.
pub struct Scan {
    columns: Vec<Filling>,
    rows: usize,
}

enum Filling {
    Integer(Int64Builder),
    Text(StringBuilder),
    Day(Date32Builder),
}

impl Scan {
    /// Columns still without rows.
    pub fn new(kinds: &[Plain]) -> Self {
        let columns = kinds.iter().map(|kind| match kind {
            Plain::Integer => Filling::Integer(Int64Builder::new()),
            Plain::Text => Filling::Text(StringBuilder::new()),
            Plain::Day => Filling::Day(Date32Builder::new()),
        });
        Self {
            columns: columns.collect(),
            rows: 0,
        }
    }

    /// How many rows were read.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns read.
    pub fn finish(self) -> Vec<ArrayRef> {
        let columns = self.columns.into_iter().map(|column| match column {
            Filling::Integer(mut cells) => ArrayBuilder::finish(&mut cells),
            Filling::Text(mut cells) => ArrayBuilder::finish(&mut cells),
            Filling::Day(mut cells) => ArrayBuilder::finish(&mut cells),
        });
        columns.collect()
    }

    fn read(&mut self, row: &QueryResult) -> Result<()> {
        let cells = RowCells::new(row)?;
        for (place, column) in self.columns.iter_mut().enumerate() {
            match column {
                Filling::Integer(column) => column.append_option(cells.integer(place)?),
                Filling::Text(column) => column.append_option(cells.text(place)?),
                Filling::Day(column) => column.append_option(day(cells, place)?),
            }
        }
        self.rows += 1;
        Ok(())
    }
}

/// A day, as Arrow counts it.
fn day(cells: RowCells<'_>, place: usize) -> Result<Option<i32>> {
    if let RowCells::Postgres(row) = cells {
        let days = cells::fixed(row, place)?.map(i32::from_be_bytes);
        return Ok(days.map(|days| days + POSTGRES_EPOCH));
    }
    let day = cells.text(place)?.map(str::parse::<chrono::NaiveDate>).transpose();
    let day = day.map_err(Error::internal)?;
    Ok(day.map(arrow_array::types::Date32Type::from_naive_date))
}

impl Snapshot {
    /// Adds the rows of a statement, whose columns are those of the scan, as they come from the engine.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn scan(&self, select: &SelectStatement, scan: &mut Scan) -> Result<()> {
        let statement = self.statement(select);
        let reading = self.readers().each(self.revision(), statement, |row| {
            scan.read(&row).map_err(|error| DbErr::Custom(error.to_string()))
        });
        Ok(self.timed(reading).await?)
    }
}
