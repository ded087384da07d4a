use crate::store::settings::StoreSettings;
use sea_orm::ConnectOptions;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a connection is not used before it is asked whether it is still there.
pub(in crate::store) const IDLE: Duration = Duration::from_secs(1);

/// How much of an SQLite database the writer keeps in memory while it writes, in KiB: what is beyond is written out, and read again.
const WRITTEN_PAGES: &str = "-32768";

/// How many rows an SQLite statement may be ahead of who reads them.
pub(in crate::store) const ROWS_AT_A_TIME: usize = 1_024;

pub(in crate::store) fn pool(settings: &StoreSettings, url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(0)
        .acquire_timeout(settings.patience)
        .connect_timeout(settings.patience)
        .test_before_acquire(false)
        .sqlx_logging(false);
    options
}

/// The file of an SQLite database, by its address.
pub(in crate::store) fn sqlite_file(url: &str) -> PathBuf {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    Path::new(path.split('?').next().unwrap_or(path)).to_path_buf()
}

pub(in crate::store) fn sqlite(settings: &StoreSettings, connections: u32, only_reads: bool) -> ConnectOptions {
    let mut options = pool(settings, &settings.url, connections);
    let patience = settings.patience;
    let path = sqlite_file(&settings.url);
    options.map_sqlx_sqlite_opts(move |engine| {
        let engine = engine
            .filename(&path)
            .create_if_missing(!only_reads)
            .foreign_keys(true)
            .busy_timeout(patience)
            // Rows come from a thread of the engine's own, so many at a time.
            .row_buffer_size(ROWS_AT_A_TIME)
            // Readers go on while the writer writes; what a write acknowledges survives a power cut.
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("temp_store", "MEMORY");
        if only_reads {
            // There are many that read, and the system keeps the pages of the file for all of them.
            engine.pragma("query_only", "ON").pragma("cache_size", "-512")
        } else {
            // What one publication writes to; it is given back when it ends.
            engine.pragma("cache_size", WRITTEN_PAGES)
        }
    });
    options
}

/// When a connection is asked whether it is still there, which is a round trip.
#[derive(Clone, Copy)]
pub(in crate::store) enum Test {
    /// Each time: what is written, or read for few, is not begun again.
    Always,
    /// When it was not used for a while: public reads begin again on another one.
    WhenIdle,
}

pub(in crate::store) fn postgres(settings: &StoreSettings, url: &str, connections: u32, test: Test) -> ConnectOptions {
    let mut options = pool(settings, url, connections);
    let limit = settings.statement_timeout.as_millis().to_string();
    match test {
        Test::Always => options.test_before_acquire(true),
        Test::WhenIdle => options.test_before_acquire_if_idle_for(IDLE),
    };
    options.map_sqlx_postgres_opts(move |engine| {
        engine.application_name("segur").options([
            ("statement_timeout", limit.as_str()),
            // What a node that died held is let go.
            ("idle_in_transaction_session_timeout", "60000"),
            // The parts of a union are read in turn: a page relies on it, and many small reads gain nothing from workers.
            ("max_parallel_workers_per_gather", "0"),
        ])
    });
    options
}
