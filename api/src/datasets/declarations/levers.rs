use entity::lever::{Column as C, Entity, Relation as R};

use super::vocabularies::{LEVER_KIND, MISSING_REASON};
use crate::datasets::model::{
    declaration::{Dataset, dataset, integer, note, reference, term, words},
    family::fr_en,
};

/// A lever of the Ségur: a financial or regulatory measure, new or existing.
pub(super) fn declare() -> Dataset {
    dataset(
        "levers",
        "lever",
        Entity,
        fr_en("Leviers", "Levers"),
        fr_en(
            "Un levier du Ségur : une mesure financière ou réglementaire, nouvelle ou existante.",
            "A lever of the Ségur: a financial or regulatory measure, new or existing.",
        ),
    )
    .family(&super::families::FUNDING)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en(
                "La mesure ; une case sans texte le dit.",
                "The measure; a cell without text says so.",
            ),
        ),
        term(
            C::Kind,
            &LEVER_KIND,
            fr_en("Nature", "Kind"),
            fr_en("Nature de la mesure.", "The kind of measure."),
        ),
        integer(
            C::Position,
            fr_en("Colonne", "Position"),
            fr_en(
                "Colonne du tableau de la source, de 1 à 4, que la source n'intitule pas.",
                "The column of the table in the source, 1 to 4, which the source leaves untitled.",
            ),
        ),
        reference(
            R::ProgrammeId,
            fr_en("Programme", "Programme"),
            fr_en(
                "Programme que la mesure nomme.",
                "The programme that the measure names.",
            ),
        ),
        term(
            C::MissingReason,
            &MISSING_REASON,
            fr_en("Raison de l'absence", "Missing reason"),
            fr_en("Pourquoi la case est sans texte.", "Why the cell has no text."),
        ),
        note(C::Note),
    ])
}
