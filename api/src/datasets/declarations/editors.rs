use entity::{
    editor::{Column as C, Entity},
    solution,
};

use crate::datasets::model::{
    declaration::{Dataset, dataset, note, text, words},
    family::fr_en,
};

/// The companies behind the solutions.
pub(super) fn declare() -> Dataset {
    dataset(
        "editors",
        "editor",
        Entity,
        fr_en("Éditeurs", "Software vendors"),
        fr_en(
            "Une entreprise qui édite des solutions logicielles.",
            "A company that publishes software solutions.",
        ),
    )
    .family(&super::families::SOLUTIONS)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("Nom de l'éditeur.", "The software vendor's name."),
        ),
        text(
            C::CompanyGroup,
            fr_en("Groupe", "Group"),
            fr_en(
                "Groupe auquel il appartient, selon la source.",
                "The group that it belongs to, as the source says.",
            ),
        ),
        note(C::Note),
    ])
    .relation(
        "solutions",
        solution::Relation::EditorId,
        fr_en("Solutions de l'éditeur.", "The software vendor's solutions."),
    )
}
