use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::{
    columns::{instant, integer, text},
    tables,
};

/// Creates what no public door reads: accounts of institutions, their members and keys, answers kept for retries, and the audit.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The audit is appended to, never rewritten: the engine itself refuses.
const SQLITE: [&str; 2] = [
    "CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'the audit is never rewritten'); END",
    "CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'the audit is never rewritten'); END",
];
const POSTGRES: [&str; 2] = [
    "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is never rewritten'; END $$",
    "CREATE TRIGGER audit_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_accounts(manager).await?;
        create_credentials(manager).await?;
        create_audit(manager).await?;
        let idempotency = [
            text("institution").required(),
            text("key").required(),
            text("fingerprint").required(),
            text("answer").required(),
            instant("at").required(),
        ];
        tables::create(manager, "idempotency", &idempotency, &["institution", "key"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counter = Query::delete()
            .from_table("counter")
            .and_where(Expr::col("name").eq("audit"))
            .to_owned();
        manager.exec_stmt(counter).await?;
        tables::drop(manager, &["idempotency", "audit_event", "api_key", "member", "account"]).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            let function = "DROP FUNCTION refuse_rewriting()";
            manager.get_connection().execute_unprepared(function).await?;
        }
        Ok(())
    }
}

async fn create_accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let account = [
        text("institution").required(),
        text("mandate").required(),
        text("region"),
        instant("created_at").required(),
        instant("closed_at"),
    ];
    tables::create(manager, "account", &account, &["institution"]).await
}

async fn create_credentials(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let member = [
        text("id").required(),
        text("institution").required(),
        text("issuer").required(),
        text("subject").required(),
        text("name").required(),
        text("role").required(),
        instant("added_at").required(),
        text("added_by").required(),
        instant("removed_at"),
    ];
    tables::create(manager, "member", &member, &["id"]).await?;
    // A person acts for one institution at a time.
    let one = "CREATE UNIQUE INDEX member_issuer_subject ON member (issuer, subject) WHERE removed_at IS NULL";
    manager.get_connection().execute_unprepared(one).await?;
    tables::create_index(manager, "member", &["institution"]).await?;
    let key = [
        text("id").required(),
        text("institution").required(),
        text("name").required(),
        text("role").required(),
        text("datasets"),
        text("secret_hash").required(),
        instant("created_at").required(),
        text("created_by").required(),
        instant("ends_at"),
        instant("last_used_at"),
        instant("revoked_at"),
    ];
    tables::create(manager, "api_key", &key, &["id"]).await?;
    tables::create_index(manager, "api_key", &["institution"]).await
}

async fn create_audit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let event = [
        integer("number").required(),
        instant("at").required(),
        text("institution").required(),
        text("actor").required(),
        text("event").required(),
        integer("revision"),
        text("detail").required(),
        text("previous").required(),
        text("hash").required(),
    ];
    tables::create(manager, "audit_event", &event, &["number"]).await?;
    tables::create_index(manager, "audit_event", &["institution", "number"]).await?;
    tables::create_index(manager, "audit_event", &["revision"]).await?;
    let counter = Query::insert()
        .into_table("counter")
        .columns(["name", "value"])
        .values_panic(["audit".into(), 0i64.into()])
        .to_owned();
    manager.exec_stmt(counter).await?;
    let statements = match manager.get_database_backend() {
        DbBackend::Sqlite => SQLITE,
        _ => POSTGRES,
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
