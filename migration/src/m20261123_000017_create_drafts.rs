use sea_orm_migration::prelude::*;

use crate::{
    columns::{instant, integer, text},
    tables,
};

/// Creates draft: what is not public yet, in a table that no public door reads.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let draft = [
            text("id").required(),
            text("institution").required(),
            text("mandate").required(),
            text("region"),
            text("dataset").required(),
            text("message").required(),
            text("payload").required(),
            text("state").required(),
            text("author").required(),
            instant("created_at").required(),
            instant("publish_at"),
            text("decided_by"),
            integer("revision"),
            text("failure"),
        ];
        tables::create(manager, "draft", &draft, &["id"]).await?;
        tables::create_index(manager, "draft", &["state", "publish_at"]).await?;
        tables::create_index(manager, "draft", &["institution", "created_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["draft"]).await
    }
}
