//! The promises of the contract, checked over HTTP on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on must fail there"
)]

/// Keys, policy, audit and guards.
mod access;
/// Strangers who try to stop the service, to fill it, or to go around its limits.
mod attacks;
/// Calculators, by examples worked by hand.
mod calculators;
/// The catalogues.
mod catalogue;
/// `segur` as an operator runs it.
mod command_line;
/// Drafts, reviews and embargoes.
mod drafts;
/// Dated, frozen states of all data.
mod editions;
/// The founding data, through REST and GraphQL.
mod facts;
/// Short campaigns of faults: a disk, memory or database that fails during a publication.
mod faults;
/// The feed of changes, and differences between two moments.
mod feeds;
/// Whole datasets and lists as files.
mod files;
/// The GraphQL door.
mod graphql;
/// Groups, counts and sums.
mod groups;
/// The rules of the repository: layers, sizes, routes, contracts, papers.
mod house;
/// Imports of files.
mod imports;
/// French and English.
mod languages;
/// Publications through GraphQL.
mod mutations;
/// Several nodes, and replicas.
mod nodes;
/// Pages for people.
mod pages;
/// Permalinks.
mod permalinks;
/// Publications, and the seed.
mod publishing;
/// The REST door.
mod rest;
/// Thousands of solutions, many observations.
mod scale;
/// Search over all datasets.
mod search;
/// The response cache, its headers, and the limits of clients.
mod server;
/// The data as it was.
mod time_travel;
