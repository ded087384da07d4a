use sea_orm_migration::prelude::*;

/// Counts, in dataset_revision, what each revision did to a dataset and how many rows it left: nothing needs to be counted over again when
/// there are millions.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [&str; 4] = ["created", "revised", "withdrawn", "total"];

/// How many changes of a kind the log has for a dataset and revision. The records of observations are their series.
const OF_LOG: &str = "(SELECT COUNT(*) FROM change JOIN record ON record.id = change.record_id \
    WHERE change.revision = dataset_revision.revision AND change.operation = '{operation}' \
    AND record.dataset = CASE dataset_revision.dataset WHEN 'observations' THEN 'series' ELSE dataset_revision.dataset END)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for column in COLUMNS {
            let add = format!("ALTER TABLE dataset_revision ADD COLUMN {column} bigint NOT NULL DEFAULT 0");
            connection.execute_unprepared(&add).await?;
        }
        let counted: Vec<String> = COLUMNS[..3]
            .iter()
            .map(|operation| format!("{operation} = {}", OF_LOG.replace("{operation}", operation)))
            .collect();
        connection
            .execute_unprepared(&format!("UPDATE dataset_revision SET {}", counted.join(", ")))
            .await?;
        connection
            .execute_unprepared(
                "UPDATE dataset_revision SET total = (SELECT SUM(earlier.created - earlier.withdrawn) FROM dataset_revision AS earlier \
                 WHERE earlier.dataset = dataset_revision.dataset AND earlier.revision <= dataset_revision.revision)",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            let drop = format!("ALTER TABLE dataset_revision DROP COLUMN {column}");
            manager.get_connection().execute_unprepared(&drop).await?;
        }
        Ok(())
    }
}
