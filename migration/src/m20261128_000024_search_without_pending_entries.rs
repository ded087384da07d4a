use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Puts the words of a publication into PostgreSQL's index as it is made: entries that wait in a list are read one by one by each search, and make
/// the planner pass over the index.
#[derive(DeriveMigrationName)]
pub struct Migration;

async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let up = [
            "ALTER INDEX search_entry_words SET (fastupdate = off)",
            "SELECT gin_clean_pending_list('search_entry_words')",
        ];
        run(manager, &up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["ALTER INDEX search_entry_words SET (fastupdate = on)"]).await
    }
}
