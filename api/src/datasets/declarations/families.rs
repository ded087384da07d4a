use crate::datasets::model::family::{Family, fr_en};

/// What all else refers to.
pub static REFERENCE: Family = Family {
    name: "reference",
    title: fr_en(
        "Le Ségur du numérique : acteurs et sources",
        "The Ségur du numérique: actors and sources",
    ),
    description: fr_en(
        "Ce à quoi tout le reste renvoie : couloirs, services socles, régions, institutions, documents, et ce que les documents disent chacun de son côté.",
        "What all else refers to: couloirs, core services, regions, institutions, documents, and what each document says by itself.",
    ),
    keywords: [
        &["couloirs", "institutions", "régions", "sources"],
        &["couloirs", "institutions", "regions", "sources"],
    ],
};

/// The money: programmes, windows, tariffs, envelopes.
pub static FUNDING: Family = Family {
    name: "funding",
    title: fr_en(
        "Les financements du Ségur du numérique",
        "The funding of the Ségur du numérique",
    ),
    description: fr_en(
        "Les programmes, leurs règles, leurs fenêtres, leurs cibles, leurs barèmes et les enveloppes des régions.",
        "The programmes, their rules, windows, targets and tariffs, and the envelopes of the regions.",
    ),
    keywords: [
        &["financement", "programmes", "SONS", "SUN-ES", "ESMS numérique"],
        &["funding", "programmes"],
    ],
};

/// Software: functions, specifications, solutions, decisions.
pub static SOLUTIONS: Family = Family {
    name: "solutions",
    title: fr_en(
        "Les solutions référencées Ségur",
        "The solutions referenced for the Ségur",
    ),
    description: fr_en(
        "Les fonctions logicielles, les spécifications, les éditeurs, leurs solutions et les décisions de référencement.",
        "The software functions, the specifications, the software vendors, their solutions and the referencing decisions.",
    ),
    keywords: [
        &["logiciels de santé", "référencement", "éditeurs"],
        &["health software", "referencing", "software vendors"],
    ],
};

/// What is measured.
pub static INDICATORS: Family = Family {
    name: "indicators",
    title: fr_en(
        "Le suivi du Ségur : indicateurs et observations",
        "Monitoring of the Ségur: indicators and observations",
    ),
    description: fr_en(
        "Ce que les sources mesurent du déploiement du Ségur, par région, couloir, catégorie et période.",
        "What sources measure of the roll-out of the Ségur, by region, couloir, category and period.",
    ),
    keywords: [
        &["indicateurs", "DMP", "MSSanté", "Mon espace santé"],
        &["indicators", "shared medical record"],
    ],
};

/// The regional roadmaps.
pub static ROADMAP: Family = Family {
    name: "roadmap",
    title: fr_en("Les feuilles de route régionales", "The regional roadmaps"),
    description: fr_en(
        "Les objectifs, les actions et les étapes des feuilles de route du numérique en santé, et où en est chaque région.",
        "The objectives, actions and steps of the e-health roadmaps, and how far each region is.",
    ),
    keywords: [&["feuille de route", "régions"], &["roadmap", "regions"]],
};
