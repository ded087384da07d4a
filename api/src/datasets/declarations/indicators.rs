use entity::{
    indicator::{Column as C, Entity, Relation as R},
    series, usage_target,
};

use super::vocabularies::{INDICATOR_MEASURE, PERIODICITY};
use crate::datasets::model::{
    declaration::{Column, Dataset, boolean, dataset, note, reference, term, text, words},
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
    .columns(additivity())
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

/// What its values are of, and over what they may be added.
fn additivity() -> [Column; 4] {
    [
        term(
            C::Measure,
            &INDICATOR_MEASURE,
            fr_en("Mesure", "Measure"),
            fr_en(
                "Ce que sont les valeurs, et donc sur quoi elles s'ajoutent ; vide, elles ne s'ajoutent pas.",
                "What the values are, and so over what they may be added; empty, they are not added.",
            ),
        ),
        boolean(
            C::Overlapping,
            fr_en("Catégories qui se recoupent", "Overlapping categories"),
            fr_en(
                "Vrai si des catégories ou des couloirs de l'indicateur se contiennent ou se recoupent : leurs valeurs ne s'ajoutent pas.",
                "True if categories or couloirs of the indicator contain each other or overlap: their values are not added.",
            ),
        ),
        reference(
            R::ProgrammeId,
            fr_en("Programme", "Programme"),
            fr_en(
                "Programme que l'indicateur suit.",
                "The programme that the indicator follows.",
            ),
        ),
        reference(
            R::CoreServiceId,
            fr_en("Service socle", "Core service"),
            fr_en(
                "Service socle que l'indicateur suit.",
                "The core service that the indicator follows.",
            ),
        ),
    ]
}
