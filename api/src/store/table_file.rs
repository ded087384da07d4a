use std::path::Path;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, TransactionTrait, Value,
    sea_query::{ColumnDef, DynIden, Expr, Index, Query, Table},
};

use super::rows::chunks::MOST_PARAMETERS;
use crate::domain::{Error, Result};

/// A cell of a table in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// No value.
    Nothing,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with decimals.
    Real(f64),
}

/// An SQLite file of tables, made at once: for those who take the data away.
pub struct TableFile {
    connection: DatabaseConnection,
    transaction: DatabaseTransaction,
}

impl TableFile {
    /// Starts a file, which must not exist. The same tables make the same bytes.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be written.
    pub async fn create(path: &Path) -> Result<Self> {
        let path = path.to_owned();
        let mut options = ConnectOptions::new("sqlite:");
        options
            .max_connections(1)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(move |engine| {
                engine
                    .filename(&path)
                    .create_if_missing(true)
                    // It is made again if it fails: nothing is to be saved of a half one.
                    .pragma("journal_mode", "OFF")
                    .pragma("synchronous", "OFF")
            });
        let connection = Database::connect(options).await?;
        let transaction = connection.begin().await?;
        Ok(Self {
            connection,
            transaction,
        })
    }

    /// Adds a table; the first column is its key.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be written.
    pub async fn add_table(&self, name: &str, columns: &[(String, Held)]) -> Result<()> {
        let mut table = Table::create();
        table.table(DynIden::from(name.to_owned()));
        for (column, kind) in columns {
            let mut definition = ColumnDef::new(DynIden::from(column.clone()));
            match kind {
                Held::Integer(_) => definition.big_integer(),
                Held::Real(_) => definition.double(),
                Held::Text(_) | Held::Nothing => definition.text(),
            };
            table.col(definition);
        }
        if let Some((first, _)) = columns.first() {
            table.primary_key(Index::create().col(DynIden::from(first.clone())));
        }
        self.transaction.execute(&table).await?;
        Ok(())
    }

    /// Adds rows to a table.
    ///
    /// # Errors
    /// `Internal` when a row does not fit it.
    pub async fn add_rows(&self, name: &str, columns: &[(String, Held)], rows: Vec<Vec<Held>>) -> Result<()> {
        let per_statement = (MOST_PARAMETERS / columns.len().max(1)).max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut insert = Query::insert();
            insert
                .into_table(DynIden::from(name.to_owned()))
                .columns(columns.iter().map(|(column, _)| DynIden::from(column.clone())));
            for row in rows.by_ref().take(per_statement) {
                insert
                    .values(row.into_iter().map(|cell| Expr::value(stored(cell))))
                    .map_err(Error::internal)?;
            }
            self.transaction.execute(&insert).await?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be written.
    pub async fn finish(self) -> Result<()> {
        self.transaction.commit().await?;
        self.connection.close().await?;
        Ok(())
    }
}

fn stored(cell: Held) -> Value {
    match cell {
        Held::Nothing => Value::String(None),
        Held::Text(text) => text.into(),
        Held::Integer(number) => number.into(),
        Held::Real(number) => number.into(),
    }
}
