use entity::{
    observation::{Column as C, Entity},
    series::{Column as S, Relation as R},
};

use super::vocabularies::{MISSING_REASON, OBSERVATION_NATURE, OBSERVATION_STATUS, QUALIFIER};
use crate::datasets::model::{
    declaration::{Dataset, dataset, date, decimal, note, reference, term, text, words},
    family::fr_en,
};

/// The values of the indicators.
pub(super) fn declare() -> Dataset {
    dataset(
        "observations",
        "observation",
        Entity,
        fr_en("Observations", "Observations"),
        fr_en(
            "Une valeur d'un indicateur pour une région, un couloir ou une catégorie d'acteurs, une période et une source. Une valeur que la source ne donne pas est une ligne sans valeur, avec la raison.",
            "One value of an indicator for a region, a couloir or category of actor, a period and a source. A value that the source does not give is a row without a value, with the reason.",
        ),
    )
    .family(&super::families::INDICATORS)
    .identified_by_series()
    .columns([
        reference(R::IndicatorId, fr_en("Indicateur", "Indicator"), fr_en("Ce qui est mesuré.", "What is measured.")),
        reference(R::RegionId, fr_en("Région", "Region"), fr_en("Région mesurée ; la France pour une valeur nationale ; vide si la source mesure un autre territoire, alors nommé par la catégorie.", "The region measured; France for a national value; empty if the source measures another territory, then named by the category.")),
        reference(R::CouloirId, fr_en("Couloir", "Couloir"), fr_en("Couloir mesuré.", "The couloir measured.")),
        words([S::Category, S::CategoryFolded], fr_en("Catégorie", "Category"), fr_en("Catégorie d'acteurs mesurée, telle que la source la nomme.", "The category of actor measured, as the source names it.")),
        date([C::Period, C::PeriodEarliest, C::PeriodLatest], fr_en("Période", "Period"), fr_en("Période mesurée.", "The period measured.")),
        decimal(C::Value, fr_en("Valeur", "Value"), fr_en("Valeur, dans l'unité de l'indicateur ; vide si la source ne la donne pas.", "The value, in the indicator's unit; empty if the source does not give it.")).adds(),
        term(C::Status, &OBSERVATION_STATUS, fr_en("Statut", "Status"), fr_en("Si la source donne la valeur pour définitive.", "Whether the source gives the value as final.")),
        term(C::Nature, &OBSERVATION_NATURE, fr_en("Nature", "Nature"), fr_en("Ce qu'est la valeur : mesurée, cible, prévision ou point de départ. Une somme n'ajoute que des valeurs de même nature. Mesurée si rien n'est dit.", "What the value is: measured, target, forecast or baseline. A sum adds values of the same nature only. Measured unless said.")).usually("measured"),
        term(C::Qualifier, &QUALIFIER, fr_en("Précision", "Qualifier"), fr_en("Précision avec laquelle la source donne la valeur ; vide quand elle manque.", "How exactly the source gives the value; empty when there is none.")),
        term(C::MissingReason, &MISSING_REASON, fr_en("Raison de l'absence", "Missing reason"), fr_en("Pourquoi la valeur manque ; vide quand elle est donnée.", "Why there is no value; empty when there is one.")),
        reference(R::DocumentId, fr_en("Document", "Document"), fr_en("Document qui donne la valeur.", "The document that gives the value.")),
        text(C::Locator, fr_en("Emplacement", "Locator"), fr_en("Endroit du document.", "The place in the document.")),
        note(C::Note),
    ])
}
