//! The command line: `segur serve | migrate | seed | import | edition | institution | key | member | documents | check | openapi | schema | completions | man`.

/// `segur institution`, `segur key`, `segur member`.
mod access;
/// What commands answer, for people and for scripts; exit codes.
mod answer;
/// What `segur check` looks at.
mod check;
/// `segur documents`.
mod documents;
/// `segur edition`.
mod edition;
/// `segur import`.
mod import;
/// Man pages and completions of shells.
mod manual;
/// How far a command is.
mod progress;
/// Receipts, as answers.
mod receipt;
/// `segur check --sources`.
mod sources;
/// SIGTERM and Ctrl-C.
mod stop_signal;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use serde_json::json;

use self::{
    answer::{Answer, Answered, Format, fail, fail_on_settings},
    progress::Bar,
    stop_signal::StopSignal,
};
use crate::{
    app,
    config::{GivenSettings, Settings},
    domain::{Clock, Error},
    graphql, telemetry,
};

/// Ségur Ouvert: the open data of the Ségur du numérique en santé, as GraphQL, REST and files.
#[derive(Debug, Parser)]
#[command(version, about, after_help = answer::EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The settings file [default: segur.toml, if there is one]
    #[arg(long, env = "SEGUR_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// How a command answers [default: text]
    #[arg(long, value_enum, global = true)]
    format: Option<Format>,
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
    /// Print what a shell completes the commands by: `segur completions bash > /etc/bash_completion.d/segur`
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the man pages, one for each command
    Man {
        /// Into this folder
        folder: PathBuf,
    },
}

/// Settings that every command reads: the help of each shows them. The others are shown by `segur serve --help` alone.
const SHOWN: [&str; 7] = ["config", "format", "database_url", "files", "log", "help", "version"];

/// The command line, where only `serve` shows the settings of the service.
fn definition() -> clap::Command {
    let mut command = Arguments::command();
    command.build();
    short(command, &GivenSettings::augment_args(clap::Command::new("settings")))
}

/// A command without what it takes of these settings, unless it is `serve`.
fn short(command: clap::Command, settings: &clap::Command) -> clap::Command {
    if command.get_name() == "serve" {
        return command;
    }
    let is_setting = |argument: &clap::Arg| {
        settings
            .get_arguments()
            .any(|setting| setting.get_id() == argument.get_id())
    };
    command
        .mut_args(|argument| {
            let hidden = is_setting(&argument) && !SHOWN.contains(&argument.get_id().as_str());
            argument.hide(hidden)
        })
        .mut_subcommands(|inner| short(inner, settings))
}

/// Runs the command line to its end. What is asynchronous is compiled here, once, and not again in each program that calls it.
#[tokio::main]
pub async fn run() -> ExitCode {
    // What is written (the database, keys in it, drafts) is this user's alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let matches = definition().get_matches();
    let Arguments {
        command,
        config,
        format,
        given,
    } = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let format = format.unwrap_or_default();
    let settings = match Settings::read(given, config) {
        Ok(settings) => settings,
        Err(error) => return fail_on_settings(&error, format),
    };
    let telemetry = match telemetry::start(&settings) {
        Ok(telemetry) => telemetry,
        Err(error) => return fail(&error, format),
    };
    let done = execute(command.unwrap_or(Command::Serve), &settings, format).await;
    telemetry.end().await;
    match done {
        Ok(answer) => answer.print(format),
        Err(error) => fail(&error, format),
    }
}

async fn execute(command: Command, settings: &Settings, format: Format) -> Answered {
    match command {
        Command::Serve => serve(settings, format).await,
        Command::Migrate { down } => migrate(settings, down).await,
        Command::Seed { from } => seed(settings, from).await,
        Command::Import(command) => command.run(settings).await,
        Command::Edition(command) => command.run(settings).await,
        Command::Documents(command) => command.run(settings).await,
        Command::Institution(command) => command.run(settings).await,
        Command::Key(command) => command.run(settings).await,
        Command::Member(command) => command.run(settings).await,
        Command::Check { sources: None } => check::check(settings).await,
        Command::Check { sources: Some(folder) } => sources::check(settings, &folder).await,
        Command::Openapi => {
            // Through a value, since parts that are text already keep their own layout.
            let document = serde_json::to_value(crate::server::openapi()?).map_err(Error::internal)?;
            Ok(Answer::line(format!("{document:#}"), document))
        }
        Command::Schema => {
            let text = graphql::schema_text()?;
            Ok(Answer::line(text.trim_end(), json!({ "schema": text })))
        }
        Command::Completions { shell } => Ok(manual::completions(definition(), shell)),
        Command::Man { folder } => manual::pages(definition(), &folder),
    }
}

async fn migrate(settings: &Settings, down: Option<u32>) -> Answered {
    let bar = Bar::new("migrate");
    let store = app::open(settings).await?;
    match down {
        None => store.migrate_up(&bar).await?,
        Some(steps) => store.migrate_down(steps).await?,
    }
    let left = store.pending_migrations().await?;
    store.close().await?;
    Ok(Answer::line(
        format!("{left} step(s) left to apply"),
        json!({ "pending": left }),
    ))
}

async fn seed(settings: &Settings, from: Option<PathBuf>) -> Answered {
    let bar = Bar::new("seed");
    let store = app::open(settings).await?;
    store.migrate_up(&bar).await?;
    store.refresh().await?;
    let receipt = app::seed(&store, Clock::System, from.as_deref(), &bar).await?;
    store.close().await?;
    Ok(receipt::answer(&receipt, false))
}

async fn serve(settings: &Settings, format: Format) -> Answered {
    // A port that is taken leaves nothing behind: no database, no data.
    let addresses = app::listen(settings).await?;
    let bar = Bar::new("making ready");
    let store = app::prepare(settings, Clock::System, &bar).await?;
    drop(bar);
    let stop = StopSignal::listen()?;
    let running = app::serve_on(addresses, settings, store, Clock::System).await?;
    let site = format!("http://{}", running.address);
    let open = [
        ("try a query", "/graphql"),
        ("read the data", "/v1/datasets"),
        ("read how to ask", "/docs"),
    ];
    let lines = open.map(|(what, path)| format!("  {what:<16} {site}{path}"));
    Answer::new(json!({ "listens_on": site }))
        .and(format!("Ségur Ouvert listens on {site}"))
        .with(lines)
        .print(format);
    stop.asked().await;
    tracing::info!("stopping: requests in flight are finished first");
    running.stop().await?;
    Ok(Answer::default())
}
