use sea_orm_migration::prelude::*;

use crate::columns::text;

/// Drops the lists of programme that programme_rule holds one by one, and adds couloir.documents_received.
#[derive(DeriveMigrationName)]
pub struct Migration;

const LISTS: [&str; 3] = ["perimeter", "exclusions", "rules"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for list in LISTS {
            let drop = Table::alter().table("programme").drop_column(list).to_owned();
            manager.alter_table(drop).await?;
        }
        add_list(manager, "couloir", "documents_received").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for list in LISTS {
            add_list(manager, "programme", list).await?;
        }
        let drop = Table::alter()
            .table("couloir")
            .drop_column("documents_received")
            .to_owned();
        manager.alter_table(drop).await
    }
}

/// Adds a list column, empty in the rows that are there.
async fn add_list(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    let mut definition = text(column).required().definition(manager.get_database_backend());
    definition.default("[]");
    let add = Table::alter().table(table).add_column(definition).to_owned();
    manager.alter_table(add).await
}
