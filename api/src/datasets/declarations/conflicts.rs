use entity::{
    conflict::{Column as C, Entity, Relation as R},
    conflict_value::{Column as P, Entity as Item},
};
use sea_orm::sea_query::IntoIden;

use super::vocabularies::{CONFLICT_KIND, QUALIFIER, RETENTION_REASON};
use crate::datasets::model::{
    declaration::{Dataset, Part, boolean, dataset, date, list, reference, term, text, words},
    family::fr_en,
};

/// A conflict: documents give different values of the same thing. All stand, with their sources; one is retained, with the reason. Worked out at each publication.
pub(super) fn declare() -> Dataset {
    dataset("conflicts", "conflict", Entity, fr_en("Désaccords", "Conflicts"), fr_en("Un désaccord : des documents donnent des valeurs différentes de la même chose. Toutes restent, avec leurs sources ; l'une est retenue, avec sa raison. Calculé à chaque publication.", "A conflict: documents give different values of the same thing. All stand, with their sources; one is retained, with the reason. Worked out at each publication."))
    .family(&super::families::REFERENCE)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("La question à laquelle les documents répondent différemment.", "The question that the documents answer differently.")),
        text(C::SubjectDataset, fr_en("Jeu de données", "Subject dataset"), fr_en("Jeu de données de l'enregistrement en cause.", "The dataset of the record in question.")),
        text(C::Subject, fr_en("Enregistrement", "Subject"), fr_en("Slug de l'enregistrement en cause ; pour des observations, ce qu'elles ont en commun.", "The slug of the record in question; for observations, what they have in common.")),
        text(C::Field, fr_en("Champ", "Field"), fr_en("Champ en cause.", "The field in question.")),
        text(C::Item, fr_en("Élément", "Item"), fr_en("Élément du champ, quand il en a plusieurs.", "The item of the field, when it has several.")),
        text(
            C::Address,
            fr_en("Adresse", "Address"),
            fr_en(
                "Où lire l'enregistrement en cause ; pour des observations, toutes leurs valeurs.",
                "Where to read the record in question; for observations, all their values.",
            ),
        ),
        term(C::Kind, &CONFLICT_KIND, fr_en("Nature", "Kind"), fr_en("En quoi les documents diffèrent.", "In what the documents differ.")),
        text(C::Retained, fr_en("Valeur retenue", "Retained value"), fr_en("La valeur retenue.", "The value retained.")),
        reference(R::RetainedDocumentId, fr_en("Document retenu", "Retained document"), fr_en("Le document dont la valeur est retenue.", "The document whose value is retained.")),
        term(C::Reason, &RETENTION_REASON, fr_en("Raison", "Reason"), fr_en("Pourquoi cette valeur est retenue.", "Why this value is retained.")),
    ])
    .part(Part {
        name: "values",
        type_name: "ConflictValue",
        title: fr_en("Valeurs", "Values"),
        description: fr_en("Les valeurs en présence, chacune avec ses documents, du plus récent au plus ancien.", "The values given, each with its documents, from the most recent to the oldest."),
        table: Item.into_iden(),
        columns: vec![text(P::Value, fr_en("Valeur", "Value"), fr_en("La valeur.", "The value.")), term(P::Qualifier, &QUALIFIER, fr_en("Précision", "Qualifier"), fr_en("Précision avec laquelle elle est donnée.", "How exactly it is given.")), list(P::Documents, fr_en("Documents", "Documents"), fr_en("Documents qui la donnent, par leurs slugs ; la provenance du désaccord les porte en entier.", "The documents that give it, by slug; the provenance of the conflict has them in full.")), date([P::PublishedOn, P::PublishedOnEarliest, P::PublishedOnLatest], fr_en("Publiée le", "Published on"), fr_en("Date du plus récent de ces documents.", "The date of the most recent of these documents.")), boolean(P::Retained, fr_en("Retenue", "Retained"), fr_en("Vrai pour la valeur retenue.", "True for the value retained."))],
    })
    .derived()
}
