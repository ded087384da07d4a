use sea_orm_migration::prelude::*;

use crate::tables;

/// Lets the latest observations of some series be read first: an index of each series by day, in the order of pages.
#[derive(DeriveMigrationName)]
pub struct Migration;

const OF_SERIES: [&str; 4] = ["series_id", "period_earliest", "period_latest", "period"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_index(manager, "observation", &OF_SERIES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop_index(manager, "observation", &OF_SERIES).await
    }
}
