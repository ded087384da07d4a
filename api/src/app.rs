//! The wiring: a store made ready, a server, its end.

use std::{
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    access::Viewer,
    archive::editions::{self, Schedule},
    background,
    config::{MetricsListen, Settings},
    datasets::registry,
    domain::{Clock, Error, Progress, Result, Wording},
    error_log,
    files::{Objects, Shelf},
    publishing::{self, Entry, Publication, Receipt, TextRow},
    server::{self, Listener, Purger, ResponseCache},
    store::Store,
    telemetry,
};

/// How often due drafts are looked for.
const RELEASE: Duration = Duration::from_millis(250);

/// How often a due edition is looked for.
const FREEZE: Duration = Duration::from_secs(60);

/// How often interrupted files and editions are removed.
const TIDY: Duration = Duration::from_secs(3_600);

/// How often caches evict expired entries.
const TRIM: Duration = Duration::from_secs(5);

/// How long nothing is published before files are built: a publication seldom comes alone.
const QUIET: Duration = Duration::from_secs(3);

/// Opens the store as it is.
///
/// # Errors
/// `Conflict` when a newer program made it; `Unavailable` when it cannot be reached.
pub async fn open(settings: &Settings) -> Result<Store> {
    let store = Store::open(&settings.store).await?;
    if store.pending_migrations().await? == 0 {
        store.refresh().await?;
        publishing::rebuild_search(&store).await?;
    }
    Ok(store)
}

/// Opens the store, migrated, and seeded with the real data when it has never published anything.
///
/// # Errors
/// As `open`, and `BadInput` when the data cannot be published.
pub async fn open_ready(settings: &Settings, clock: Clock) -> Result<Store> {
    prepare(settings, clock, &()).await
}

/// The same, followed as it goes.
///
/// # Errors
/// As `open_ready`.
pub async fn prepare(settings: &Settings, clock: Clock, progress: &dyn Progress) -> Result<Store> {
    let store = open(settings).await?;
    if store.pending_migrations().await? > 0 {
        store.migrate_up(progress).await?;
        store.refresh().await?;
        publishing::rebuild_search(&store).await?;
    }
    if store.revision().0 == 0 {
        let receipt = seed(&store, clock, None, progress).await?;
        tracing::info!(revision = ?receipt.revision, "the founding data is published");
        // Another node may have published it first.
        store.refresh().await?;
    }
    Ok(store)
}

/// Publishes the founding data, or that of a folder: what differs from what is published, as one revision. Where nothing was ever
/// published, the earlier states of what sources moved come first, each as a revision of its own, so that records have their history.
///
/// # Errors
/// `BadInput` that names each bad row by file, line, column and reason; nothing of that revision is published then.
pub async fn seed(store: &Store, clock: Clock, folder: Option<&Path>, progress: &dyn Progress) -> Result<Receipt> {
    progress.expect(1);
    let tables = match folder {
        None => segur_seed::embedded().map_err(Error::internal)?,
        Some(folder) => {
            segur_seed::folder(folder).map_err(|error| Error::bad_input(Wording::same(error.to_string())))?
        }
    };
    let entries = entries(tables)?;
    let has_vintages = folder.is_none() && store.revision().0 == 0;
    if has_vintages {
        publish_vintages(store, clock, &entries, progress).await?;
    }
    let message = match has_vintages {
        // The first of them published all the rest.
        true => "Calendriers tels que les derniers documents les donnent",
        false => "Données fondatrices, transcrites des documents sources",
    };
    let publication = Publication {
        message: message.to_owned(),
        entries,
        replaces: registry()
            .datasets()
            .filter(|dataset| !dataset.derived)
            .map(|dataset| dataset.name)
            .collect(),
        ..Default::default()
    };
    progress.step("the founding data");
    publishing::publish(store, clock, &Viewer::seed(), publication).await
}

/// The oldest state of all the data, then each change that sources made to it.
async fn publish_vintages(store: &Store, clock: Clock, present: &[Entry], progress: &dyn Progress) -> Result<()> {
    let mut first = Some(present.to_vec());
    let vintages = segur_seed::vintages().map_err(Error::internal)?;
    progress.expect(vintages.len());
    for vintage in vintages {
        progress.step("an earlier state of the founding data");
        let mut entries = entries(vintage.tables)?;
        if let Some(mut whole) = first.take() {
            let is_earlier = |entry: &Entry| {
                let same = |earlier: &Entry| earlier.dataset == entry.dataset && earlier.slug == entry.slug;
                entries.iter().any(same)
            };
            whole.retain(|entry| !is_earlier(entry));
            entries.extend(whole);
        }
        let publication = Publication {
            message: vintage.message,
            entries,
            ..Default::default()
        };
        publishing::publish(store, clock, &Viewer::seed(), publication).await?;
    }
    Ok(())
}

/// The rows of files, read as entries.
fn entries(tables: Vec<segur_seed::Table>) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    for table in tables {
        let dataset = registry().dataset(&table.dataset)?;
        let rows = table.rows.into_iter().map(|row| TextRow {
            line: row.line,
            cells: row.cells,
            ..Default::default()
        });
        match publishing::read_rows(dataset, &table.file, &table.header, rows.collect()) {
            Ok(read) => entries.extend(read),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(entries)
    } else {
        Err(Error::rows_refused(problems))
    }
}

/// A server at work.
pub struct Running {
    /// The address that it listens on.
    pub address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<()>,
    store: Store,
}

/// The addresses that a server listens on, taken before anything else is done.
pub struct Addresses {
    service: Listener,
    metrics: Option<Listener>,
}

/// Takes the addresses of a server. Clients that connect wait until it serves.
///
/// # Errors
/// `Conflict` when one of them is taken.
pub async fn listen(settings: &Settings) -> Result<Addresses> {
    Ok(Addresses {
        service: Listener::on(settings.listen).await?,
        metrics: match settings.metrics {
            MetricsListen::Off => None,
            MetricsListen::At(address) => Some(Listener::on(address).await?),
            MetricsListen::IfFree(address) => {
                let listening = Listener::on(address).await;
                if listening.is_err() {
                    tracing::warn!(%address, "another program listens where Prometheus reads: choose another address with --metrics-listen");
                }
                listening.ok()
            }
        },
    })
}

/// Starts serving a store that is ready.
///
/// # Errors
/// `Conflict` when the address is taken.
pub async fn serve(settings: &Settings, store: Store, clock: Clock) -> Result<Running> {
    serve_on(listen(settings).await?, settings, store, clock).await
}

/// Starts serving a store that is ready, on addresses that were taken before.
///
/// # Errors
/// `Internal` when a part of the service cannot be started.
pub async fn serve_on(addresses: Addresses, settings: &Settings, store: Store, clock: Clock) -> Result<Running> {
    let listening = addresses.service;
    let address = listening.address;
    let shelf = Shelf::new(Objects::open(&settings.http.files)?);
    let site = settings.site(address);
    let recorded = match addresses.metrics {
        None => None,
        Some(listener) => telemetry::record()?.map(|recorded| (listener, recorded)),
    };
    let front = server::service(&settings.http, store.clone(), shelf.clone(), &site, clock)?;
    let stop = CancellationToken::new();
    tokio::spawn(follow(store.clone(), stop.clone()));
    tokio::spawn(release(store.clone(), clock, stop.clone()));
    for cache in settings.http.purges.iter().cloned() {
        tokio::spawn(Purger::new(store.clone(), cache)?.run(stop.clone()));
    }
    let freezing = Freezing {
        store: store.clone(),
        shelf: shelf.clone(),
        schedule: settings.editions,
    };
    background::spawn(freezing.run(clock, stop.clone()))?;
    if settings.build_files {
        background::spawn(build_files(store.clone(), shelf, clock, stop.clone()))?;
    }
    tokio::spawn(trim(front.clone(), stop.clone()));
    if let Some((listener, recorded)) = recorded {
        serve_metrics(listener, front.clone(), recorded, stop.clone());
    }
    let served = listening.serve(front, stop.clone(), settings.drain_timeout);
    let served = tokio::spawn(served);
    tracing::info!(%address, revision = store.revision().0, "ready");
    Ok(Running {
        address,
        stop,
        served,
        store,
    })
}

impl Running {
    /// Takes no more requests, finishes those in flight for as long as the settings allow, and closes the store.
    ///
    /// # Errors
    /// `Internal` when the store fails to close.
    pub async fn stop(self) -> Result<()> {
        self.stop.cancel();
        self.served.await.map_err(Error::internal)?;
        self.store.close().await
    }
}

/// Publishes scheduled drafts when they are due.
async fn release(store: Store, clock: Clock, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RELEASE) => {}
        }
        // Not cut when the server stops: what has begun ends.
        match publishing::drafts::release_due(&store, clock).await {
            Ok(0) => {}
            Ok(released) => tracing::info!(released, "what was scheduled is published"),
            Err(error) => error_log::warn(&error, "cannot publish what is scheduled"),
        }
    }
}

/// Makes editions by the schedule.
struct Freezing {
    store: Store,
    shelf: Shelf,
    schedule: Schedule,
}

impl Freezing {
    async fn run(self, clock: Clock, stop: CancellationToken) {
        if self.schedule == Schedule::Never {
            return;
        }
        loop {
            match editions::create_due(&self.store, &self.shelf, clock, self.schedule).await {
                Ok(None) => {}
                Ok(Some(edition)) => tracing::info!(edition = edition.name, "an edition is made"),
                Err(error) => error_log::warn(&error, "cannot make an edition"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(FREEZE) => {}
            }
        }
    }
}

/// Removes interrupted files and editions.
async fn tidy(store: &Store, shelf: &Shelf, clock: Clock) {
    let tidied = async {
        let files = shelf.objects().tidy(clock.now()).await?;
        let editions = editions::tidy(store, shelf, clock.now()).await?;
        Ok::<_, Error>(files + editions)
    };
    match tidied.await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "what was begun and not ended is removed"),
        Err(error) => error_log::warn(&error, "cannot remove what was begun and not ended"),
    }
}

/// Builds the files of the last state, once nothing was published for a while.
async fn build_files(store: Store, shelf: Shelf, clock: Clock, stop: CancellationToken) {
    let mut built = None;
    let mut tidied: Option<Instant> = None;
    loop {
        if tidied.is_none_or(|tidied| tidied.elapsed() >= TIDY) {
            tidied = Some(Instant::now());
            tidy(&store, &shelf, clock).await;
        }
        let before = store.revision();
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(QUIET) => {}
        }
        let snapshot = store.snapshot();
        let revision = snapshot.revision();
        if revision != before || built == Some(revision) {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            done = shelf.build_all(&snapshot, clock.now()) => match done {
                Ok(files) => {
                    built = Some(revision);
                    tracing::info!(files, %revision, "the files are built");
                }
                Err(error) => {
                    error_log::warn(&error, "cannot build files");
                    tokio::time::sleep(FREEZE).await;
                }
            }
        }
    }
}

/// Evicts expired entries of caches, so that a burst leaves nothing behind.
async fn trim(front: ResponseCache, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TRIM) => front.trim().await,
        }
    }
}

/// Follows the revisions that other processes publish.
async fn follow(store: Store, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = store.follow() => {}
    }
}

/// Serves metrics to Prometheus, on an address of their own.
fn serve_metrics(listening: Listener, front: ResponseCache, recorded: PrometheusHandle, stop: CancellationToken) {
    tracing::info!(address = %listening.address, "Prometheus reads /metrics");
    tokio::spawn(listening.serve_metrics(front, Arc::new(move || recorded.render()), stop));
}
