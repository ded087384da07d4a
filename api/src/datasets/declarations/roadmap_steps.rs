use entity::roadmap_step::{Column as C, Entity, Relation as R};

use crate::datasets::model::{
    declaration::{Dataset, dataset, integer, note, reference, text, words},
    family::fr_en,
};

/// A step proposed for an action of the regional roadmaps.
pub(super) fn declare() -> Dataset {
    dataset(
        "roadmap-steps",
        "roadmap-step",
        Entity,
        fr_en("Étapes des feuilles de route", "Roadmap steps"),
        fr_en(
            "Une étape proposée pour une action des feuilles de route régionales.",
            "A step proposed for an action of the regional roadmaps.",
        ),
    )
    .family(&super::families::ROADMAP)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("L'étape.", "The step."),
        ),
        reference(
            R::ActionId,
            fr_en("Action", "Action"),
            fr_en("Action de l'étape.", "The action of the step."),
        ),
        integer(
            C::Number,
            fr_en("Numéro", "Number"),
            fr_en("Rang dans l'action, à partir de 1.", "Its rank in the action, from 1."),
        ),
        text(
            C::Heading,
            fr_en("Intertitre", "Heading"),
            fr_en(
                "Intertitre de la source au-dessus de l'étape.",
                "The heading of the source above the step.",
            ),
        ),
        note(C::Note),
    ])
}
