use sea_orm_migration::prelude::*;

use crate::{
    columns::{instant, integer, text},
    tables,
};

/// Creates edition and permalink: what is kept for ever, and cited.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let edition = [
            text("name").required(),
            integer("revision").required(),
            instant("created_at").required(),
            text("manifest").required(),
        ];
        tables::create(manager, "edition", &edition, &["name"]).await?;
        tables::create_index(manager, "edition", &["revision"]).await?;
        let permalink = [
            text("id").required(),
            text("request").required(),
            integer("revision").required(),
            instant("created_at").required(),
            text("media_type").required(),
            integer("rows"),
            integer("bytes").required(),
            text("sha256").required(),
        ];
        tables::create(manager, "permalink", &permalink, &["id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["permalink", "edition"]).await
    }
}
