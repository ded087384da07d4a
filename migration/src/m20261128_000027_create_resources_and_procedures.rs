use sea_orm_migration::prelude::*;

use crate::{
    columns::{date, integer, reference, text},
    tables,
};

/// Creates resource and procedure.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let resource = [
            text("name").required(),
            text("name_folded").required(),
            text("kind"),
            reference("programme_id"),
            reference("core_service_id"),
            reference("couloir_id"),
            text("audience"),
            reference("issuer_id"),
            text("address"),
            text("published_on"),
            date("published_on_earliest"),
            date("published_on_latest"),
            text("note"),
        ];
        let procedure = [
            text("name").required(),
            text("name_folded").required(),
            text("subject").required(),
            text("subject_folded").required(),
            reference("programme_id"),
            reference("core_service_id"),
            reference("funding_window_id"),
            text("phase"),
            integer("number").required(),
            text("done_by"),
            text("note"),
        ];
        let resource_by: &[&str] = &[
            "slug",
            "name_folded",
            "programme_id",
            "core_service_id",
            "couloir_id",
            "issuer_id",
        ];
        let procedure_by: &[&str] = &[
            "slug",
            "name_folded",
            "subject_folded",
            "programme_id",
            "core_service_id",
            "funding_window_id",
        ];
        tables::create_version(manager, "resource", &resource).await?;
        tables::create_version(manager, "procedure", &procedure).await?;
        for (table, by) in [("resource", resource_by), ("procedure", procedure_by)] {
            for column in by {
                tables::create_index(manager, table, &[*column]).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["procedure", "resource"]).await
    }
}
