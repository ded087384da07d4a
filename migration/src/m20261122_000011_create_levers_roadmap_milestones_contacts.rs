use sea_orm_migration::prelude::*;

use crate::{columns::*, tables};

/// Creates lever, the roadmap, milestone, contact.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "lever",
            &[
                text("name").required(),
                text("name_folded").required(),
                text("kind").required(),
                integer("position").required(),
                reference("programme_id"),
                text("missing_reason"),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "lever", &["slug"]).await?;
        tables::create_index(manager, "lever", &["name_folded"]).await?;
        tables::create_index(manager, "lever", &["programme_id"]).await?;
        tables::create_version(
            manager,
            "roadmap_objective",
            &[
                text("name").required(),
                text("name_folded").required(),
                integer("number").required(),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "roadmap_objective", &["slug"]).await?;
        tables::create_index(manager, "roadmap_objective", &["name_folded"]).await?;
        tables::create_version(
            manager,
            "roadmap_action",
            &[
                text("name").required(),
                text("name_folded").required(),
                reference("objective_id").required(),
                integer("number").required(),
                text("referents").required(),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "roadmap_action", &["slug"]).await?;
        tables::create_index(manager, "roadmap_action", &["name_folded"]).await?;
        tables::create_index(manager, "roadmap_action", &["objective_id"]).await?;
        tables::create_version(
            manager,
            "roadmap_step",
            &[
                text("name").required(),
                text("name_folded").required(),
                reference("action_id").required(),
                integer("number").required(),
                text("heading"),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "roadmap_step", &["slug"]).await?;
        tables::create_index(manager, "roadmap_step", &["name_folded"]).await?;
        tables::create_index(manager, "roadmap_step", &["action_id"]).await?;
        tables::create_version(
            manager,
            "roadmap_progress",
            &[
                reference("action_id").required(),
                reference("region_id").required(),
                text("state").required(),
                text("as_of").required(),
                date("as_of_earliest"),
                date("as_of_latest"),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "roadmap_progress", &["slug"]).await?;
        tables::create_index(manager, "roadmap_progress", &["action_id"]).await?;
        tables::create_index(manager, "roadmap_progress", &["region_id"]).await?;
        tables::create_version(
            manager,
            "milestone",
            &[
                text("name").required(),
                text("name_folded").required(),
                text("date").required(),
                date("date_earliest"),
                date("date_latest"),
                reference("programme_id"),
                reference("region_id"),
                text("theme").required(),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "milestone", &["slug"]).await?;
        tables::create_index(manager, "milestone", &["name_folded"]).await?;
        tables::create_index(manager, "milestone", &["programme_id"]).await?;
        tables::create_index(manager, "milestone", &["region_id"]).await?;
        tables::create_version(
            manager,
            "contact",
            &[
                text("name").required(),
                text("name_folded").required(),
                text("kind").required(),
                text("value").required(),
                reference("institution_id"),
                boolean("usable").required(),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "contact", &["slug"]).await?;
        tables::create_index(manager, "contact", &["name_folded"]).await?;
        tables::create_index(manager, "contact", &["institution_id"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(
            manager,
            &[
                "contact",
                "milestone",
                "roadmap_progress",
                "roadmap_step",
                "roadmap_action",
                "roadmap_objective",
                "lever",
            ],
        )
        .await
    }
}
