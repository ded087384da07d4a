//! Ségur Ouvert: the open data of the *Ségur du numérique en santé*, published as GraphQL, REST and files.
//!
//! The floors, from the bottom: `domain`; `background`; `store`; `datasets` and `access`; `publishing`, `calculators` and `files`; `web`; `archive`;
//! the doors `rest`, `graphql`, `feeds` and `catalogue`; `server`; then the wiring, `config`, `telemetry`, `app` and `cli`. A floor uses those
//! below it, never its neighbour or one above.

/// Who may do what.
pub mod access;
/// The wiring: a store made ready, a server, its end.
pub mod app;
/// What is frozen: editions and permalinks.
pub mod archive;
/// Long tasks, on threads of low priority.
pub mod background;
/// What the published figures come to for one case.
pub mod calculators;
/// What there is, told to machines.
pub mod catalogue;
/// The command line.
pub mod cli;
/// Settings, from flags, environment and file.
pub mod config;
/// What is public: each dataset declared once.
pub mod datasets;
/// Plain types of the domain.
pub mod domain;
/// What changed, told in order.
pub mod feeds;
/// Files: rows as bytes, in any form.
pub mod files;
/// The GraphQL door.
pub mod graphql;
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
