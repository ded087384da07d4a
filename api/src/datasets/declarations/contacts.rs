use entity::contact::{Column as C, Entity, Relation as R};

use super::vocabularies::CONTACT_KIND;
use crate::datasets::model::{
    declaration::{Dataset, boolean, dataset, note, reference, term, text, words},
    family::fr_en,
};

/// An address printed in a source: e-mail, telephone or page.
pub(super) fn declare() -> Dataset {
    dataset(
        "contacts",
        "contact",
        Entity,
        fr_en("Contacts", "Contacts"),
        fr_en(
            "Une adresse imprimée dans une source : courriel, téléphone ou page.",
            "An address printed in a source: e-mail, telephone or page.",
        ),
    )
    .family(&super::families::REFERENCE)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en(
                "Qui, ou quoi, l'adresse atteint.",
                "Whom, or what, the address reaches.",
            ),
        ),
        term(
            C::Kind,
            &CONTACT_KIND,
            fr_en("Nature", "Kind"),
            fr_en("Nature de l'adresse.", "The kind of address."),
        ),
        text(
            C::Value,
            fr_en("Adresse", "Value"),
            fr_en("L'adresse, telle qu'imprimée.", "The address, as printed."),
        ),
        reference(
            R::InstitutionId,
            fr_en("Institution", "Institution"),
            fr_en("Institution jointe.", "The institution reached."),
        ),
        boolean(
            C::Usable,
            fr_en("Utilisable", "Usable"),
            fr_en(
                "Faux quand l'adresse est manifestement coupée ou fautive dans la source : ne pas la suivre.",
                "False when the address is plainly cut or wrong in the source: do not follow it.",
            ),
        ),
        note(C::Note),
    ])
}
