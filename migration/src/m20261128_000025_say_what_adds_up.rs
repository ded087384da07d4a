use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::tables;

/// Says what may be added (the nature of an observation, the measure of an indicator, what cuts an envelope), how good a document is, what a
/// statement covers, and of what kind a conflict is.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The columns that are added: the table, the column, its type and constraints.
const ADDED: [(&str, &str, &str); 19] = [
    ("observation", "nature", "text NOT NULL DEFAULT 'measured'"),
    ("indicator", "measure", "text"),
    ("indicator", "overlapping", "boolean"),
    ("indicator", "programme_id", "bigint REFERENCES record (id)"),
    ("indicator", "core_service_id", "bigint REFERENCES record (id)"),
    ("document", "quality", "text"),
    ("document", "consulted_on", "text"),
    ("document", "consulted_on_earliest", "date"),
    ("document", "consulted_on_latest", "date"),
    ("regional_envelope", "scope", "text"),
    ("regional_envelope", "part_by", "text"),
    ("regional_envelope", "also_part_of_id", "bigint REFERENCES record (id)"),
    ("regional_envelope", "also_part_by", "text"),
    ("statement", "scope", "text"),
    ("statement", "definition", "text"),
    ("conflict", "kind", "text NOT NULL DEFAULT 'disagreement'"),
    ("core_service", "functions", "text NOT NULL DEFAULT '[]'"),
    ("core_service", "address", "text"),
    ("programme", "co_pilots", "text NOT NULL DEFAULT '[]'"),
];

/// What is looked for by it: the last of them serves the observation of a series whose period ends last.
const INDEXED: [(&str, &[&str]); 4] = [
    ("indicator", &["programme_id"]),
    ("indicator", &["core_service_id"]),
    ("regional_envelope", &["also_part_of_id"]),
    ("observation", &["series_id", "period_latest"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Texts are ordered by their bytes on both engines; SQLite keeps days as texts.
        let (text, day) = match manager.get_database_backend() {
            DbBackend::Postgres => ("text COLLATE \"C\"", "date"),
            _ => ("text", "date_text"),
        };
        for (table, column, kind) in ADDED {
            let kind = match kind {
                "date" => day.to_owned(),
                kind => kind.replacen("text", text, 1),
            };
            let add = format!("ALTER TABLE {table} ADD COLUMN {column} {kind}");
            manager.get_connection().execute_unprepared(&add).await?;
        }
        for (table, columns) in INDEXED {
            tables::create_index(manager, table, columns).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in INDEXED {
            let drop = format!("DROP INDEX {table}_{}", columns.join("_"));
            manager.get_connection().execute_unprepared(&drop).await?;
        }
        for (table, column, _) in ADDED.into_iter().rev() {
            let drop = format!("ALTER TABLE {table} DROP COLUMN {column}");
            manager.get_connection().execute_unprepared(&drop).await?;
        }
        Ok(())
    }
}
