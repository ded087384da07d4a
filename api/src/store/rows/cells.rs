use sea_orm::{
    QueryResult,
    sqlx::{
        Decode, Row, Sqlite, ValueRef,
        postgres::{PgRow, PgValueFormat, PgValueRef},
        sqlite::SqliteRow,
    },
};

use crate::domain::{Error, Result};

/// A row, whose cells are read from the engine's bytes: whoever wrote the statement knows what they hold.
#[derive(Clone, Copy)]
pub enum RowCells<'a> {
    /// Of PostgreSQL.
    Postgres(&'a PgRow),
    /// Of SQLite.
    Sqlite(&'a SqliteRow),
}

impl<'a> RowCells<'a> {
    /// The cells of a row.
    ///
    /// # Errors
    /// `Internal` for a row of neither engine.
    pub fn new(row: &'a QueryResult) -> Result<Self> {
        if let Some(row) = row.try_as_pg_row() {
            Ok(Self::Postgres(row))
        } else if let Some(row) = row.try_as_sqlite_row() {
            Ok(Self::Sqlite(row))
        } else {
            Err(Error::internal("a row of neither engine"))
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// `Internal` when the cell holds something else.
    pub fn integer(self, place: usize) -> Result<Option<i64>> {
        match self {
            Self::Postgres(row) => Ok(fixed(row, place)?.map(i64::from_be_bytes)),
            Self::Sqlite(row) => plain(row, place),
        }
    }

    /// A text, where it lies in the row.
    ///
    /// # Errors
    /// `Internal` when the cell holds something else.
    pub fn text(self, place: usize) -> Result<Option<&'a str>> {
        match self {
            Self::Postgres(row) => {
                let bytes = binary(row, place)?;
                bytes.map(std::str::from_utf8).transpose().map_err(Error::internal)
            }
            Self::Sqlite(row) => plain(row, place),
        }
    }

    /// Reads a boolean.
    ///
    /// # Errors
    /// `Internal` when the cell holds something else.
    pub fn boolean(self, place: usize) -> Result<Option<bool>> {
        match self {
            Self::Postgres(row) => Ok(fixed(row, place)?.map(|[byte]: [u8; 1]| byte != 0)),
            Self::Sqlite(row) => plain(row, place),
        }
    }

    /// A whole number that is never missing.
    ///
    /// # Errors
    /// `Internal` when it is, or the cell holds something else.
    pub fn known_integer(self, place: usize) -> Result<i64> {
        self.integer(place)?.ok_or_else(|| missing(place))
    }

    /// A text that is never missing.
    ///
    /// # Errors
    /// `Internal` when it is, or the cell holds something else.
    pub fn known_text(self, place: usize) -> Result<&'a str> {
        self.text(place)?.ok_or_else(|| missing(place))
    }
}

fn missing(place: usize) -> Error {
    Error::internal(format!("nothing at {place}"))
}

/// The bytes of a cell, which statements with parameters always get in PostgreSQL's binary form.
fn binary(row: &PgRow, place: usize) -> Result<Option<&[u8]>> {
    let cell: PgValueRef<'_> = row.try_get_raw(place).map_err(Error::internal)?;
    if cell.is_null() {
        return Ok(None);
    }
    if cell.format() != PgValueFormat::Binary {
        return Err(Error::internal("PostgreSQL answered in its text form"));
    }
    cell.as_bytes().map(Some).map_err(Error::internal)
}

/// The bytes of a cell of PostgreSQL that are always as many.
pub(in crate::store) fn fixed<const SIZE: usize>(row: &PgRow, place: usize) -> Result<Option<[u8; SIZE]>> {
    let bytes = binary(row, place)?.map(TryInto::try_into);
    bytes.transpose().map_err(Error::internal)
}

/// A cell of SQLite, which says itself what it holds.
fn plain<'a, T: Decode<'a, Sqlite>>(row: &'a SqliteRow, place: usize) -> Result<Option<T>> {
    let cell = row.try_get_raw(place).map_err(Error::internal)?;
    if cell.is_null() {
        return Ok(None);
    }
    T::decode(cell).map(Some).map_err(Error::internal)
}
