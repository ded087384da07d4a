use sea_orm_migration::prelude::*;

use crate::{
    columns::{date, integer, reference, text},
    tables,
};

/// Creates indicator, series, observation.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_indicator(manager).await?;
        create_series(manager).await?;
        create_observation(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["observation", "series", "indicator"]).await
    }
}

async fn create_indicator(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    tables::create_version(
        manager,
        "indicator",
        &[
            text("name").required(),
            text("name_folded").required(),
            text("unit").required(),
            text("definition"),
            text("periodicity"),
            text("note"),
        ],
    )
    .await?;
    tables::create_index(manager, "indicator", &["slug"]).await
}

async fn create_series(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    tables::create(
        manager,
        "series",
        &[
            reference("record_id").required(),
            text("slug").required(),
            reference("indicator_id").required(),
            reference("region_id"),
            reference("couloir_id"),
            text("category"),
            text("category_folded"),
            reference("document_id").required(),
        ],
        &["record_id"],
    )
    .await?;
    tables::create_unique(manager, "series", &["slug"]).await?;
    for column in ["indicator_id", "region_id", "couloir_id", "document_id"] {
        tables::create_index(manager, "series", &[column]).await?;
    }
    Ok(())
}

async fn create_observation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    tables::create(
        manager,
        "observation",
        &[
            reference("series_id").required(),
            text("period").required(),
            integer("since").required(),
            integer("until").required(),
            date("period_earliest"),
            date("period_latest"),
            integer("value"),
            text("status").required(),
            text("qualifier").required(),
            text("missing_reason"),
            text("locator"),
            text("note"),
        ],
        &["series_id", "period", "since"],
    )
    .await?;
    tables::create_unique(manager, "observation", &["series_id", "period", "until"]).await?;
    tables::create_index(manager, "observation", &["period_earliest", "series_id"]).await
}
