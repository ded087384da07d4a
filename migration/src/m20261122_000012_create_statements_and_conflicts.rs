use sea_orm_migration::prelude::*;

use crate::{columns::*, tables};

/// Creates statement, conflict, conflict_value.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "statement",
            &[
                text("subject_dataset").required(),
                text("subject").required(),
                text("field").required(),
                text("item"),
                text("question").required(),
                text("value").required(),
                text("qualifier"),
                reference("document_id").required(),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "statement", &["slug"]).await?;
        tables::create_index(manager, "statement", &["document_id"]).await?;
        tables::create_version(
            manager,
            "conflict",
            &[
                text("name").required(),
                text("name_folded").required(),
                text("subject_dataset").required(),
                text("subject").required(),
                text("field").required(),
                text("item"),
                text("address").required(),
                text("retained").required(),
                reference("retained_document_id").required(),
                text("reason").required(),
            ],
        )
        .await?;
        tables::create_index(manager, "conflict", &["slug"]).await?;
        tables::create_index(manager, "conflict", &["name_folded"]).await?;
        tables::create_index(manager, "conflict", &["retained_document_id"]).await?;
        tables::create_part(
            manager,
            "conflict_value",
            &[
                text("value").required(),
                text("qualifier"),
                text("documents").required(),
                text("published_on"),
                date("published_on_earliest"),
                date("published_on_latest"),
                boolean("retained").required(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["conflict_value", "conflict", "statement"]).await
    }
}
