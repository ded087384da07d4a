//! Ségur Ouvert: the open data of the *Ségur du numérique en santé*, published as GraphQL, REST and files.
//!
//! The floors, from the bottom: `domain`; `background`; `store`; `datasets` and `access`; `publishing`, `calculators`, `charts` and `files`; `web`; `archive`;
//! the doors `rest`, `graphql`, `feeds`, `catalogue` and `pages`; `server`; then the wiring, `config`, `telemetry`, `app` and `cli`. A floor uses those
//! below it, never its neighbour or one above.

/// Accounts, keys, members, the policy over them, and the audit.
pub mod access;
/// The wiring: a store made ready, a server, its end.
pub mod app;
/// What is frozen: editions and permalinks.
pub mod archive;
/// Long tasks, on threads of low priority.
pub mod background;
/// Calculators of the funding rules.
pub mod calculators;
/// Descriptions of the data for machines.
pub mod catalogue;
/// Charts and maps.
pub mod charts;
/// The command line.
pub mod cli;
/// Settings, from flags, environment and file.
pub mod config;
/// The datasets, each declared once, and how their rows are read.
pub mod datasets;
/// Plain types of the domain.
pub mod domain;
/// Errors in the log.
mod error_log;
/// The feed of changes, and differences.
pub mod feeds;
/// Files: rows as bytes, in any form.
pub mod files;
/// The GraphQL door.
pub mod graphql;
/// Pages for people.
pub mod pages;
/// The one path that writes.
pub mod publishing;
/// The REST door.
pub mod rest;
/// The shell: connections, the router, its middleware and the response cache.
pub mod server;
/// Connections, transactions, revisions.
pub mod store;
/// The log.
pub mod telemetry;
/// What all doors share of HTTP.
pub mod web;
