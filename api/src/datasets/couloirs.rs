use entity::couloir::{Column as C, Entity};

use super::declaration::{Dataset, boolean, dataset, fr_en, list, note, words};

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
    .columns([
        words(C::Name, fr_en("Nom", "Name"), fr_en("Nom retenu du couloir.", "The name retained for the couloir.")).required(),
        list(C::OtherNames, fr_en("Autres noms", "Other names"), fr_en("Autres noms donnés au couloir par les sources.", "Other names that sources give to the couloir.")),
        list(C::Structures, fr_en("Structures concernées", "Structures concerned"), fr_en("Structures qui relèvent du couloir.", "The structures that belong to the couloir.")),
        list(C::SubDomains, fr_en("Sous-domaines", "Sub-domains"), fr_en("Sous-domaines du couloir.", "The couloir's sub-domains.")),
        list(C::DocumentsExchanged, fr_en("Documents échangés", "Documents exchanged"), fr_en("Documents que les acteurs du couloir produisent et partagent.", "The documents that the couloir's actors produce and share.")),
        boolean(C::HospitalRelated, fr_en("Concerne l'hôpital", "Hospital-related"), fr_en("Vrai pour les trois couloirs qu'une source dit concerner l'hôpital ; vide quand aucune source ne le dit.", "True for the three couloirs that a source says concern the hospital; empty where no source says so.")),
        note(C::Note),
    ])
    .relation("software_functions", "software-functions", "couloir", fr_en("Fonctions logicielles du couloir.", "The couloir's software functions."))
    .relation("specifications", "specifications", "couloir", fr_en("Spécifications du couloir.", "The couloir's specifications."))
    .relation("funding_windows", "funding-windows", "couloir", fr_en("Fenêtres de financement du couloir.", "The couloir's funding windows."))
    .relation("observations", "observations", "couloir", fr_en("Observations du couloir.", "The couloir's observations."))
}
