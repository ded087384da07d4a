use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::{
    columns::{integer, reference, text},
    tables,
};

/// Creates search_entry, and the engine's own full-text index over it.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The words of a title weigh more than those of the body.
const POSTGRES: [&str; 2] = [
    "ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS \
     (setweight(to_tsvector('simple'::regconfig, title), 'A') || setweight(to_tsvector('simple'::regconfig, body), 'D')) STORED",
    "CREATE INDEX search_entry_words ON search_entry USING gin (words)",
];

/// The rowid is the entry's id; the text itself stays in search_entry.
const SQLITE: [&str; 1] = ["CREATE VIRTUAL TABLE search_text USING fts5(title, body, content='')"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let mut table = Table::create();
        table.table("search_entry");
        let mut id = ColumnDef::new("id");
        id.big_integer().not_null().auto_increment().primary_key();
        if backend == DbBackend::Sqlite {
            // Only this type numbers its rows there.
            id = ColumnDef::new("id");
            id.integer().not_null().auto_increment().primary_key();
        }
        table.col(id);
        for column in [
            reference("record_id").required(),
            integer("since").required(),
            integer("until").required(),
            text("dataset").required(),
            text("slug").required(),
            text("label").required(),
            text("address").required(),
            text("title").required(),
            text("body").required(),
        ] {
            table.col(column.definition(backend));
        }
        table.foreign_key(
            ForeignKey::create()
                .from("search_entry", "record_id")
                .to("record", "id"),
        );
        manager.create_table(table).await?;
        tables::create_index(manager, "search_entry", &["record_id", "until"]).await?;
        let statements: &[&str] = match backend {
            DbBackend::Sqlite => &SQLITE,
            _ => &POSTGRES,
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        let counter = Query::insert()
            .into_table("counter")
            .columns(["name", "value"])
            .values_panic(["search".into(), 0i64.into()])
            .to_owned();
        manager.exec_stmt(counter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counter = Query::delete()
            .from_table("counter")
            .and_where(Expr::col("name").eq("search"))
            .to_owned();
        manager.exec_stmt(counter).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            manager
                .get_connection()
                .execute_unprepared("DROP TABLE search_text")
                .await?;
        }
        tables::drop(manager, &["search_entry"]).await
    }
}
