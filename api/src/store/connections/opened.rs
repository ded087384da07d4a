use sea_orm::{Database, DatabaseConnection};

use super::{
    connect_options::{Test, postgres, sqlite, sqlite_file},
    postgres_readers::PostgresReaders,
    readers::Primary,
    sqlite_readers::SqliteReaders,
    worker_watch,
    writers::Writers,
};
use crate::store::settings::{Engine, StoreSettings};
use crate::{
    background,
    domain::{Error, Result},
};

/// How many connections to PostgreSQL write, and read what is not public.
pub(in crate::store) const FEW: u32 = 4;

/// The connections to a database.
pub(in crate::store) struct Opened {
    pub(in crate::store) engine: Engine,
    pub(in crate::store) reader: DatabaseConnection,
    pub(in crate::store) public: Primary,
    pub(in crate::store) of_publications: Primary,
    pub(in crate::store) writers: Writers,
}

pub(in crate::store) async fn open_sqlite(settings: &StoreSettings) -> Result<Opened> {
    let file = Some(sqlite_file(&settings.url));
    let writers = Writers::new(sqlite(settings, 1, false), 1, settings.patience, file);
    // Makes the file where there is none: who reads does not.
    writers.lease().await?.give_back();
    let mut private = sqlite(settings, FEW, true);
    private.map_sqlx_sqlite_pool_opts(worker_watch::replaced);
    let reader = Database::connect(private).await?;
    let (patience, limit) = (settings.patience, settings.statement_timeout);
    let open = |connections| SqliteReaders::open(sqlite(settings, 1, true), connections, patience, limit);
    // The thread that a connection works on has the priority of the one that opens it: what writes goes before what strangers read.
    let public = background::spawn(open(settings.readers))?
        .await
        .map_err(Error::internal)??;
    Ok(Opened {
        engine: Engine::Sqlite,
        reader,
        public: Primary::Sqlite(public),
        of_publications: Primary::Sqlite(open(FEW / 2).await?),
        writers,
    })
}

pub(in crate::store) async fn open_postgres(settings: &StoreSettings) -> Result<Opened> {
    let writers = postgres(settings, &settings.url, 1, Test::Always);
    let writers = Writers::new(writers, FEW as usize, settings.patience, None);
    let reader = Database::connect(postgres(settings, &settings.url, FEW, Test::Always)).await?;
    let open = |connections| open_readers(settings, &settings.url, connections, false);
    Ok(Opened {
        engine: Engine::Postgres,
        reader,
        public: Primary::Postgres(open(settings.readers).await?),
        of_publications: Primary::Postgres(open(FEW / 2).await?),
        writers,
    })
}

/// The connections that read a database; `later` where it may not be there yet.
///
/// # Errors
/// `Unavailable` when it cannot be reached.
pub(in crate::store) async fn open_readers(
    settings: &StoreSettings,
    url: &str,
    connections: u32,
    later: bool,
) -> Result<PostgresReaders> {
    let mut options = postgres(settings, url, connections, Test::WhenIdle);
    options.connect_lazy(later);
    Ok(PostgresReaders::open(options, settings.patience).await?)
}
