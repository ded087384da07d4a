use sea_orm_migration::prelude::*;

use crate::{columns::*, tables};

/// Creates core_service, couloir_use_case, couloir_actor_code.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "core_service",
            &[
                text("name").required(),
                text("name_folded").required(),
                text("acronym"),
                text("kind").required(),
                text("purpose"),
                text("couloirs_concerned").required(),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "core_service", &["slug"]).await?;
        tables::create_index(manager, "core_service", &["name_folded"]).await?;
        tables::create_part(
            manager,
            "couloir_use_case",
            &[
                text("kind").required(),
                text("description").required(),
                integer("number"),
            ],
        )
        .await?;
        tables::create_part(
            manager,
            "couloir_actor_code",
            &[
                text("code_system").required(),
                text("code").required(),
                text("label"),
                text("role").required(),
                text("note"),
            ],
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["couloir_actor_code", "couloir_use_case", "core_service"]).await
    }
}
