use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Stands for all tables; none has this name.
const EVERYTHING: &str = "every dataset";

/// The statements of one response.
#[derive(Debug, Default)]
pub(in crate::store) struct QueryStats {
    statements: AtomicU64,
    microseconds: AtomicU64,
    tables: Mutex<BTreeSet<Arc<str>>>,
}

impl QueryStats {
    /// Counts a statement, and notes the tables that it reads; all, when they are not known.
    pub(in crate::store) fn note(&self, read: Option<&[Arc<str>]>) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let Some(read) = read else {
            return self.depends_on(EVERYTHING);
        };
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        for table in read {
            if !tables.contains(table) {
                tables.insert(table.clone());
            }
        }
    }

    /// Notes that any publication changes the response.
    pub(in crate::store) fn depends_on_everything(&self) {
        self.depends_on(EVERYTHING);
    }

    pub(in crate::store) fn depends_on(&self, table: &str) {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.insert(table.into());
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

    pub(in crate::store) fn tables(&self) -> Vec<Arc<str>> {
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.iter().cloned().collect()
    }
}
