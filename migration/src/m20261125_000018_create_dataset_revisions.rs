use sea_orm_migration::prelude::*;

use crate::{
    columns::{integer, text},
    tables,
};

/// Creates dataset_revision: which datasets each revision changed, so that what follows from a dataset knows when it is still right.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [text("dataset").required(), integer("revision").required()];
        tables::create(manager, "dataset_revision", &columns, &["dataset", "revision"]).await?;
        tables::create_index(manager, "dataset_revision", &["revision"]).await?;
        let connection = manager.get_connection();
        // The records of observations are their series.
        connection
            .execute_unprepared(
                "INSERT INTO dataset_revision (dataset, revision) \
                 SELECT DISTINCT CASE record.dataset WHEN 'series' THEN 'observations' ELSE record.dataset END, change.revision \
                 FROM change JOIN record ON record.id = change.record_id",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["dataset_revision"]).await
    }
}
