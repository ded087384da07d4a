use entity::prerequisite::{Column as C, Entity, Relation as R};

use super::vocabularies::PREREQUISITE_FAMILY;
use crate::datasets::model::{
    declaration::{Dataset, dataset, integer, note, reference, term, text, words},
    family::fr_en,
};

/// A prerequisite: what a candidate must meet to enter a programme.
pub(super) fn declare() -> Dataset {
    dataset(
        "prerequisites",
        "prerequisite",
        Entity,
        fr_en("Prérequis", "Prerequisites"),
        fr_en(
            "Un prérequis : ce qu'un candidat doit remplir pour entrer dans un programme.",
            "A prerequisite: what a candidate must meet to enter a programme.",
        ),
    )
    .family(&super::families::FUNDING)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("Le prérequis, en une phrase.", "The prerequisite, in one sentence."),
        ),
        reference(
            R::ProgrammeId,
            fr_en("Programme", "Programme"),
            fr_en("Programme concerné.", "The programme concerned."),
        ),
        text(
            C::Part,
            fr_en("Volet", "Part"),
            fr_en("Volet du programme.", "The part of the programme."),
        ),
        integer(
            C::Number,
            fr_en("Numéro", "Number"),
            fr_en("Rang dans la source, à partir de 1.", "Its rank in the source, from 1."),
        ),
        term(
            C::Family,
            &PREREQUISITE_FAMILY,
            fr_en("Famille", "Family"),
            fr_en("Famille du prérequis.", "The family of the prerequisite."),
        ),
        text(
            C::Tolerance,
            fr_en("Tolérance", "Tolerance"),
            fr_en("Tolérance admise.", "The tolerance admitted."),
        ),
        note(C::Note),
    ])
}
