use sea_orm_migration::prelude::*;

use crate::{columns, tables};

/// Creates region, institution, document.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "region",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::text("insee_code"),
                columns::text("iso_code"),
                columns::text("kind").required(),
                columns::reference("ars_id"),
                columns::reference("grades_id"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "region", &["slug"]).await?;
        tables::create_index(manager, "region", &["ars_id"]).await?;
        tables::create_index(manager, "region", &["grades_id"]).await?;
        tables::create_index(manager, "region", &["name_folded"]).await?;
        tables::create_version(
            manager,
            "institution",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::text("acronym"),
                columns::text("kind").required(),
                columns::reference("region_id"),
                columns::text("roles").required(),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "institution", &["slug"]).await?;
        tables::create_index(manager, "institution", &["region_id"]).await?;
        tables::create_index(manager, "institution", &["name_folded"]).await?;
        tables::create_version(
            manager,
            "document",
            &[
                columns::text("title").required(),
                columns::text("title_folded").required(),
                columns::text("issuer"),
                columns::text("issuer_folded"),
                columns::text("published_on"),
                columns::date("published_on_earliest"),
                columns::date("published_on_latest"),
                columns::text("address"),
                columns::text("file"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "document", &["slug"]).await?;
        tables::create_index(manager, "document", &["title_folded"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["document", "institution", "region"]).await
    }
}
