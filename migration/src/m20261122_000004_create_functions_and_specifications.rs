use sea_orm_migration::prelude::*;

use crate::{columns, tables};

/// Creates software_function, specification, specification_text.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create_version(
            manager,
            "software_function",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::text("code").required(),
                columns::text("other_names").required(),
                columns::reference("couloir_id"),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "software_function", &["slug"]).await?;
        tables::create_index(manager, "software_function", &["couloir_id"]).await?;
        tables::create_index(manager, "software_function", &["name_folded"]).await?;
        tables::create_version(
            manager,
            "specification",
            &[
                columns::text("name").required(),
                columns::text("name_folded").required(),
                columns::reference("couloir_id"),
                columns::reference("software_function_id").required(),
                columns::integer("wave"),
                columns::text("arrete"),
                columns::text("dsr"),
                columns::text("rem"),
                columns::text("af"),
                columns::text("profiles").required(),
                columns::text("state").required(),
                columns::text("note"),
            ],
        )
        .await?;
        tables::create_index(manager, "specification", &["slug"]).await?;
        tables::create_index(manager, "specification", &["couloir_id"]).await?;
        tables::create_index(manager, "specification", &["software_function_id"]).await?;
        tables::create_index(manager, "specification", &["name_folded"]).await?;
        tables::create_part(
            manager,
            "specification_text",
            &[
                columns::text("kind").required(),
                columns::text("code"),
                columns::text("version"),
                columns::text("dated_on"),
                columns::date("dated_on_earliest"),
                columns::date("dated_on_latest"),
                columns::text("change"),
            ],
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["specification_text", "specification", "software_function"]).await
    }
}
