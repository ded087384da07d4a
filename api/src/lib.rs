//! Ségur Ouvert: the open data of the *Ségur du numérique en santé*, published as GraphQL, REST and files.
//!
//! The floors, from the bottom: `domain`; `background`; `store`; `datasets` and `access`; `publishing`; the doors `graphql` and `rest`; `http`;
//! then the wiring, `app`, `config`, `telemetry` and `cli`. A floor uses those below it, never its neighbour or one above.

/// Who may do what.
pub mod access;
/// What a door answers with.
pub mod answer;
/// The wiring: a store made ready, a server, its end.
pub mod app;
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
/// Dated, frozen states of all data.
pub mod editions;
/// What changed, told in order.
pub mod feeds;
/// Files: rows as bytes, in any form.
pub mod files;
/// The GraphQL door.
pub mod graphql;
/// Requests in, answers out: the router and its layers.
pub mod http;
/// Query strings, read.
pub mod parameters;
/// The one path that writes.
pub mod publishing;
/// The REST door.
pub mod rest;
/// Connections, transactions, revisions.
pub mod store;
/// The log.
pub mod telemetry;
