use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::sea_query::SelectStatement;
use sea_query::audit::AuditTrait;

/// Stands for all tables; none has this name.
const EVERYTHING: &str = "every dataset";

/// The statements of one response.
#[derive(Debug, Default)]
pub(in crate::store) struct QueryStats {
    statements: AtomicU64,
    microseconds: AtomicU64,
    tables: Mutex<BTreeSet<String>>,
}

impl QueryStats {
    /// Counts a statement, and notes the tables that it reads.
    pub(in crate::store) fn note(&self, select: &SelectStatement) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(audit) = select.audit() else {
            tables.insert(EVERYTHING.to_owned());
            return;
        };
        for request in audit.requests {
            let table = request.schema_table.1.inner();
            if !tables.contains(table.as_ref()) {
                tables.insert(table.into_owned());
            }
        }
    }

    /// Notes that any publication changes the response.
    pub(in crate::store) fn depends_on_everything(&self) {
        self.depends_on(EVERYTHING);
    }

    pub(in crate::store) fn depends_on(&self, table: &str) {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.insert(table.to_owned());
    }

    pub(in crate::store) async fn timed<T>(&self, query: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let answer = query.await;
        let took = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(took, Ordering::Relaxed);
        answer
    }

    pub(in crate::store) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(in crate::store) fn time(&self) -> Duration {
        Duration::from_micros(self.microseconds.load(Ordering::Relaxed))
    }

    pub(in crate::store) fn tables(&self) -> Vec<String> {
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{
        ExprTrait,
        sea_query::{Expr, Query},
    };

    use super::*;

    #[test]
    fn every_table_that_a_statement_reads_is_known() {
        let stats = QueryStats::default();
        let inner = Query::select().column("z").from("wave").to_owned();
        let counted = Query::select().column("y").from("region").to_owned();
        let select = Query::select()
            .column("x")
            .expr(Expr::SubQuery(None, Box::new(counted.into())))
            .from_as("couloir", "a")
            .left_join("editor", Expr::value(true))
            .and_where(Expr::col("y").in_subquery(inner))
            .to_owned();
        stats.note(&select);
        stats.note(&Query::select().column("x").from("couloir").to_owned());
        assert_eq!(stats.tables(), ["couloir", "editor", "region", "wave"]);
        assert_eq!(stats.statements(), 2);
    }
}
