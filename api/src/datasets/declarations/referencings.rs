use entity::referencing::{Column as C, Entity, Relation as R};

use super::vocabularies::REFERENCING_STATUS;
use crate::datasets::model::{
    declaration::{Column, Dataset, dataset, date, integer, note, reference, term, text},
    family::fr_en,
};

/// The decisions that a solution meets a specification.
pub(super) fn declare() -> Dataset {
    dataset(
        "referencings",
        "referencing",
        Entity,
        fr_en("Référencements", "Referencings"),
        fr_en(
            "La décision de l'ANS qu'une solution (une version, un profil) satisfait une spécification.",
            "The ANS's decision that a solution (a version, a profile) meets a specification.",
        ),
    )
    .family(&super::families::SOLUTIONS)
    .columns([
        reference(
            R::SolutionId,
            fr_en("Solution", "Solution"),
            fr_en("Solution référencée.", "The solution referenced."),
        ),
        reference(
            R::SpecificationId,
            fr_en("Spécification", "Specification"),
            fr_en(
                "Spécification satisfaite ; vide si la source n'en imprime pas assez pour la dire.",
                "The specification met; empty if the source does not print enough to tell it.",
            ),
        ),
        text(
            C::Version,
            fr_en("Version", "Version"),
            fr_en("Version de la solution.", "The solution's version."),
        ),
        text(
            C::Profile,
            fr_en("Profil", "Profile"),
            fr_en("Profil de la spécification.", "The specification's profile."),
        ),
        term(
            C::Status,
            &REFERENCING_STATUS,
            fr_en("Statut", "Status"),
            fr_en("Où en est le référencement.", "Where the referencing stands."),
        ),
        date(
            [C::StatusOn, C::StatusOnEarliest, C::StatusOnLatest],
            fr_en("Date du statut", "Status date"),
            fr_en(
                "Date de la décision, ou première date à laquelle une source atteste le statut.",
                "The date of the decision, or the first date at which a source attests the status.",
            ),
        ),
        note(C::Note),
    ])
    .columns(printed())
}

/// What the source prints where it names no specification.
fn printed() -> [Column; 3] {
    [
        reference(
            R::CouloirId,
            fr_en("Couloir", "Couloir"),
            fr_en("Couloir que la source imprime.", "The couloir that the source prints."),
        ),
        reference(
            R::SoftwareFunctionId,
            fr_en("Fonction logicielle", "Software function"),
            fr_en(
                "Fonction logicielle que la source imprime.",
                "The software function that the source prints.",
            ),
        ),
        integer(
            C::Wave,
            fr_en("Vague", "Wave"),
            fr_en(
                "Vague que la source imprime, 1 ou 2 ; vide si elle n'en imprime pas.",
                "The wave that the source prints, 1 or 2; empty if it prints none.",
            ),
        ),
    ]
}
