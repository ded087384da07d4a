use arrow_array::{
    ArrayRef,
    builder::{ArrayBuilder, Date32Builder, Int64Builder, StringBuilder},
};
use futures::TryStreamExt;
use sea_orm::{
    DbErr, QueryResult, StreamTrait,
    sea_query::SelectStatement,
    sqlx::{
        Decode, Row, Sqlite, ValueRef,
        postgres::{PgRow, PgValueFormat, PgValueRef},
        sqlite::{SqliteRow, SqliteValueRef},
    },
};

use super::Snapshot;
use crate::domain::{Error, Result};

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
    pub fn of(kinds: &[Plain]) -> Self {
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
        if let Some(row) = row.try_as_pg_row() {
            self.read_postgres(row)?;
        } else if let Some(row) = row.try_as_sqlite_row() {
            self.read_sqlite(row)?;
        } else {
            return Err(Error::internal("a row of neither engine"));
        }
        self.rows += 1;
        Ok(())
    }

    fn read_postgres(&mut self, row: &PgRow) -> Result<()> {
        for (place, column) in self.columns.iter_mut().enumerate() {
            let cell = row.try_get_raw(place).map_err(Error::internal)?;
            let bytes = binary(&cell)?;
            match column {
                Filling::Integer(cells) => cells.append_option(bytes.map(fixed).transpose()?.map(i64::from_be_bytes)),
                Filling::Day(cells) => {
                    let days = bytes.map(fixed).transpose()?.map(i32::from_be_bytes);
                    cells.append_option(days.map(|days| days + POSTGRES_EPOCH));
                }
                Filling::Text(cells) => {
                    cells.append_option(bytes.map(std::str::from_utf8).transpose().map_err(Error::internal)?);
                }
            }
        }
        Ok(())
    }

    fn read_sqlite(&mut self, row: &SqliteRow) -> Result<()> {
        for (place, column) in self.columns.iter_mut().enumerate() {
            let cell = row.try_get_raw(place).map_err(Error::internal)?;
            match column {
                Filling::Integer(cells) => cells.append_option(plain(cell)?),
                Filling::Text(cells) => cells.append_option(plain::<&str>(cell)?),
                Filling::Day(cells) => {
                    let day = plain::<&str>(cell)?.map(str::parse::<chrono::NaiveDate>).transpose();
                    let day = day.map_err(Error::internal)?;
                    cells.append_option(day.map(arrow_array::types::Date32Type::from_naive_date));
                }
            }
        }
        Ok(())
    }
}

impl Snapshot {
    /// Adds the rows of a statement, whose columns are those of the scan, as they come from the engine.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn scan(&self, select: &SelectStatement, scan: &mut Scan) -> Result<()> {
        let statement = self.statement(select);
        let before = scan.rows();
        for place in self.readers().places(self.revision()) {
            let read = async {
                let mut rows = place.connection.stream_raw(statement.clone()).await?;
                while let Some(row) = rows.try_next().await? {
                    scan.read(&row).map_err(|error| DbErr::Custom(error.to_string()))?;
                }
                Ok(())
            };
            match self.timed(read).await {
                // Rows that came are not read again.
                Err(failure) if scan.rows() == before && place.excuses(&failure) => {}
                read => return Ok(read?),
            }
        }
        Ok(())
    }
}

/// The bytes of a cell, which statements with parameters always get in PostgreSQL's binary form.
fn binary<'a>(cell: &PgValueRef<'a>) -> Result<Option<&'a [u8]>> {
    if cell.is_null() {
        return Ok(None);
    }
    if cell.format() != PgValueFormat::Binary {
        return Err(Error::internal("PostgreSQL answered in its text form"));
    }
    cell.clone().as_bytes().map(Some).map_err(Error::internal)
}

fn fixed<const SIZE: usize>(bytes: &[u8]) -> Result<[u8; SIZE]> {
    bytes.try_into().map_err(Error::internal)
}

fn plain<'a, T: Decode<'a, Sqlite>>(cell: SqliteValueRef<'a>) -> Result<Option<T>> {
    if cell.is_null() {
        return Ok(None);
    }
    T::decode(cell).map(Some).map_err(Error::internal)
}
