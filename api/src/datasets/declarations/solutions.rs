use entity::{
    referencing,
    solution::{Column as C, Entity, Relation as R},
};

use crate::datasets::model::{
    declaration::{Dataset, dataset, list, note, reference, words},
    family::fr_en,
};

/// The software products.
pub(super) fn declare() -> Dataset {
    dataset(
        "solutions",
        "solution",
        Entity,
        fr_en("Solutions logicielles", "Software solutions"),
        fr_en(
            "Un produit logiciel, candidat ou référencé. Liste non exhaustive : celle que la presse a publiée.",
            "A software product, candidate or referenced. Not exhaustive: the list that the press published.",
        ),
    )
    .family(&super::families::SOLUTIONS)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("Nom de la solution.", "The solution's name."),
        ),
        list(
            C::OtherNames,
            fr_en("Autres noms", "Other names"),
            fr_en(
                "Autres noms donnés à la solution par les sources.",
                "Other names that sources give to the solution.",
            ),
        ),
        reference(
            R::EditorId,
            fr_en("Éditeur", "Software vendor"),
            fr_en(
                "Éditeur de la solution ; vide si aucune source ne le nomme.",
                "The company behind the solution; empty if no source names it.",
            ),
        ),
        note(C::Note),
    ])
    .relation(
        "referencings",
        referencing::Relation::SolutionId,
        fr_en("Référencements de la solution.", "The solution's referencings."),
    )
}
