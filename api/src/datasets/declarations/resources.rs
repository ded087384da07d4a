use entity::resource::{Column as C, Entity, Relation as R};

use super::vocabularies::RESOURCE_KIND;
use crate::datasets::model::{
    declaration::{Dataset, dataset, date, note, reference, term, text, words},
    family::fr_en,
};

/// Documents, tools and trainings that help to take part.
pub(super) fn declare() -> Dataset {
    dataset(
        "resources",
        "resource",
        Entity,
        fr_en("Ressources", "Resources"),
        fr_en(
            "Un document, un outil ou une formation qui aide à participer : textes et guides d'un programme, kits d'outils, questions fréquentes.",
            "A document, tool or training that helps to take part: texts and guides of a programme, tool kits, frequent questions.",
        ),
    )
    .family(&super::families::REFERENCE)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom de la ressource.", "The resource's name.")),
        term(C::Kind, &RESOURCE_KIND, fr_en("Nature", "Kind"), fr_en("Ce que c'est.", "What it is.")),
        reference(R::ProgrammeId, fr_en("Programme", "Programme"), fr_en("Programme dont elle traite.", "The programme that it is about.")),
        reference(R::CoreServiceId, fr_en("Service socle", "Core service"), fr_en("Service socle dont elle traite.", "The core service that it is about.")),
        reference(R::CouloirId, fr_en("Couloir", "Couloir"), fr_en("Couloir auquel elle s'adresse.", "The couloir that it is for.")),
        text(C::Audience, fr_en("Public", "Audience"), fr_en("À qui elle s'adresse, selon la source.", "For whom it is, as the source says.")),
        reference(R::IssuerId, fr_en("Émetteur", "Issuer"), fr_en("Institution qui l'a émise.", "The institution that issued it.")),
        text(C::Address, fr_en("Adresse", "Address"), fr_en("Où elle se lit.", "Where it can be read.")),
        date([C::PublishedOn, C::PublishedOnEarliest, C::PublishedOnLatest], fr_en("Date", "Date"), fr_en("Date de publication.", "When it was published.")),
        note(C::Note),
    ])
}
