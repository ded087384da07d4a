//! The promises of the contract, kept over HTTP on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on must fail there"
)]

/// Keys, policy, audit and guards.
mod access;
/// What strangers may not do: take the service down, fill it, or go around its limits.
mod attacks;
/// What the published figures come to for one case.
mod calculators;
/// The catalogues.
mod catalogue;
/// `segur` as an operator runs it.
mod command_line;
/// What is not public yet.
mod drafts;
/// Dated, frozen states of all data.
mod editions;
/// The real facts, through both doors.
mod facts;
/// What a failing disk, memory or database leaves.
mod faults;
/// What changed, told in order.
mod feeds;
/// Whole datasets and lists as files.
mod files;
/// Answers kept before the router.
mod front;
/// The GraphQL door.
mod graphql;
/// Rows counted and summed.
mod groups;
/// The rules of the house: floors, sizes, contracts.
mod house;
/// Files in.
mod imports;
/// French and English.
mod languages;
/// Publications through GraphQL.
mod mutations;
/// Several nodes, and replicas.
mod nodes;
/// Queries kept with their answers.
mod permalinks;
/// The one path that writes.
mod publishing;
/// The REST door.
mod rest;
/// Thousands of solutions, many observations.
mod scale;
/// Search over all datasets.
mod search;
/// The data as it was.
mod time_travel;
