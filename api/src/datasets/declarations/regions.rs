use entity::{
    funding_window, institution, milestone,
    region::{Column as C, Entity, Relation as R},
    regional_envelope, roadmap_progress, series,
};

use super::vocabularies::REGION_KIND;
use crate::datasets::model::{
    declaration::{Dataset, dataset, note, reference, term, text, words},
    family::fr_en,
};

/// The regions, and the nation.
pub(super) fn declare() -> Dataset {
    related(described())
}

/// The dataset with the lists of records that refer to a region.
fn related(regions: Dataset) -> Dataset {
    regions
        .relation(
            "institutions",
            institution::Relation::RegionId,
            fr_en("Institutions de la région.", "The region's institutions."),
        )
        .relation(
            "regional_envelopes",
            regional_envelope::Relation::RegionId,
            fr_en("Enveloppes de la région.", "The region's envelopes."),
        )
        .relation(
            "funding_windows",
            funding_window::Relation::RegionId,
            fr_en("Fenêtres propres à la région.", "The windows for this region only."),
        )
        .relation(
            "observations",
            series::Relation::RegionId,
            fr_en("Observations de la région.", "The region's observations."),
        )
        .relation(
            "milestones",
            milestone::Relation::RegionId,
            fr_en("Jalons propres à la région.", "The milestones of that region only."),
        )
        .relation(
            "roadmap_progress",
            roadmap_progress::Relation::RegionId,
            fr_en("Avancement de la feuille de route.", "The progress of its roadmap."),
        )
}

fn described() -> Dataset {
    dataset(
        "regions",
        "region",
        Entity,
        fr_en("Régions", "Regions"),
        fr_en("Une région, ou la France entière.", "A region, or the whole of France."),
    )
    .family(&super::families::REFERENCE)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("Nom de la région.", "The region's name."),
        ),
        text(
            C::InseeCode,
            fr_en("Code INSEE", "INSEE code"),
            fr_en(
                "Code officiel géographique, à deux chiffres, zéro compris.",
                "Official geographic code, two digits, with its zero.",
            ),
        ),
        text(
            C::IsoCode,
            fr_en("Code ISO", "ISO code"),
            fr_en(
                "Code ISO 3166-2 ; ISO 3166-1 pour la France.",
                "ISO 3166-2 code; ISO 3166-1 for France.",
            ),
        ),
        term(
            C::Kind,
            &REGION_KIND,
            fr_en("Nature", "Kind"),
            fr_en("Nature de la région.", "What kind of region it is."),
        ),
        reference(
            R::ArsId,
            fr_en("ARS", "ARS"),
            fr_en("Agence régionale de santé.", "The regional health agency."),
        ),
        reference(
            R::GradesId,
            fr_en("GRADeS", "GRADeS"),
            fr_en(
                "Groupement régional d'appui au développement de l'e-santé, s'il est connu.",
                "The regional e-health group, where known.",
            ),
        ),
        note(C::Note),
    ])
}
