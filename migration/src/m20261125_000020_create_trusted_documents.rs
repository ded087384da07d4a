use sea_orm_migration::prelude::*;

use crate::{
    columns::{instant, text},
    tables,
};

/// Creates trusted_document: GraphQL documents that are asked for by their hash.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            text("sha256").required(),
            text("text").required(),
            instant("added_at").required(),
        ];
        tables::create(manager, "trusted_document", &columns, &["sha256"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["trusted_document"]).await
    }
}
