use entity::tariff::{Column as C, Entity, Relation as R};

use super::vocabularies::{QUALIFIER, SIZE_CLASS, TARIFF_CASE, TARIFF_ITEM, TARIFF_UNIT};
use crate::datasets::model::{
    declaration::{Dataset, dataset, date, decimal, euros, integer, note, reference, term, text, words},
    family::fr_en,
};

/// A unit amount: what a programme pays, to whom, per what unit, up to what cap and on which conditions.
pub(super) fn declare() -> Dataset {
    dataset("tariffs", "tariff", Entity, fr_en("Barèmes", "Tariffs"), fr_en("Un montant unitaire : ce qu'un programme verse, à qui, par unité, jusqu'à quel plafond et à quelles conditions.", "A unit amount: what a programme pays, to whom, per what unit, up to what cap and on which conditions."))
    .family(&super::families::FUNDING)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom du montant.", "The amount's name.")),
        reference(R::ProgrammeId, fr_en("Programme", "Programme"), fr_en("Programme qui verse.", "The programme that pays.")),
        reference(R::CouloirId, fr_en("Couloir", "Couloir"), fr_en("Couloir concerné.", "The couloir concerned.")),
        reference(R::SoftwareFunctionId, fr_en("Fonction logicielle", "Software function"), fr_en("Fonction logicielle financée.", "The software function financed.")),
        term(C::Item, &TARIFF_ITEM, fr_en("Objet", "Item"), fr_en("Ce qui est payé.", "What is paid for.")),
        term(C::Case, &TARIFF_CASE, fr_en("Cas", "Case"), fr_en("Cas du bénéficiaire (ESMS numérique).", "The beneficiary's case (ESMS numérique).")),
        term(C::SizeClass, &SIZE_CLASS, fr_en("Taille", "Size class"), fr_en("Taille du projet, en nombre d'ESSMS.", "The size of the project, in ESSMS.")),
        text(C::Payee, fr_en("Bénéficiaire", "Payee"), fr_en("Qui reçoit le montant.", "Who is paid.")),
        term(C::Per, &TARIFF_UNIT, fr_en("Par", "Per"), fr_en("Unité à laquelle le montant se rapporte.", "The unit that the amount is for.")),
        euros(C::Amount, fr_en("Montant", "Amount"), fr_en("Montant unitaire, en euros ; absent quand la source ne l'imprime pas.", "Unit amount, in euros; absent where the source does not print it.")),
        term(C::AmountQualifier, &QUALIFIER, fr_en("Précision du montant", "Qualifier of the amount"), fr_en("Précision avec laquelle la source donne le montant.", "How exactly the source gives the amount.")),
        integer(C::Points, fr_en("Points", "Points"), fr_en("Nombre de points, quand le montant est en points.", "Number of points, when the amount is in points.")),
        decimal(C::Threshold, fr_en("Seuil", "Threshold"), fr_en("Seuil à atteindre, en pourcentage, de 0 à 100.", "The threshold to reach, in percent, from 0 to 100.")).in_percent(),
        text(C::ThresholdOf, fr_en("Assiette du seuil", "Threshold of"), fr_en("Ce dont le seuil est une part.", "What the threshold is a share of.")),
        integer(C::Cap, fr_en("Plafond", "Cap"), fr_en("Nombre d'unités au plus.", "How many units at most.")),
        decimal(C::Increase, fr_en("Majoration", "Increase"), fr_en("Majoration possible, en pourcentage.", "The increase possible, in percent.")).in_percent(),
        text(C::PaymentSchedule, fr_en("Échéancier", "Payment schedule"), fr_en("Quand le montant est versé.", "When the amount is paid.")),
        text(C::Conditions, fr_en("Conditions", "Conditions"), fr_en("Conditions du versement.", "The conditions of payment.")),
        date([C::InForce, C::InForceEarliest, C::InForceLatest], fr_en("En vigueur", "In force"), fr_en("Date d'entrée en vigueur.", "When it comes into force.")),
        note(C::Note),
    ])
}
