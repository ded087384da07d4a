//! The command line: `segur serve | migrate | seed | import | edition | institution | key | member | documents | check | openapi | schema`.

/// `segur institution`, `segur key`, `segur member`.
mod access;
/// What `segur check` looks at.
mod check;
/// `segur documents`.
mod documents;
/// `segur edition`.
mod edition;
/// `segur import`.
mod import;
/// Receipts, printed.
mod receipt;
/// `segur check --sources`.
mod sources;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{
    app,
    cli::receipt::print_receipt,
    config::{GivenSettings, Settings},
    domain::{Clock, Error, Result},
    graphql, telemetry,
};

/// Ségur Ouvert: the open data of the Ségur du numérique en santé, as GraphQL, REST and files.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The settings file [default: segur.toml, if there is one]
    #[arg(long, env = "SEGUR_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(flatten)]
    given: GivenSettings,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Serve the data; makes, migrates and seeds the database first where needed (the default)
    Serve,
    /// Bring the database to this program's schema
    Migrate {
        /// Take back so many steps instead; their data is lost
        #[arg(long)]
        down: Option<u32>,
    },
    /// Publish the founding data: what differs from what is published, as one revision
    Seed {
        /// Read `<dataset>.csv` files from this folder instead of the embedded data
        #[arg(long)]
        from: Option<PathBuf>,
    },
    /// Publish a file for an institution: all of it as one revision, or nothing
    Import(import::Import),
    /// Freeze the data under a date, for ever, as files with checksums
    #[command(subcommand)]
    Edition(edition::Edition),
    /// Let institutions act here, and see which do
    #[command(subcommand)]
    Institution(access::Institution),
    /// Make, list and revoke the keys of an institution's programs
    #[command(subcommand)]
    Key(access::Key),
    /// Add, list and remove the persons who act for an institution
    #[command(subcommand)]
    Member(access::Member),
    /// Trust GraphQL documents, which pages then ask for by their hash
    #[command(subcommand)]
    Documents(documents::Documents),
    /// Check the database and its files: schema, revisions, facts, totals, the index of changes, counters, citations, digests, and the chain of the audit
    Check {
        /// Hold each cited place against the texts of this folder instead, and print those that do not say the fact. A text has the name that its document gives (`file`), or `<slug of the document>.txt`
        #[arg(long, value_name = "FOLDER")]
        sources: Option<PathBuf>,
    },
    /// Print the OpenAPI description
    Openapi,
    /// Print the GraphQL schema
    Schema,
}

/// Runs the command line to its end.
pub async fn run() -> ExitCode {
    // What is written (the database, keys in it, drafts) is this user's alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let Arguments { command, config, given } = Arguments::parse();
    let settings = match Settings::read(given, config) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("segur: {error}");
            return ExitCode::from(2);
        }
    };
    let telemetry = match telemetry::start(&settings) {
        Ok(telemetry) => telemetry,
        Err(error) => {
            eprintln!("segur: {}", explained(&error));
            return ExitCode::FAILURE;
        }
    };
    let done = execute(command.unwrap_or(Command::Serve), &settings).await;
    telemetry.end().await;
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("segur: {}", explained(&error));
            ExitCode::FAILURE
        }
    }
}

/// The message of an error with its cause, for the operator's own terminal.
fn explained(error: &Error) -> String {
    match error.cause() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

async fn execute(command: Command, settings: &Settings) -> Result<()> {
    match command {
        Command::Serve => serve(settings).await,
        Command::Migrate { down } => {
            let store = app::open(settings).await?;
            match down {
                None => store.migrate_up().await?,
                Some(steps) => store.migrate_down(steps).await?,
            }
            println!("{} step(s) left to apply", store.pending_migrations().await?);
            store.close().await
        }
        Command::Seed { from } => {
            let store = app::open(settings).await?;
            store.migrate_up().await?;
            store.refresh().await?;
            let receipt = app::seed(&store, Clock::System, from.as_deref()).await?;
            print_receipt(&receipt, false);
            store.close().await
        }
        Command::Import(command) => command.run(settings).await,
        Command::Edition(command) => command.run(settings).await,
        Command::Documents(command) => command.run(settings).await,
        Command::Institution(command) => command.run(settings).await,
        Command::Key(command) => command.run(settings).await,
        Command::Member(command) => command.run(settings).await,
        Command::Check { sources: None } => check::check(settings).await,
        Command::Check { sources: Some(folder) } => sources::check(settings, &folder).await,
        Command::Openapi => print_pretty(&crate::rest::openapi()?),
        Command::Schema => {
            print!("{}", graphql::schema_text()?);
            Ok(())
        }
    }
}

/// Prints a document with a line for each of its values; through a value, since parts that are text already keep their own layout.
fn print_pretty(document: &impl serde::Serialize) -> Result<()> {
    let value = serde_json::to_value(document).map_err(Error::internal)?;
    println!("{value:#}");
    Ok(())
}

async fn serve(settings: &Settings) -> Result<()> {
    let store = app::open_ready(settings, Clock::System).await?;
    let running = app::serve(settings, store, Clock::System).await?;
    println!("Ségur Ouvert listens on http://{}", running.address);
    stop_signal().await;
    tracing::info!("stopping: requests in flight are finished first");
    running.stop().await
}

/// Waits for the operator, or the system, to ask for the end.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "cannot listen for SIGTERM");
            if let Err(error) = interrupted.await {
                tracing::warn!(%error, "cannot listen for an interruption");
            }
        }
    }
}
