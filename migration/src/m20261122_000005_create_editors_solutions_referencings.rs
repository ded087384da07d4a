use sea_orm_migration::prelude::*;

use crate::{columns, tables};

/// Creates editor, solution, referencing.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "editor",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::text("company_group"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "editor", &["slug"]).await?;
        tables::create_index(manager, "editor", &["name_folded"]).await?;
        tables::create_version(
            manager,
            "solution",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::text("other_names").required(),
                columns::reference("editor_id"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "solution", &["slug"]).await?;
        tables::create_index(manager, "solution", &["editor_id"]).await?;
        tables::create_index(manager, "solution", &["name_folded"]).await?;
        tables::create_version(
            manager,
            "referencing",
            &[
                columns::reference("solution_id").required(),
                columns::reference("specification_id").required(),
                columns::text("version"),
                columns::text("profile"),
                columns::text("status").required(),
                columns::text("status_on"),
                columns::date("status_on_earliest"),
                columns::date("status_on_latest"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "referencing", &["slug"]).await?;
        tables::create_index(manager, "referencing", &["solution_id"]).await?;
        tables::create_index(manager, "referencing", &["specification_id"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["referencing", "solution", "editor"]).await
    }
}
