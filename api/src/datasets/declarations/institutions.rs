use entity::{
    contact,
    institution::{Column as C, Entity, Relation as R},
    programme,
};

use super::vocabularies::INSTITUTION_KIND;
use crate::datasets::model::{
    declaration::{Dataset, dataset, list, note, reference, term, text, words},
    family::fr_en,
};

/// The institutions of the programme.
pub(super) fn declare() -> Dataset {
    dataset(
        "institutions",
        "institution",
        Entity,
        fr_en("Institutions", "Institutions"),
        fr_en(
            "Une institution qui pilote, finance, opère ou accompagne le Ségur du numérique.",
            "An institution that leads, finances, operates or supports the Ségur du numérique.",
        ),
    )
    .family(&super::families::REFERENCE)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("Nom de l'institution.", "The institution's name."),
        ),
        text(
            C::Acronym,
            fr_en("Sigle", "Acronym"),
            fr_en("Sigle usuel.", "Its usual acronym."),
        ),
        term(
            C::Kind,
            &INSTITUTION_KIND,
            fr_en("Nature", "Kind"),
            fr_en("Nature de l'institution.", "What kind of institution it is."),
        ),
        reference(
            R::RegionId,
            fr_en("Région", "Region"),
            fr_en(
                "Région de l'institution, si elle en a une.",
                "The institution's region, if it has one.",
            ),
        ),
        list(
            C::Roles,
            fr_en("Rôles", "Roles"),
            fr_en(
                "Ce qu'elle fait dans le programme, selon les sources.",
                "What it does in the programme, as sources say.",
            ),
        ),
        note(C::Note),
    ])
    .relation(
        "programmes",
        programme::Relation::PilotId,
        fr_en(
            "Programmes que l'institution pilote.",
            "The programmes that the institution leads.",
        ),
    )
    .relation(
        "contacts",
        contact::Relation::InstitutionId,
        fr_en("Adresses de l'institution.", "The institution's addresses."),
    )
}
