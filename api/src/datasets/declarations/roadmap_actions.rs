use entity::{
    roadmap_action::{Column as C, Entity, Relation as R},
    roadmap_progress, roadmap_step,
};

use crate::datasets::model::{
    declaration::{Dataset, dataset, integer, list, note, reference, words},
    family::fr_en,
};

/// An action of the regional roadmaps, under a macro-objective.
pub(super) fn declare() -> Dataset {
    dataset(
        "roadmap-actions",
        "roadmap-action",
        Entity,
        fr_en("Actions des feuilles de route", "Roadmap actions"),
        fr_en(
            "Une action des feuilles de route régionales, sous un macro-objectif.",
            "An action of the regional roadmaps, under a macro-objective.",
        ),
    )
    .family(&super::families::ROADMAP)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("L'action.", "The action."),
        ),
        reference(
            R::ObjectiveId,
            fr_en("Objectif", "Objective"),
            fr_en("Macro-objectif de l'action.", "The macro-objective of the action."),
        ),
        integer(
            C::Number,
            fr_en("Numéro", "Number"),
            fr_en(
                "Rang dans l'objectif, à partir de 1.",
                "Its rank in the objective, from 1.",
            ),
        ),
        list(
            C::Referents,
            fr_en("Référents", "Regional leads"),
            fr_en(
                "Référents régionaux que la source prévoit.",
                "The regional leads that the source foresees.",
            ),
        ),
        note(C::Note),
    ])
    .relation(
        "steps",
        roadmap_step::Relation::ActionId,
        fr_en("Étapes de l'action.", "The action's steps."),
    )
    .relation(
        "progress",
        roadmap_progress::Relation::ActionId,
        fr_en(
            "Avancement des régions sur l'action.",
            "The regions' progress on the action.",
        ),
    )
}
