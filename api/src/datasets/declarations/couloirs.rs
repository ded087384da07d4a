use entity::{
    couloir::{Column as C, Entity},
    couloir_actor_code::{Column as A, Entity as ActorCode},
    couloir_use_case::{Column as U, Entity as UseCase},
    funding_window, programme_rule, series, software_function, specification, tariff,
};
use sea_orm::sea_query::IntoIden;

use super::vocabularies::{ACTOR_CODE_ROLE, USE_CASE_KIND};
use crate::datasets::model::{
    declaration::{Dataset, Part, boolean, dataset, integer, list, note, term, text, words},
    family::fr_en,
};

/// The six couloirs.
pub(super) fn declare() -> Dataset {
    dataset(
        "couloirs",
        "couloir",
        Entity,
        fr_en("Couloirs", "Couloirs"),
        fr_en(
            "Un couloir est un secteur d'activité du Ségur du numérique, avec sa task force, ses spécifications et ses financements. Il y en a six.",
            "A couloir is a sector of activity of the Ségur du numérique, with its own task force, specifications and funding. There are six.",
        ),
    )
    .family(&super::families::REFERENCE)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom retenu du couloir.", "The name retained for the couloir.")),
        list(C::OtherNames, fr_en("Autres noms", "Other names"), fr_en("Autres noms donnés au couloir par les sources.", "Other names that sources give to the couloir.")),
        list(C::Structures, fr_en("Structures concernées", "Structures concerned"), fr_en("Structures qui relèvent du couloir.", "The structures that belong to the couloir.")),
        list(C::SubDomains, fr_en("Sous-domaines", "Sub-domains"), fr_en("Sous-domaines du couloir.", "The couloir's sub-domains.")),
        list(C::DocumentsExchanged, fr_en("Documents échangés", "Documents exchanged"), fr_en("Documents que les acteurs du couloir produisent et partagent.", "The documents that the couloir's actors produce and share.")),
        list(C::DocumentsReceived, fr_en("Documents reçus", "Documents received"), fr_en("Documents produits par d'autres, que les logiciels du couloir intègrent.", "Documents produced by others, which the couloir's software integrates.")),
        boolean(C::HospitalRelated, fr_en("Concerne l'hôpital", "Hospital-related"), fr_en("Vrai pour les trois couloirs qu'une source dit concerner l'hôpital ; vide quand aucune source ne le dit.", "True for the three couloirs that a source says concern the hospital; empty where no source says so.")),
        note(C::Note),
    ])
    .part(Part {
        name: "use_cases",
        type_name: "CouloirUseCase",
        title: fr_en("Cas d'usage", "Use cases"),
        description: fr_en("Les cas d'usage que le couloir doit permettre.", "The use cases that the couloir is to make possible."),
        table: UseCase.into_iden(),
        columns: vec![
            term(U::Kind, &USE_CASE_KIND, fr_en("Nature", "Kind"), fr_en("Nature du cas d'usage.", "The kind of use case.")),
            text(U::Description, fr_en("Description", "Description"), fr_en("Le cas d'usage, d'après la source.", "The use case, after the source.")),
            integer(U::Number, fr_en("Numéro", "Number"), fr_en("Rang dans la source, à partir de 1.", "Its rank in the source, from 1.")),
        ],
    })
    .part(Part {
        name: "actor_codes",
        type_name: "CouloirActorCode",
        title: fr_en("Codes d'acteurs", "Actor codes"),
        description: fr_en("Les codes des nomenclatures de santé qui sélectionnent les acteurs du couloir dans l'Annuaire Santé ; partiels.", "The codes of the health nomenclatures that select the couloir's actors in the Annuaire Santé; partial."),
        table: ActorCode.into_iden(),
        columns: vec![
            text(A::CodeSystem, fr_en("Nomenclature", "Code system"), fr_en("Nomenclature du code.", "The code's nomenclature.")),
            text(A::Code, fr_en("Code", "Code"), fr_en("Le code.", "The code.")),
            text(A::Label, fr_en("Libellé", "Label"), fr_en("Libellé du code, quand la source l'imprime.", "The code's label, where the source prints it.")),
            term(A::Role, &ACTOR_CODE_ROLE, fr_en("Rôle", "Role"), fr_en("Ce que le code fait de la sélection.", "What the code does to the selection.")),
            note(A::Note),
        ],
    })
    .relation("rules", programme_rule::Relation::CouloirId, fr_en("Règles propres au couloir.", "The rules of that couloir only."))
    .relation("tariffs", tariff::Relation::CouloirId, fr_en("Barèmes du couloir.", "The couloir's tariffs."))
    .relation("software_functions", software_function::Relation::CouloirId, fr_en("Fonctions logicielles du couloir.", "The couloir's software functions."))
    .relation("specifications", specification::Relation::CouloirId, fr_en("Spécifications du couloir.", "The couloir's specifications."))
    .relation("funding_windows", funding_window::Relation::CouloirId, fr_en("Fenêtres de financement du couloir.", "The couloir's funding windows."))
    .relation("observations", series::Relation::CouloirId, fr_en("Observations du couloir.", "The couloir's observations."))
}
