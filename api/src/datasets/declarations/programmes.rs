use entity::{
    funding_window, indicator, milestone, prerequisite, procedure,
    programme::{Column as C, Entity, Relation as R},
    programme_rule,
    programme_text::{Column as P, Entity as ProgrammeText},
    regional_envelope, resource, tariff,
};
use sea_orm::sea_query::IntoIden;

use super::vocabularies::{PROGRAMME_KIND, QUALIFIER};
use crate::datasets::model::{
    declaration::{Dataset, Part, dataset, date, euros, list, note, reference, term, text, words},
    family::fr_en,
};

/// The programmes that pay for equipment and usage.
pub(super) fn declare() -> Dataset {
    dataset(
        "programmes",
        "programme",
        Entity,
        fr_en("Programmes", "Programmes"),
        fr_en(
            "Un dispositif de financement : SONS (équipement), SUN-ES et ESMS numérique (usage), paiements conventionnels, HOP'EN avant eux.",
            "A funding programme: SONS (equipment), SUN-ES and ESMS numérique (usage), the payments of the conventions with the Assurance Maladie, HOP'EN before them.",
        ),
    )
    .family(&super::families::FUNDING)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom du programme.", "The programme's name.")),
        text(C::Acronym, fr_en("Sigle", "Acronym"), fr_en("Sigle usuel.", "Its usual acronym.")),
        term(C::Kind, &PROGRAMME_KIND, fr_en("Nature", "Kind"), fr_en("Ce que le programme finance.", "What the programme pays for.")),
        reference(R::PilotId, fr_en("Pilote", "Lead"), fr_en("Institution qui pilote le programme.", "The institution that leads the programme.")),
        list(C::CoPilots, fr_en("Copilotes", "Co-leads"), fr_en("Institutions qui pilotent avec la première, par leurs noms.", "The institutions that lead it with the first, by name.")),
        list(C::ApplicationsHandledBy, fr_en("Gestionnaires des candidatures", "Applications handled by"), fr_en("Qui gère les candidatures.", "Who handles the applications.")),
        list(C::PaymentsHandledBy, fr_en("Gestionnaires des versements", "Payments handled by"), fr_en("Qui gère les versements.", "Who handles the payments.")),
        text(C::Beneficiary, fr_en("Destinataire", "Beneficiary"), fr_en("Qui reçoit le financement.", "Who receives the money.")),
        euros(C::Amount, fr_en("Montant", "Amount"), fr_en("Montant national, en euros, de la source la plus récente.", "National amount, in euros, from the most recent source.")).adds(),
        term(C::AmountQualifier, &QUALIFIER, fr_en("Précision du montant", "Qualifier of the amount"), fr_en("Précision avec laquelle la source donne le montant.", "How exactly the source gives the amount.")),
        date([C::Period, C::PeriodEarliest, C::PeriodLatest], fr_en("Période", "Period"), fr_en("Période du programme.", "When the programme runs.")),
        note(C::Note),
    ])
    .part(Part {
        name: "texts",
        type_name: "ProgrammeText",
        title: fr_en("Textes", "Texts"),
        description: fr_en("Les instructions qui régissent le programme.", "The instructions that govern the programme."),
        table: ProgrammeText.into_iden(),
        columns: vec![
            text(P::Code, fr_en("Référence", "Code"), fr_en("Référence du texte.", "The text's reference.")),
            text(P::Nor, fr_en("NOR", "NOR"), fr_en("Numéro NOR.", "Its NOR number.")),
            date([P::SignedOn, P::SignedOnEarliest, P::SignedOnLatest], fr_en("Signé le", "Signed on"), fr_en("Date de signature.", "When it was signed.")),
            date([P::PublishedOn, P::PublishedOnEarliest, P::PublishedOnLatest], fr_en("Publié le", "Published on"), fr_en("Date de publication ou de diffusion.", "When it was published or circulated.")),
            text(P::Subject, fr_en("Objet", "Subject"), fr_en("Objet du texte.", "What it is about.")),
            note(P::Note),
        ],
    })
    .relation("rules", programme_rule::Relation::ProgrammeId, fr_en("Règles du programme : périmètre, exclusions, délais, conditions.", "The programme's rules: scope, exclusions, time limits, conditions."))
    .relation("tariffs", tariff::Relation::ProgrammeId, fr_en("Barèmes du programme.", "The programme's tariffs."))
    .relation("prerequisites", prerequisite::Relation::ProgrammeId, fr_en("Prérequis du programme.", "The programme's prerequisites."))
    .relation("milestones", milestone::Relation::ProgrammeId, fr_en("Jalons du programme.", "The programme's milestones."))
    .relation("funding_windows", funding_window::Relation::ProgrammeId, fr_en("Fenêtres de financement du programme.", "The programme's funding windows."))
    .relation("regional_envelopes", regional_envelope::Relation::ProgrammeId, fr_en("Enveloppes régionales du programme.", "The programme's regional envelopes."))
    .relation("indicators", indicator::Relation::ProgrammeId, fr_en("Indicateurs qui suivent le programme.", "The indicators that follow the programme."))
    .relation("resources", resource::Relation::ProgrammeId, fr_en("Ressources sur le programme.", "The resources about the programme."))
    .relation("procedures", procedure::Relation::ProgrammeId, fr_en("Étapes des démarches du programme.", "The steps of the programme's procedures."))
}
