use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::{
    columns::{Column, date, integer, reference, text},
    tables,
};

/// Lets a referencing leave its specification open, and say what its source prints: the couloir, the software function, the wave.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "referencing";

/// What a referencing is looked for by, before and after.
const INDEXED: [&str; 3] = ["slug", "solution_id", "specification_id"];
const INDEXED_SINCE: [&str; 2] = ["couloir_id", "software_function_id"];

/// The columns of a version that stay as they are.
const KEPT: &str = "record_id, since, until, slug, solution_id, specification_id, version, profile, status, status_on, status_on_earliest, status_on_latest, note";

fn columns(specification: Column) -> Vec<Column> {
    vec![
        reference("solution_id").required(),
        specification,
        text("version"),
        text("profile"),
        text("status").required(),
        text("status_on"),
        date("status_on_earliest"),
        date("status_on_latest"),
        text("note"),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            let mut since = columns(reference("specification_id"));
            since.extend([
                reference("couloir_id"),
                reference("software_function_id"),
                integer("wave"),
            ]);
            replace(manager, &since, "1 = 1").await?;
        } else {
            for change in [
                "ALTER COLUMN specification_id DROP NOT NULL",
                "ADD COLUMN couloir_id bigint REFERENCES record (id)",
                "ADD COLUMN software_function_id bigint REFERENCES record (id)",
                "ADD COLUMN wave bigint",
            ] {
                run(manager, &format!("ALTER TABLE {TABLE} {change}")).await?;
            }
        }
        for column in INDEXED_SINCE {
            tables::create_index(manager, TABLE, &[column]).await?;
        }
        Ok(())
    }

    /// Versions that name no specification have no place in the table before: they are gone.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in INDEXED_SINCE {
            run(manager, &format!("DROP INDEX {TABLE}_{column}")).await?;
        }
        if manager.get_database_backend() == DbBackend::Sqlite {
            let before = columns(reference("specification_id").required());
            return replace(manager, &before, "specification_id IS NOT NULL").await;
        }
        run(manager, "DELETE FROM referencing WHERE specification_id IS NULL").await?;
        for change in [
            "DROP COLUMN wave",
            "DROP COLUMN software_function_id",
            "DROP COLUMN couloir_id",
            "ALTER COLUMN specification_id SET NOT NULL",
        ] {
            run(manager, &format!("ALTER TABLE {TABLE} {change}")).await?;
        }
        Ok(())
    }
}

/// SQLite cannot alter a column: another table takes the place of the first, with the rows that satisfy a condition.
async fn replace(manager: &SchemaManager<'_>, columns: &[Column], kept: &str) -> Result<(), DbErr> {
    for column in INDEXED.into_iter().chain(["record_id_until"]) {
        run(manager, &format!("DROP INDEX {TABLE}_{column}")).await?;
    }
    run(manager, "ALTER TABLE referencing RENAME TO referencing_before").await?;
    tables::create_version(manager, TABLE, columns).await?;
    for column in INDEXED {
        tables::create_index(manager, TABLE, &[column]).await?;
    }
    run(
        manager,
        &format!("INSERT INTO {TABLE} ({KEPT}) SELECT {KEPT} FROM referencing_before WHERE {kept}"),
    )
    .await?;
    run(manager, "DROP TABLE referencing_before").await
}

async fn run(manager: &SchemaManager<'_>, statement: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(statement).await?;
    Ok(())
}
