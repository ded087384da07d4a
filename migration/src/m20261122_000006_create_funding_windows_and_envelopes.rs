use sea_orm_migration::prelude::*;

use crate::{columns, tables};

/// Creates funding_window, funding_window_phase, regional_envelope.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "funding_window",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::reference("programme_id").required(),
                columns::text("part"),
                columns::integer("number"),
                columns::integer("wave"),
                columns::reference("couloir_id"),
                columns::reference("software_function_id"),
                columns::reference("region_id"),
                columns::integer("rate"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "funding_window", &["slug"]).await?;
        tables::create_index(manager, "funding_window", &["programme_id"]).await?;
        tables::create_index(manager, "funding_window", &["couloir_id"]).await?;
        tables::create_index(manager, "funding_window", &["software_function_id"]).await?;
        tables::create_index(manager, "funding_window", &["region_id"]).await?;
        tables::create_index(manager, "funding_window", &["name_folded"]).await?;
        tables::create_part(
            manager,
            "funding_window_phase",
            &[
                columns::text("kind").required(),
                columns::text("starts_on"),
                columns::date("starts_on_earliest"),
                columns::date("starts_on_latest"),
                columns::text("ends_on"),
                columns::date("ends_on_earliest"),
                columns::date("ends_on_latest"),
                columns::boolean("superseded").required(),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_version(
            manager,
            "regional_envelope",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::reference("programme_id").required(),
                columns::reference("region_id").required(),
                columns::text("part"),
                columns::text("phase"),
                columns::text("decision"),
                columns::integer("amount"),
                columns::text("amount_qualifier"),
                columns::integer("committed"),
                columns::integer("paid"),
                columns::integer("files_submitted"),
                columns::integer("files_accepted"),
                columns::text("as_of"),
                columns::date("as_of_earliest"),
                columns::date("as_of_latest"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "regional_envelope", &["slug"]).await?;
        tables::create_index(manager, "regional_envelope", &["programme_id"]).await?;
        tables::create_index(manager, "regional_envelope", &["region_id"]).await?;
        tables::create_index(manager, "regional_envelope", &["name_folded"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(
            manager,
            &["regional_envelope", "funding_window_phase", "funding_window"],
        )
        .await
    }
}
