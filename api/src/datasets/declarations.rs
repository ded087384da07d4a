//! The datasets, one file each, and the vocabularies and families that they share.

/// Datasets that belong together.
pub mod families;
/// Closed lists of terms.
pub mod vocabularies;

mod conflicts;
mod contacts;
mod core_services;
mod couloirs;
mod documents;
mod editors;
mod funding_windows;
mod indicators;
mod institutions;
mod levers;
mod milestones;
mod observations;
mod prerequisites;
mod procedures;
mod programme_rules;
mod programmes;
mod referencings;
mod regional_envelopes;
mod regions;
mod resources;
mod roadmap_actions;
mod roadmap_objectives;
mod roadmap_progress;
mod roadmap_steps;
mod software_functions;
mod solutions;
mod specifications;
mod statements;
mod tariffs;
mod usage_targets;

use super::Dataset;

/// Every dataset, in the order in which a reader meets them.
pub(super) fn all() -> Vec<Dataset> {
    vec![
        couloirs::declare(),
        core_services::declare(),
        programmes::declare(),
        programme_rules::declare(),
        funding_windows::declare(),
        usage_targets::declare(),
        tariffs::declare(),
        prerequisites::declare(),
        regional_envelopes::declare(),
        procedures::declare(),
        levers::declare(),
        software_functions::declare(),
        specifications::declare(),
        solutions::declare(),
        editors::declare(),
        referencings::declare(),
        indicators::declare(),
        observations::declare(),
        roadmap_objectives::declare(),
        roadmap_actions::declare(),
        roadmap_steps::declare(),
        roadmap_progress::declare(),
        milestones::declare(),
        conflicts::declare(),
        statements::declare(),
        regions::declare(),
        institutions::declare(),
        contacts::declare(),
        resources::declare(),
        documents::declare(),
    ]
}
