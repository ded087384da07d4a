use sea_orm_migration::prelude::*;

use crate::tables;

/// Lets the latest observations be read first: the index by day holds the whole order, both ways, where it held its first column.
#[derive(DeriveMigrationName)]
pub struct Migration;

const BY_DAY: [&str; 4] = ["period_earliest", "period_latest", "series_id", "period"];
const BEFORE: [&str; 2] = ["period_earliest", "series_id"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_index(manager, "observation", &BY_DAY).await?;
        tables::drop_index(manager, "observation", &BEFORE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_index(manager, "observation", &BEFORE).await?;
        tables::drop_index(manager, "observation", &BY_DAY).await
    }
}
