use std::path::Path;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, TransactionTrait, Value,
    sea_query::{ColumnDef, DynIden, Expr, ForeignKey, Index, Query, Table},
};

use super::rows::chunks::rows_per_statement;
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

/// A table of a file.
#[derive(Debug)]
pub struct TableShape {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<FileColumn>,
    /// How many of its first columns are its key.
    pub key: usize,
}

/// A column of a table in a file.
#[derive(Debug)]
pub struct FileColumn {
    /// Its name.
    pub name: String,
    /// What it holds: a cell of its type.
    pub kind: Held,
    /// What it says.
    pub description: String,
    /// The table and the column that it points at.
    pub references: Option<(String, String)>,
    /// Whether rows are found by it.
    pub indexed: bool,
}

impl FileColumn {
    /// A column without a description.
    pub fn new(name: impl Into<String>, kind: Held) -> Self {
        Self {
            name: name.into(),
            kind,
            description: String::new(),
            references: None,
            indexed: false,
        }
    }

    /// A column of texts.
    pub fn text(name: impl Into<String>) -> Self {
        Self::new(name, Held::Text(String::new()))
    }
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
                    // A table may come before one that it points at.
                    .foreign_keys(false)
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

    /// Adds a table. The descriptions of its columns are comments of its definition.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be written.
    pub async fn add_table(&self, shape: &TableShape) -> Result<()> {
        let mut table = Table::create();
        table.table(identifier(&shape.name));
        for column in &shape.columns {
            let mut definition = ColumnDef::new(identifier(&column.name));
            match column.kind {
                Held::Integer(_) => definition.big_integer(),
                Held::Real(_) => definition.double(),
                Held::Text(_) | Held::Nothing => definition.text(),
            };
            if !column.description.is_empty() {
                definition.extra(format!("/* {} */", column.description.replace("*/", "* /")));
            }
            table.col(definition);
            if let Some((target, key)) = &column.references {
                let mut reference = ForeignKey::create();
                reference
                    .from(identifier(&shape.name), identifier(&column.name))
                    .to(identifier(target), identifier(key));
                table.foreign_key(&mut reference);
            }
        }
        let mut key = Index::create();
        for column in shape.columns.iter().take(shape.key) {
            key.col(identifier(&column.name));
        }
        table.primary_key(&mut key);
        self.transaction.execute(&table).await?;
        for column in shape.columns.iter().filter(|column| column.indexed) {
            let mut index = Index::create();
            index
                .name(format!("{}_{}", shape.name, column.name))
                .table(identifier(&shape.name))
                .col(identifier(&column.name));
            self.transaction.execute(&index).await?;
        }
        Ok(())
    }

    /// Adds rows to a table.
    ///
    /// # Errors
    /// `Internal` when a row does not fit it.
    pub async fn add_rows(&self, shape: &TableShape, rows: Vec<Vec<Held>>) -> Result<()> {
        let columns = &shape.columns;
        let per_statement = rows_per_statement(columns.len());
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut insert = Query::insert();
            insert
                .into_table(identifier(&shape.name))
                .columns(columns.iter().map(|column| identifier(&column.name)));
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

fn identifier(name: &str) -> DynIden {
    DynIden::from(name.to_owned())
}

fn stored(cell: Held) -> Value {
    match cell {
        Held::Nothing => Value::String(None),
        Held::Text(text) => text.into(),
        Held::Integer(number) => number.into(),
        Held::Real(number) => number.into(),
    }
}
