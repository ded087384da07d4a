//! The steps that make the store, one file each, never edited once landed; the same on SQLite and on PostgreSQL.

#![expect(clippy::too_many_lines, reason = "migrations that have landed stay as they are")]

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::{MigratorTrait, SchemaManager, sea_orm::DbErr, seaql_migrations};

mod columns;
mod m20261122_000001_create_revisions;
mod m20261122_000002_create_regions_institutions_documents;
mod m20261122_000003_create_couloirs_and_programmes;
mod m20261122_000004_create_functions_and_specifications;
mod m20261122_000005_create_editors_solutions_referencings;
mod m20261122_000006_create_funding_windows_and_envelopes;
mod m20261122_000007_create_indicators_and_observations;
mod m20261122_000008_create_core_services_and_couloir_parts;
mod m20261122_000009_create_programme_rules_and_texts;
mod m20261122_000010_create_tariffs_targets_prerequisites;
mod m20261122_000011_create_levers_roadmap_milestones_contacts;
mod m20261122_000012_create_statements_and_conflicts;
mod m20261122_000013_move_programme_lists_to_rules;
mod m20261122_000014_let_missing_observations_have_no_qualifier;
mod m20261122_000015_create_search;
mod m20261123_000016_create_access;
mod m20261123_000017_create_drafts;
mod m20261125_000018_create_dataset_revisions;
mod m20261125_000019_create_editions_and_permalinks;
mod m20261125_000020_create_trusted_documents;
mod m20261125_000021_count_dataset_revisions;
mod m20261128_000022_bind_members_by_their_own_proof;
mod m20261128_000023_let_envelopes_be_parts_of_others;
mod m20261128_000024_search_without_pending_entries;
mod m20261128_000025_say_what_adds_up;
mod m20261128_000026_let_referencings_be_open;
mod m20261128_000027_create_resources_and_procedures;
mod m20261130_000028_read_observations_by_day;
mod m20261201_000029_read_series_by_day;
mod m20261201_000030_keep_totals_of_series;
mod tables;

/// Applies the steps in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_create_revisions::Migration),
            Box::new(m20261122_000002_create_regions_institutions_documents::Migration),
            Box::new(m20261122_000003_create_couloirs_and_programmes::Migration),
            Box::new(m20261122_000004_create_functions_and_specifications::Migration),
            Box::new(m20261122_000005_create_editors_solutions_referencings::Migration),
            Box::new(m20261122_000006_create_funding_windows_and_envelopes::Migration),
            Box::new(m20261122_000007_create_indicators_and_observations::Migration),
            Box::new(m20261122_000008_create_core_services_and_couloir_parts::Migration),
            Box::new(m20261122_000009_create_programme_rules_and_texts::Migration),
            Box::new(m20261122_000010_create_tariffs_targets_prerequisites::Migration),
            Box::new(m20261122_000011_create_levers_roadmap_milestones_contacts::Migration),
            Box::new(m20261122_000012_create_statements_and_conflicts::Migration),
            Box::new(m20261122_000013_move_programme_lists_to_rules::Migration),
            Box::new(m20261122_000014_let_missing_observations_have_no_qualifier::Migration),
            Box::new(m20261122_000015_create_search::Migration),
            Box::new(m20261123_000016_create_access::Migration),
            Box::new(m20261123_000017_create_drafts::Migration),
            Box::new(m20261125_000018_create_dataset_revisions::Migration),
            Box::new(m20261125_000019_create_editions_and_permalinks::Migration),
            Box::new(m20261125_000020_create_trusted_documents::Migration),
            Box::new(m20261125_000021_count_dataset_revisions::Migration),
            Box::new(m20261128_000022_bind_members_by_their_own_proof::Migration),
            Box::new(m20261128_000023_let_envelopes_be_parts_of_others::Migration),
            Box::new(m20261128_000024_search_without_pending_entries::Migration),
            Box::new(m20261128_000025_say_what_adds_up::Migration),
            Box::new(m20261128_000026_let_referencings_be_open::Migration),
            Box::new(m20261128_000027_create_resources_and_procedures::Migration),
            Box::new(m20261130_000028_read_observations_by_day::Migration),
            Box::new(m20261201_000029_read_series_by_day::Migration),
            Box::new(m20261201_000030_keep_totals_of_series::Migration),
        ]
    }
}
