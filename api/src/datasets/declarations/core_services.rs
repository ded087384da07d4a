use entity::{
    core_service::{Column as C, Entity},
    indicator, procedure, resource,
};

use super::vocabularies::CORE_SERVICE_KIND;
use crate::datasets::model::{
    declaration::{Dataset, dataset, list, note, term, text, words},
    family::fr_en,
};

/// A core service (DMP, MSSanté, e-prescription) or reference framework (INS, Pro Santé Connect) of the Ségur.
pub(super) fn declare() -> Dataset {
    dataset("core-services", "core-service", Entity, fr_en("Services socles", "Core services"), fr_en("Un service socle (DMP, MSSanté, e-prescription) ou un référentiel socle (INS, Pro Santé Connect) du Ségur numérique.", "A core service (DMP, MSSanté, e-prescription) or reference framework (INS, Pro Santé Connect) of the Ségur."))
    .family(&super::families::REFERENCE)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom du service.", "The service's name.")),
        text(C::Acronym, fr_en("Sigle", "Acronym"), fr_en("Sigle usuel.", "Its usual acronym.")),
        term(C::Kind, &CORE_SERVICE_KIND, fr_en("Nature", "Kind"), fr_en("Service ou référentiel.", "Service or reference framework.")),
        text(C::Purpose, fr_en("Objet", "Purpose"), fr_en("À quoi il sert.", "What it is for.")),
        list(C::CouloirsConcerned, fr_en("Couloirs concernés", "Couloirs concerned"), fr_en("Couloirs que les sources lui attribuent, par leurs noms.", "The couloirs that sources attach to it, by name.")),
        list(C::Functions, fr_en("Fonctions", "Functions"), fr_en("Ce qu'il fait, par les noms que les sources donnent.", "What it does, by the names that sources give.")),
        text(C::Address, fr_en("Adresse", "Address"), fr_en("Adresse du service lui-même.", "The address of the service itself.")),
        note(C::Note),
    ])
    .relation("indicators", indicator::Relation::CoreServiceId, fr_en("Indicateurs qui suivent le service.", "The indicators that follow the service."))
    .relation("resources", resource::Relation::CoreServiceId, fr_en("Ressources sur le service.", "The resources about the service."))
    .relation("procedures", procedure::Relation::CoreServiceId, fr_en("Étapes de déploiement du service.", "The steps of the service's deployment."))
}
