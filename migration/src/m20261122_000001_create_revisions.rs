use sea_orm_migration::prelude::*;

use crate::{
    columns::{instant, integer, reference, text},
    tables,
};

/// Creates the ledger: revisions, records, changes, citations, and the counters that number them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_ledger(manager).await?;
        create_citations(manager).await?;
        tables::create(
            manager,
            "counter",
            &[text("name").required(), integer("value").required()],
            &["name"],
        )
        .await?;
        let mut counters = Query::insert();
        counters.into_table("counter").columns(["name", "value"]);
        for name in ["revision", "record"] {
            counters.values_panic([name.into(), 0i64.into()]);
        }
        manager.execute(counters).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::drop(manager, &["counter", "citation", "change", "record", "revision"]).await
    }
}

async fn create_ledger(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    tables::create(
        manager,
        "revision",
        &[
            integer("number").required(),
            instant("published_at").required(),
            text("institution").required(),
            text("author").required(),
            text("message").required(),
            text("reason"),
        ],
        &["number"],
    )
    .await?;
    tables::create(
        manager,
        "record",
        &[
            integer("id").required(),
            text("dataset").required(),
            text("slug").required(),
        ],
        &["id"],
    )
    .await?;
    tables::create_unique(manager, "record", &["dataset", "slug"]).await?;
    tables::create(
        manager,
        "change",
        &[
            integer("revision").required(),
            integer("position").required(),
            reference("record_id").required(),
            text("period"),
            text("operation").required(),
        ],
        &["revision", "position"],
    )
    .await?;
    tables::create_index(manager, "change", &["record_id"]).await
}

async fn create_citations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    tables::create(
        manager,
        "citation",
        &[
            reference("record_id").required(),
            integer("since").required(),
            integer("position").required(),
            integer("until").required(),
            text("field"),
            reference("document_id").required(),
            text("locator"),
        ],
        &["record_id", "since", "position"],
    )
    .await?;
    tables::create_index(manager, "citation", &["document_id"]).await
}
