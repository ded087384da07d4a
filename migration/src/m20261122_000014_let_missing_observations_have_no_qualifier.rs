use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Lets observation.qualifier be empty: a missing figure is neither exact nor about. Versions that are there keep theirs.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// SQLite cannot alter a column: another one takes its place.
const SQLITE_UP: [&str; 4] = [
    "ALTER TABLE observation RENAME COLUMN qualifier TO required_qualifier",
    "ALTER TABLE observation ADD COLUMN qualifier text",
    "UPDATE observation SET qualifier = required_qualifier",
    "ALTER TABLE observation DROP COLUMN required_qualifier",
];
const SQLITE_DOWN: [&str; 4] = [
    "ALTER TABLE observation RENAME COLUMN qualifier TO optional_qualifier",
    "ALTER TABLE observation ADD COLUMN qualifier text NOT NULL DEFAULT 'exact'",
    "UPDATE observation SET qualifier = optional_qualifier WHERE optional_qualifier IS NOT NULL",
    "ALTER TABLE observation DROP COLUMN optional_qualifier",
];
const POSTGRES_UP: [&str; 1] = ["ALTER TABLE observation ALTER COLUMN qualifier DROP NOT NULL"];
const POSTGRES_DOWN: [&str; 2] = [
    "UPDATE observation SET qualifier = 'exact' WHERE qualifier IS NULL",
    "ALTER TABLE observation ALTER COLUMN qualifier SET NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &SQLITE_UP, &POSTGRES_UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &SQLITE_DOWN, &POSTGRES_DOWN).await
    }
}

async fn run(manager: &SchemaManager<'_>, sqlite: &[&str], postgres: &[&str]) -> Result<(), DbErr> {
    let statements = match manager.get_database_backend() {
        DbBackend::Sqlite => sqlite,
        _ => postgres,
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
