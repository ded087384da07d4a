use sea_orm_migration::prelude::*;

use crate::columns::{Column, integer, reference, text};

/// Creates a table with its primary key; each reference column points at a record.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    name: &'static str,
    columns: &[Column],
    primary_key: &[&'static str],
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    let mut key = Index::create();
    for column in primary_key {
        key.col(*column);
    }
    table.primary_key(&mut key);
    for column in columns {
        table.col(column.definition(manager.get_database_backend()));
        if column.is_reference() {
            table.foreign_key(ForeignKey::create().from(name, column.name).to("record", "id"));
        }
    }
    manager.create_table(table).await
}

/// Creates the table of a dataset: one row per version of a record, at most one of them current.
pub(crate) async fn create_version(
    manager: &SchemaManager<'_>,
    name: &'static str,
    columns: &[Column],
) -> Result<(), DbErr> {
    let mut all = vec![
        reference("record_id").required(),
        integer("since").required(),
        integer("until").required(),
        text("slug").required(),
    ];
    all.extend_from_slice(columns);
    create(manager, name, &all, &["record_id", "since"]).await?;
    create_unique(manager, name, &["record_id", "until"]).await
}

/// Creates the table of a part of a dataset's records: one row per item of a list that a version of a record holds.
pub(crate) async fn create_part(
    manager: &SchemaManager<'_>,
    name: &'static str,
    columns: &[Column],
) -> Result<(), DbErr> {
    let mut all = vec![
        reference("record_id").required(),
        integer("since").required(),
        integer("position").required(),
        integer("until").required(),
    ];
    all.extend_from_slice(columns);
    create(manager, name, &all, &["record_id", "since", "position"]).await
}

/// Creates an index.
pub(crate) async fn create_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(index(table, columns)).await
}

/// Creates an index that refuses a second row with the same values.
pub(crate) async fn create_unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(index(table, columns).unique().to_owned()).await
}

/// Drops an index that `create_index` created.
pub(crate) async fn drop_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let name = format!("{table}_{}", columns.join("_"));
    manager
        .drop_index(Index::drop().name(name).table(table).to_owned())
        .await
}

fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// Drops tables, in the order given.
pub(crate) async fn drop(manager: &SchemaManager<'_>, names: &[&'static str]) -> Result<(), DbErr> {
    for name in names {
        manager.drop_table(Table::drop().table(*name).to_owned()).await?;
    }
    Ok(())
}
