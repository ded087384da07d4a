use sea_orm_migration::prelude::*;

use crate::{columns, tables};

/// Creates couloir, programme.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "couloir",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::text("other_names").required(),
                columns::text("structures").required(),
                columns::text("sub_domains").required(),
                columns::text("documents_exchanged").required(),
                columns::boolean("hospital_related"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "couloir", &["slug"]).await?;
        tables::create_index(manager, "couloir", &["name_folded"]).await?;
        tables::create_version(
            manager,
            "programme",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::text("acronym"),
                columns::text("kind").required(),
                columns::reference("pilot_id"),
                columns::text("applications_handled_by").required(),
                columns::text("payments_handled_by").required(),
                columns::text("beneficiary"),
                columns::integer("amount"),
                columns::text("amount_qualifier"),
                columns::text("period"),
                columns::date("period_earliest"),
                columns::date("period_latest"),
                columns::text("perimeter").required(),
                columns::text("exclusions").required(),
                columns::text("rules").required(),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "programme", &["slug"]).await?;
        tables::create_index(manager, "programme", &["pilot_id"]).await?;
        tables::create_index(manager, "programme", &["name_folded"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["programme", "couloir"]).await
    }
}
