use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// The statements of one response.
#[derive(Debug, Default)]
pub(super) struct QueryStats {
    statements: AtomicU64,
    microseconds: AtomicU64,
    tables: Mutex<BTreeSet<String>>,
}

impl QueryStats {
    /// Counts a statement, and notes the tables that it names.
    pub(super) fn note(&self, sql: &str) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        for table in named(sql) {
            if !tables.contains(table) {
                tables.insert(table.to_owned());
            }
        }
    }

    pub(super) fn depends_on(&self, table: &str) {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.insert(table.to_owned());
    }

    pub(super) async fn timed<T>(&self, answer: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let answer = answer.await;
        let took = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(took, Ordering::Relaxed);
        answer
    }

    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(super) fn time(&self) -> Duration {
        Duration::from_micros(self.microseconds.load(Ordering::Relaxed))
    }

    pub(super) fn tables(&self) -> Vec<String> {
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.iter().cloned().collect()
    }
}

/// The tables, and the names given to subqueries, that a statement reads.
fn named(sql: &str) -> impl Iterator<Item = &str> {
    ["FROM \"", "JOIN \""]
        .into_iter()
        .flat_map(|before| sql.split(before).skip(1))
        .filter_map(|rest| rest.split('"').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_a_statement_reads_is_known() {
        let asked = QueryStats::default();
        asked.note(
            r#"SELECT "a"."x" FROM "couloir" AS "a" LEFT JOIN "editor" ON TRUE WHERE "a"."y" IN (SELECT "z" FROM "wave")"#,
        );
        asked.note(r#"SELECT "x" FROM "couloir""#);
        assert_eq!(asked.tables(), ["couloir", "editor", "wave"]);
        assert_eq!(asked.statements(), 2);
    }
}
