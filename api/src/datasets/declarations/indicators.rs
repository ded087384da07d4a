use entity::{
    indicator::{Column as C, Entity},
    series, usage_target,
};

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
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("Nom de l'indicateur.", "The indicator's name."),
        ),
        text(
            C::Unit,
            fr_en("Unité", "Unit"),
            fr_en("Unité des valeurs.", "The unit of the values."),
        ),
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
        series::Relation::IndicatorId,
        fr_en("Observations de l'indicateur.", "The indicator's observations."),
    )
    .relation(
        "usage_targets",
        usage_target::Relation::IndicatorId,
        fr_en("Cibles d'usage de l'indicateur.", "The indicator's usage targets."),
    )
}
