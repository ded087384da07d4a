use std::sync::Arc;

use moka::sync::Cache;
use sea_orm::sea_query::SelectStatement;
use sea_query::audit::AuditTrait;

/// How many bytes of SQL are kept as keys.
const MOST_BYTES: u64 = 2 * 1024 * 1024;

/// The tables that statements read, by their SQL: the tree of a statement is walked when its SQL is new.
#[derive(Clone, Debug)]
pub(in crate::store) struct StatementTables(Cache<String, Tables>);

/// The names of tables; none when the tree of a statement does not say.
type Tables = Option<Arc<[Arc<str>]>>;

impl Default for StatementTables {
    fn default() -> Self {
        let weighed = Cache::builder()
            .weigher(|sql: &String, _: &Tables| u32::try_from(sql.len()).unwrap_or(u32::MAX))
            .max_capacity(MOST_BYTES);
        Self(weighed.build())
    }
}

impl StatementTables {
    /// The tables that a statement, built as `sql`, reads.
    pub(in crate::store) fn of(&self, select: &SelectStatement, sql: &str) -> Tables {
        if let Some(known) = self.0.get(sql) {
            return known;
        }
        let tables = read(select);
        self.0.insert(sql.to_owned(), tables.clone());
        tables
    }
}

/// Walks the tree of a statement.
fn read(select: &SelectStatement) -> Tables {
    let audit = select.audit().ok()?;
    let mut names: Vec<Arc<str>> = Vec::new();
    for request in audit.requests {
        let table = request.schema_table.1.inner();
        if !names.iter().any(|name| **name == *table) {
            names.push(table.as_ref().into());
        }
    }
    Some(names.into())
}

#[cfg(test)]
mod tests {
    use sea_orm::{
        DbBackend, ExprTrait,
        sea_query::{Expr, Query},
    };

    use super::*;

    #[test]
    fn every_table_that_a_statement_reads_is_known() {
        let inner = Query::select().column("z").from("wave").to_owned();
        let counted = Query::select().column("y").from("region").to_owned();
        let select = Query::select()
            .column("x")
            .expr(Expr::SubQuery(None, Box::new(counted.into())))
            .from_as("couloir", "a")
            .left_join("editor", Expr::value(true))
            .and_where(Expr::col("y").in_subquery(inner))
            .to_owned();
        let sql = DbBackend::Sqlite.build(&select).sql;
        let known = StatementTables::default();
        for _ in 0..2 {
            let tables = known.of(&select, &sql);
            let mut tables: Vec<String> = tables
                .iter()
                .flat_map(|all| all.iter())
                .map(ToString::to_string)
                .collect();
            tables.sort();
            assert_eq!(tables, ["couloir", "editor", "region", "wave"]);
        }
    }
}
