use entity::usage_target::{Column as C, Entity, Relation as R};

use super::vocabularies::USAGE_DOMAIN;
use crate::datasets::model::{
    declaration::{Dataset, dataset, decimal, note, reference, term, words},
    family::fr_en,
};

/// A usage target: the value that an indicator must reach in a window.
pub(super) fn declare() -> Dataset {
    dataset(
        "usage-targets",
        "usage-target",
        Entity,
        fr_en("Cibles d'usage", "Usage targets"),
        fr_en(
            "Une cible d'usage : la valeur qu'un indicateur doit atteindre dans une fenêtre.",
            "A usage target: the value that an indicator must reach in a window.",
        ),
    )
    .family(&super::families::FUNDING)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("Nom de la cible.", "The target's name."),
        ),
        reference(
            R::FundingWindowId,
            fr_en("Fenêtre", "Funding window"),
            fr_en("Fenêtre de financement.", "The funding window."),
        ),
        reference(
            R::IndicatorId,
            fr_en("Indicateur", "Indicator"),
            fr_en("Indicateur d'usage mesuré.", "The usage indicator measured."),
        ),
        term(
            C::Domain,
            &USAGE_DOMAIN,
            fr_en("Domaine", "Domain"),
            fr_en("Domaine du volet.", "The domain of the part."),
        ),
        decimal(
            C::Target,
            fr_en("Cible", "Target"),
            fr_en(
                "Valeur à atteindre, en pourcentage, de 0 à 100.",
                "The value to reach, in percent, from 0 to 100.",
            ),
        )
        .in_percent(),
        note(C::Note),
    ])
}
