use entity::{
    funding_window::{Column as C, Entity, Relation as R},
    funding_window_phase::{Column as P, Entity as Phase},
    usage_target,
};
use sea_orm::sea_query::IntoIden;

use super::vocabularies::PHASE_KIND;
use crate::datasets::model::{
    declaration::{Dataset, Part, boolean, dataset, date, decimal, integer, note, reference, term, text, words},
    family::fr_en,
};

/// The funding windows, with their phases.
pub(super) fn declare() -> Dataset {
    dataset(
        "funding-windows",
        "funding-window",
        Entity,
        fr_en("Fenêtres de financement", "Funding windows"),
        fr_en(
            "Une fenêtre (ou un guichet) : une période numérotée pendant laquelle un programme reçoit des candidatures ou des commandes, avec ses phases.",
            "A window: a numbered period in which a programme takes applications or orders, with its phases.",
        ),
    )
    .family(&super::families::FUNDING)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom de la fenêtre.", "The window's name.")),
        reference(R::ProgrammeId, fr_en("Programme", "Programme"), fr_en("Programme de la fenêtre.", "The window's programme.")),
        text(C::Part, fr_en("Volet", "Part"), fr_en("Volet du programme (volet-1, volet-2) ou nature de l'appel.", "The part of the programme (volet-1, volet-2), or the kind of call.")),
        integer(C::Number, fr_en("Numéro", "Number"), fr_en("Numéro de la fenêtre dans son volet, à partir de 1.", "The window's number in its part, from 1.")),
        integer(C::Wave, fr_en("Vague", "Wave"), fr_en("Vague du programme, 1 ou 2.", "The programme's wave, 1 or 2.")),
        reference(R::CouloirId, fr_en("Couloir", "Couloir"), fr_en("Couloir concerné.", "The couloir concerned.")),
        reference(R::SoftwareFunctionId, fr_en("Fonction logicielle", "Software function"), fr_en("Fonction logicielle financée.", "The software function financed.")),
        reference(R::RegionId, fr_en("Région", "Region"), fr_en("Région, quand la fenêtre est propre à une seule.", "The region, when the window is for that one only.")),
        decimal(C::Rate, fr_en("Taux", "Rate"), fr_en("Part du forfait versée dans cette fenêtre, en pourcentage, de 0 à 100.", "The share of the lump sum paid in this window, in percent, from 0 to 100.")).in_percent(),
        note(C::Note),
    ])
    .part(Part {
        name: "phases",
        type_name: "FundingWindowPhase",
        title: fr_en("Phases", "Phases"),
        description: fr_en(
            "Les phases de la fenêtre, avec leurs dates telles que les sources les donnent ; une date déplacée par une source plus récente reste, marquée comme remplacée.",
            "The window's phases, with their dates as sources state them; a date that a later source moved stays, marked as superseded.",
        ),
        table: Phase.into_iden(),
        columns: vec![
            term(P::Kind, &PHASE_KIND, fr_en("Nature", "Kind"), fr_en("Ce qui se passe pendant la phase.", "What happens in the phase.")),
            date([P::StartsOn, P::StartsOnEarliest, P::StartsOnLatest], fr_en("Début", "Start"), fr_en("Début de la phase.", "When the phase starts.")),
            date([P::EndsOn, P::EndsOnEarliest, P::EndsOnLatest], fr_en("Fin", "End"), fr_en("Fin de la phase, comprise.", "When the phase ends, included.")),
            boolean(P::Superseded, fr_en("Remplacée", "Superseded"), fr_en("Vrai si une source plus récente a déplacé cette date.", "True if a later source moved this date.")),
            note(P::Note),
        ],
    })
    .open_by(["phases", "kind", "starts_on", "ends_on", "superseded"])
    .relation("usage_targets", usage_target::Relation::FundingWindowId, fr_en("Cibles d'usage de la fenêtre.", "The window's usage targets."))
}
