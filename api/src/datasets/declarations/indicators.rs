use entity::indicator::{Column as C, Entity};

use super::vocabularies::PERIODICITY;
use crate::datasets::model::{
    declaration::{Dataset, dataset, note, term, text, words},
    family::fr_en,
};

/// What is measured.
pub(super) fn declare() -> Dataset {
    dataset(
        "indicators",
        "indicator",
        Entity,
        fr_en("Indicateurs", "Indicators"),
        fr_en("Une grandeur suivie dans le temps.", "A quantity followed over time."),
    )
    .family(&super::families::INDICATORS)
    .columns([
        words(
            C::Name,
            fr_en("Nom", "Name"),
            fr_en("Nom de l'indicateur.", "The indicator's name."),
        )
        .required(),
        text(
            C::Unit,
            fr_en("Unité", "Unit"),
            fr_en("Unité des valeurs.", "The unit of the values."),
        )
        .required(),
        text(
            C::Definition,
            fr_en("Définition", "Definition"),
            fr_en("Ce qui est compté.", "What is counted."),
        ),
        term(
            C::Periodicity,
            &PERIODICITY,
            fr_en("Périodicité", "Periodicity"),
            fr_en("Périodicité des valeurs connues.", "How often the known values come."),
        ),
        note(C::Note),
    ])
    .relation(
        "observations",
        "observations",
        "indicator",
        fr_en("Observations de l'indicateur.", "The indicator's observations."),
    )
    .relation(
        "usage_targets",
        "usage-targets",
        "indicator",
        fr_en("Cibles d'usage de l'indicateur.", "The indicator's usage targets."),
    )
}
