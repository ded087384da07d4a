use sea_orm_migration::prelude::*;

use crate::{columns::*, tables};

/// Creates programme_rule, programme_text.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "programme_rule",
            &[
                text("name").required(),
                text("name_folded").required(),
                reference("programme_id").required(),
                text("kind").required(),
                text("scope"),
                reference("couloir_id"),
                reference("software_function_id"),
                integer("quantity"),
                text("unit"),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "programme_rule", &["slug"]).await?;
        tables::create_index(manager, "programme_rule", &["name_folded"]).await?;
        tables::create_index(manager, "programme_rule", &["programme_id"]).await?;
        tables::create_index(manager, "programme_rule", &["couloir_id"]).await?;
        tables::create_index(manager, "programme_rule", &["software_function_id"]).await?;
        tables::create_part(
            manager,
            "programme_text",
            &[
                text("code").required(),
                text("nor"),
                text("signed_on"),
                date("signed_on_earliest"),
                date("signed_on_latest"),
                text("published_on"),
                date("published_on_earliest"),
                date("published_on_latest"),
                text("subject"),
                text("note"),
            ],
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["programme_text", "programme_rule"]).await
    }
}
