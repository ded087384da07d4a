use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Database as Direct, DatabaseConnection, DbBackend, Statement};
use segur_tests::{Database, Engine, program};

/// Tables that migrations make for the engines' own full-text search, or for themselves.
const OF_MIGRATIONS: [&str; 4] = ["search_", "seaql_migrations", "sqlite_", "pg_"];

/// A column: its kind, whether it may be missing, and its place in the primary key.
type Column = (String, String, bool, Option<i64>);

/// A table: its columns, and where they point.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: Vec<Column>,
    foreign_keys: Vec<(String, String, String)>,
}

/// A kind whose name has `int` in it is one affinity to SQLite, whatever its name.
const SQLITE_COLUMNS: &str =
    "SELECT m.name, c.name, CASE WHEN c.type LIKE '%int%' THEN 'integer' ELSE lower(c.type) END, c.\"notnull\" = 0, CASE c.pk WHEN 0 THEN NULL ELSE c.pk END
    FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.name";

const SQLITE_KEYS: &str = "SELECT m.name, f.\"from\", f.\"table\", f.\"to\"
    FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2, 3";

const POSTGRES_COLUMNS: &str =
    "SELECT c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'YES',
        (SELECT k.ordinal_position::bigint FROM information_schema.key_column_usage k
         JOIN information_schema.table_constraints t USING (constraint_schema, constraint_name)
         WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name)
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, 2";

const POSTGRES_KEYS: &str =
    "SELECT conrelid::regclass::text, a.attname::text, confrelid::regclass::text, b.attname::text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
    JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
    WHERE contype = 'f' ORDER BY 1, 2, 3";

async fn rows(connection: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.unwrap()
}

/// Every table of a database, but for those of migrations alone.
async fn tables(connection: &DatabaseConnection) -> BTreeMap<String, Table> {
    let (columns, keys) = match connection.get_database_backend() {
        DbBackend::Sqlite => (SQLITE_COLUMNS, SQLITE_KEYS),
        _ => (POSTGRES_COLUMNS, POSTGRES_KEYS),
    };
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in rows(connection, columns).await {
        let text = |place| row.try_get_by_index::<String>(place).unwrap();
        let column = (
            text(1),
            text(2),
            row.try_get_by_index(3).unwrap(),
            row.try_get_by_index(4).unwrap(),
        );
        tables.entry(text(0)).or_default().columns.push(column);
    }
    for row in rows(connection, keys).await {
        let text = |place| row.try_get_by_index::<String>(place).unwrap();
        tables
            .entry(text(0))
            .or_default()
            .foreign_keys
            .push((text(1), text(2), text(3)));
    }
    tables.retain(|name, _| !OF_MIGRATIONS.iter().any(|start| name.starts_with(start)));
    tables
}

async fn entities_make_the_tables_that_migrations_make(engine: Engine) {
    let migrated = Database::new(engine);
    let done = program::run(&["migrate", "--database-url", &migrated.url, "--log", "off"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let migrated = Direct::connect(migrated.url.clone()).await.unwrap();
    let made = Database::new(engine);
    let url = match engine {
        Engine::Sqlite => format!("{}?mode=rwc", made.url),
        Engine::Postgresql => made.url.clone(),
    };
    let made = Direct::connect(url).await.unwrap();
    for statement in entity::create_tables(made.get_database_backend()) {
        made.execute(&statement).await.unwrap();
    }
    let (made_tables, migrated_tables) = (tables(&made).await, tables(&migrated).await);
    assert!(made_tables.len() > 40, "{}", made_tables.len());
    for (name, table) in &migrated_tables {
        assert_eq!(
            made_tables.get(name),
            Some(table),
            "{name}: the entity makes the left, migrations the right"
        );
    }
    assert_eq!(
        made_tables.len(),
        migrated_tables.len(),
        "an entity has no table: {made_tables:?}"
    );
    made.close().await.unwrap();
    migrated.close().await.unwrap();
}

#[tokio::test]
async fn on_sqlite() {
    entities_make_the_tables_that_migrations_make(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_postgresql() {
    entities_make_the_tables_that_migrations_make(Engine::Postgresql).await;
}
