use sea_orm_migration::prelude::*;

use crate::{columns::*, tables};

/// Creates usage_target, tariff, prerequisite.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "usage_target",
            &[
                text("name").required(),
                text("name_folded").required(),
                reference("funding_window_id").required(),
                reference("indicator_id").required(),
                text("domain").required(),
                integer("target").required(),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "usage_target", &["slug"]).await?;
        tables::create_index(manager, "usage_target", &["name_folded"]).await?;
        tables::create_index(manager, "usage_target", &["funding_window_id"]).await?;
        tables::create_index(manager, "usage_target", &["indicator_id"]).await?;
        tables::create_version(
            manager,
            "tariff",
            &[
                text("name").required(),
                text("name_folded").required(),
                reference("programme_id").required(),
                reference("couloir_id"),
                reference("software_function_id"),
                text("item").required(),
                text("case"),
                text("size_class"),
                text("payee"),
                text("per").required(),
                integer("amount"),
                text("amount_qualifier"),
                integer("points"),
                integer("threshold"),
                text("threshold_of"),
                integer("cap"),
                integer("increase"),
                text("payment_schedule"),
                text("conditions"),
                text("in_force"),
                date("in_force_earliest"),
                date("in_force_latest"),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "tariff", &["slug"]).await?;
        tables::create_index(manager, "tariff", &["name_folded"]).await?;
        tables::create_index(manager, "tariff", &["programme_id"]).await?;
        tables::create_index(manager, "tariff", &["couloir_id"]).await?;
        tables::create_index(manager, "tariff", &["software_function_id"]).await?;
        tables::create_version(
            manager,
            "prerequisite",
            &[
                text("name").required(),
                text("name_folded").required(),
                reference("programme_id").required(),
                text("part"),
                integer("number"),
                text("family").required(),
                text("tolerance"),
                text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "prerequisite", &["slug"]).await?;
        tables::create_index(manager, "prerequisite", &["name_folded"]).await?;
        tables::create_index(manager, "prerequisite", &["programme_id"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["prerequisite", "tariff", "usage_target"]).await
    }
}
