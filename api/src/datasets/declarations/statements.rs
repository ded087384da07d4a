use entity::statement::{Column as C, Entity, Relation as R};

use super::vocabularies::QUALIFIER;
use crate::datasets::model::{
    declaration::{Dataset, dataset, note, reference, term, text},
    family::fr_en,
};

/// What a document says of a field of a record, where several documents speak of it: their values stand side by side.
pub(super) fn declare() -> Dataset {
    dataset("statements", "statement", Entity, fr_en("Déclarations des sources", "Statements"), fr_en("Ce qu'un document dit d'un champ d'un enregistrement, quand plusieurs documents en parlent : leurs valeurs se tiennent côte à côte.", "What a document says of a field of a record, where several documents speak of it: their values stand side by side."))
    .family(&super::families::REFERENCE)
    .columns([
        text(C::SubjectDataset, fr_en("Jeu de données", "Subject dataset"), fr_en("Jeu de données de l'enregistrement dont on parle.", "The dataset of the record spoken of.")),
        text(C::Subject, fr_en("Enregistrement", "Subject"), fr_en("Slug de l'enregistrement dont on parle.", "The slug of the record spoken of.")),
        text(C::Field, fr_en("Champ", "Field"), fr_en("Champ dont on parle, par son nom REST.", "The field spoken of, by its REST name.")),
        text(C::Item, fr_en("Élément", "Item"), fr_en("Élément du champ, quand il en a plusieurs (la phase d'une fenêtre).", "The item of the field, when it has several (the phase of a window).")),
        text(C::Question, fr_en("Question", "Question"), fr_en("La question à laquelle les valeurs répondent.", "The question that the values answer.")),
        text(C::Value, fr_en("Valeur", "Value"), fr_en("La valeur : date EDTF, montant en euros, ou texte.", "The value: an EDTF date, an amount in euros, or a text.")),
        term(C::Qualifier, &QUALIFIER, fr_en("Précision", "Qualifier"), fr_en("Précision avec laquelle le document donne la valeur.", "How exactly the document gives the value.")),
        reference(R::DocumentId, fr_en("Document", "Document"), fr_en("Document qui le dit.", "The document that says so.")),
        text(C::Scope, fr_en("Périmètre", "Scope"), fr_en("Ce que la valeur couvre, quand ce n'est pas ce que couvre le champ.", "What the value covers, where that is not what the field covers.")),
        text(C::Definition, fr_en("Définition", "Definition"), fr_en("Ce que le document entend par là, quand ce n'est pas ce que dit le champ.", "What the document means by it, where that is not what the field means.")),
        note(C::Note),
    ])
}
