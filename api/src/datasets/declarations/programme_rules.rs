use entity::programme_rule::{Column as C, Entity, Relation as R};

use super::vocabularies::RULE_KIND;
use crate::datasets::model::{
    declaration::{Dataset, dataset, decimal, note, reference, term, text, words},
    family::fr_en,
};

/// A rule of a programme: what it covers, what it does not finance, who is eligible, a time limit, a cap, a condition.
pub(super) fn declare() -> Dataset {
    dataset("programme-rules", "programme-rule", Entity, fr_en("Règles des programmes", "Programme rules"), fr_en("Une règle d'un programme : ce qu'il couvre, ce qu'il ne finance pas, qui y a droit, un délai, une limite, une condition.", "A rule of a programme: what it covers, what it does not finance, who is eligible, a time limit, a cap, a condition."))
    .family(&super::families::FUNDING)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("La règle, en une phrase.", "The rule, in one sentence.")),
        reference(R::ProgrammeId, fr_en("Programme", "Programme"), fr_en("Programme que la règle concerne.", "The programme that the rule is of.")),
        term(C::Kind, &RULE_KIND, fr_en("Nature", "Kind"), fr_en("Ce que la règle dit.", "What the rule says.")),
        text(C::Scope, fr_en("Portée", "Scope"), fr_en("Partie du programme à laquelle la règle se limite, telle que la source la nomme (SONS LGC, SONS hôpital, cas 1…).", "The part of the programme to which the rule is limited, as the source names it.")),
        reference(R::CouloirId, fr_en("Couloir", "Couloir"), fr_en("Couloir concerné, quand la règle est propre à un seul.", "The couloir, when the rule is for one only.")),
        reference(R::SoftwareFunctionId, fr_en("Fonction logicielle", "Software function"), fr_en("Fonction logicielle concernée, quand la règle est propre à une seule.", "The software function, when the rule is for one only.")),
        decimal(C::Quantity, fr_en("Valeur", "Quantity"), fr_en("Nombre que la règle fixe, dans l'unité dite.", "The number that the rule sets, in the unit told.")),
        text(C::Unit, fr_en("Unité", "Unit"), fr_en("Unité de la valeur (jours calendaires, ESSMS, documents…).", "The unit of the quantity.")),
        note(C::Note),
    ])
}
