use entity::{
    roadmap_action,
    roadmap_objective::{Column as C, Entity},
};

use crate::datasets::model::{
    declaration::{Dataset, dataset, integer, note, words},
    family::fr_en,
};

/// A macro-objective of the regional e-health roadmaps.
pub(super) fn declare() -> Dataset {
    dataset(
        "roadmap-objectives",
        "roadmap-objective",
        Entity,
        fr_en("Objectifs des feuilles de route", "Roadmap objectives"),
        fr_en(
            "Un macro-objectif des feuilles de route régionales du numérique en santé.",
            "A macro-objective of the regional e-health roadmaps.",
        ),
    )
    .family(&super::families::ROADMAP)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("L'objectif.", "The objective."),
        ),
        integer(
            C::Number,
            fr_en("Numéro", "Number"),
            fr_en("Rang, à partir de 1.", "Its rank, from 1."),
        ),
        note(C::Note),
    ])
    .relation(
        "actions",
        roadmap_action::Relation::ObjectiveId,
        fr_en("Actions de l'objectif.", "The objective's actions."),
    )
}
