use entity::referencing::{Column as C, Entity, Relation as R};

use super::vocabularies::REFERENCING_STATUS;
use crate::datasets::model::{
    declaration::{Dataset, dataset, date, note, reference, term, text},
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
            fr_en("Spécification satisfaite.", "The specification met."),
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
}
