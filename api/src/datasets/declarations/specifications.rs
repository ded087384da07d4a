use entity::{
    referencing,
    specification::{Column as C, Entity, Relation as R},
    specification_text::{Column as T, Entity as Text},
};
use sea_orm::sea_query::IntoIden;

use super::vocabularies::{SPECIFICATION_STATE, TEXT_KIND};
use crate::datasets::model::{
    declaration::{Dataset, Part, dataset, date, integer, list, note, reference, term, text, words},
    family::fr_en,
};

/// What software must do to be referenced.
pub(super) fn declare() -> Dataset {
    dataset(
        "specifications",
        "specification",
        Entity,
        fr_en("Spécifications", "Specifications"),
        fr_en(
            "Ce qu'un logiciel doit faire pour être référencé : une spécification par couloir, fonction et vague (DSR, avec son REM, son AF et son arrêté).",
            "What software must do to be referenced: one specification per couloir, function and wave (the DSR, with its REM, AF and arrêté).",
        ),
    )
    .family(&super::families::SOLUTIONS)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom de la spécification.", "The specification's name.")),
        reference(R::CouloirId, fr_en("Couloir", "Couloir"), fr_en("Couloir de la spécification.", "The specification's couloir.")),
        reference(R::SoftwareFunctionId, fr_en("Fonction logicielle", "Software function"), fr_en("Fonction logicielle spécifiée.", "The software function specified.")),
        integer(C::Wave, fr_en("Vague", "Wave"), fr_en("Vague, 1 ou 2.", "The wave, 1 or 2.")),
        text(C::Arrete, fr_en("Arrêté", "Arrêté"), fr_en("Référence de l'arrêté.", "The reference of the arrêté.")),
        text(C::Dsr, fr_en("DSR", "DSR"), fr_en("Référence du dossier de spécifications de référencement.", "The reference of the referencing specifications (DSR).")),
        text(C::Rem, fr_en("REM", "REM"), fr_en("Référence du référentiel d'exigences minimales.", "The reference of the minimal requirements (REM).")),
        text(C::Af, fr_en("AF", "AF"), fr_en("Référence de l'appel à financement.", "The reference of the call for funding (AF).")),
        list(C::Profiles, fr_en("Profils", "Profiles"), fr_en("Profils de la spécification.", "The specification's profiles.")),
        term(C::State, &SPECIFICATION_STATE, fr_en("État", "State"), fr_en("Où en est la spécification.", "Where the specification stands.")),
        note(C::Note),
    ])
    .part(Part {
        name: "texts",
        type_name: "SpecificationText",
        title: fr_en("Textes", "Texts"),
        description: fr_en(
            "Les arrêtés de la spécification et les versions successives de son DSR.",
            "The specification's arrêtés and the successive versions of its DSR.",
        ),
        table: Text.into_iden(),
        columns: vec![
            term(T::Kind, &TEXT_KIND, fr_en("Nature", "Kind"), fr_en("Nature du texte.", "What kind of text it is.")),
            text(T::Code, fr_en("Référence", "Code"), fr_en("Référence du texte.", "The text's reference.")),
            text(T::Version, fr_en("Version", "Version"), fr_en("Version du texte.", "The text's version.")),
            date([T::DatedOn, T::DatedOnEarliest, T::DatedOnLatest], fr_en("Date", "Date"), fr_en("Date du texte.", "The text's date.")),
            text(T::Change, fr_en("Modification", "Change"), fr_en("Ce que le texte change.", "What the text changes.")),
        ],
    })
    .relation("referencings", referencing::Relation::SpecificationId, fr_en("Référencements prononcés selon la spécification.", "The referencings against the specification."))
}
