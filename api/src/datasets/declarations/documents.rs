use entity::{
    document::{Column as C, Entity},
    series,
};

use super::vocabularies::DOCUMENT_QUALITY;
use crate::datasets::model::{
    declaration::{Column, Dataset, dataset, date, note, term, text, words},
    family::fr_en,
};

/// The documents in which facts were read.
pub(super) fn declare() -> Dataset {
    dataset(
        "documents",
        "document",
        Entity,
        fr_en("Documents sources", "Source documents"),
        fr_en(
            "Un document dans lequel des faits ont été lus.",
            "A document in which facts were read.",
        ),
    )
    .family(&super::families::REFERENCE)
    .columns([
        words(
            [C::Title, C::TitleFolded],
            fr_en("Titre", "Title"),
            fr_en("Titre du document.", "The document's title."),
        ),
        words(
            [C::Issuer, C::IssuerFolded],
            fr_en("Émetteur", "Issuer"),
            fr_en(
                "Qui l'a publié ; vide si la source ne le dit pas.",
                "Who published the document; empty if the source does not say.",
            ),
        ),
        date(
            [C::PublishedOn, C::PublishedOnEarliest, C::PublishedOnLatest],
            fr_en("Date", "Date"),
            fr_en(
                "Date de publication ; un ? final la dit déduite, non imprimée.",
                "Publication date; a final ? says that it was inferred, not printed.",
            ),
        ),
        text(
            C::Address,
            fr_en("Adresse", "Address"),
            fr_en("Adresse à laquelle il se lit.", "The address at which it can be read."),
        ),
        text(
            C::File,
            fr_en("Fichier", "File"),
            fr_en(
                "Fichier texte dans lequel il a été lu, pour les cinq documents premiers.",
                "The text file in which it was read, for the five primary documents.",
            ),
        ),
        note(C::Note),
    ])
    .columns(reading())
    .relation(
        "observations",
        series::Relation::DocumentId,
        fr_en(
            "Observations que le document donne.",
            "The observations that the document gives.",
        ),
    )
}

/// How authoritative it is, and when it was read.
fn reading() -> [Column; 2] {
    [
        term(
            C::Quality,
            &DOCUMENT_QUALITY,
            fr_en("Qualité", "Quality"),
            fr_en(
                "D'où il vient, et donc son autorité quand des documents se contredisent.",
                "Where it comes from, and so its authority when documents contradict each other.",
            ),
        ),
        date(
            [C::ConsultedOn, C::ConsultedOnEarliest, C::ConsultedOnLatest],
            fr_en("Consulté le", "Consulted on"),
            fr_en(
                "Quand il a été lu à son adresse ; les pages changent sans le dire.",
                "When it was read at its address; pages change without saying so.",
            ),
        ),
    ]
}
