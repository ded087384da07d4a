use entity::regional_envelope::{Column as C, Entity, Relation as R};

use super::vocabularies::{ENVELOPE_CUT, ENVELOPE_SCOPE, QUALIFIER};
use crate::datasets::model::{
    containment::Containment,
    declaration::{Dataset, dataset, date, euros, integer, note, reference, term, text, words},
    family::fr_en,
};

/// What each region has for a programme.
pub(super) fn declare() -> Dataset {
    dataset(
        "regional-envelopes",
        "regional-envelope",
        Entity,
        fr_en("Enveloppes régionales", "Regional envelopes"),
        fr_en(
            "L'argent d'une région (ou du pays) pour un programme, un volet ou une phase, tel qu'une décision l'a fixé.",
            "The money that a region (or the nation) has for a programme, part or phase, as a decision set it.",
        ),
    )
    .family(&super::families::FUNDING)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom de l'enveloppe.", "The envelope's name.")),
        reference(R::ProgrammeId, fr_en("Programme", "Programme"), fr_en("Programme de l'enveloppe.", "The envelope's programme.")),
        reference(R::RegionId, fr_en("Région", "Region"), fr_en("Région qui en dispose ; la France pour une enveloppe nationale.", "The region that has it; France for a national one.")),
        text(C::Part, fr_en("Volet", "Part"), fr_en("Volet ou domaine du programme.", "The part or domain of the programme.")),
        text(C::Phase, fr_en("Phase", "Phase"), fr_en("Phase du programme.", "The phase of the programme.")),
        text(C::Decision, fr_en("Décision", "Decision"), fr_en("Décision qui l'a fixée : première (first) ou révisée (revised).", "The decision that set it: first or revised.")),
        euros(C::Amount, fr_en("Montant", "Amount"), fr_en("Montant de l'enveloppe, en euros.", "The envelope's amount, in euros.")).adds(),
        term(C::AmountQualifier, &QUALIFIER, fr_en("Précision du montant", "Qualifier of the amount"), fr_en("Précision avec laquelle la source donne le montant.", "How exactly the source gives the amount.")),
        euros(C::Committed, fr_en("Engagé", "Committed"), fr_en("Montant engagé, en euros.", "The amount committed, in euros.")).adds(),
        euros(C::Paid, fr_en("Versé", "Paid"), fr_en("Montant versé, en euros.", "The amount paid, in euros.")).adds(),
        integer(C::FilesSubmitted, fr_en("Dossiers déposés", "Applications submitted"), fr_en("Nombre de dossiers déposés.", "How many applications were submitted.")).adds(),
        integer(C::FilesAccepted, fr_en("Dossiers retenus", "Applications accepted"), fr_en("Nombre de dossiers retenus.", "How many applications were accepted.")).adds(),
        date([C::AsOf, C::AsOfEarliest, C::AsOfLatest], fr_en("Date de la situation", "As of"), fr_en("Date de la décision ou de la situation décrite.", "The date of the decision, or of the situation described.")),
        reference(R::PartOfId, fr_en("Fait partie de", "Part of"), fr_en("Enveloppe dont l'argent comprend celui de celle-ci, ou qui dit le même argent d'après une décision ou un document plus récents : une somme n'ajoute jamais les deux.", "The envelope whose money includes this one's, or that states the same money after a later decision or document: no sum adds both.")),
        term(C::PartBy, &ENVELOPE_CUT, fr_en("Découpage", "Part by"), fr_en("Ce qui découpe l'autre enveloppe en parties comme celle-ci : par région, par phase… Des parties de découpages différents ne s'ajoutent pas.", "What cuts the other envelope into parts like this one: by region, by phase… Parts of different cuts do not add.")),
        reference(R::AlsoPartOfId, fr_en("Fait aussi partie de", "Also part of"), fr_en("Autre enveloppe dont l'argent comprend celui de celle-ci, découpée autrement : par phase, quand la première l'est par région.", "Another envelope whose money includes this one's, cut otherwise: by phase, where the first is by region.")),
        term(C::AlsoPartBy, &ENVELOPE_CUT, fr_en("Autre découpage", "Also part by"), fr_en("Ce qui découpe cette autre enveloppe en parties comme celle-ci.", "What cuts that other envelope into parts like this one.")),
        term(C::Scope, &ENVELOPE_SCOPE, fr_en("Périmètre", "Scope"), fr_en("Ce que l'enveloppe couvre.", "What the envelope covers.")),
        note(C::Note),
    ])
    .contained_in(Containment {
        containers: [("part_of", "part_by"), ("also_part_of", "also_part_by")],
        same: "decision",
        apart: ["scope", "apart"],
    })
    .relation("parts", R::PartOfId, fr_en("Enveloppes dont l'argent fait partie de celle-ci.", "The envelopes whose money is part of this one's."))
}
