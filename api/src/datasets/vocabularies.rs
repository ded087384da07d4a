use crate::domain::{Bilingual, Vocabulary, vocabulary::term};

/// What kind of region it is.
pub static REGION_KIND: Vocabulary = Vocabulary {
    name: "RegionKind",
    description: Bilingual::new("Nature de la région.", "What kind of region it is."),
    terms: &[
        term("metropolitan", "Région métropolitaine", "Metropolitan region"),
        term("overseas", "Région d'outre-mer", "Overseas region"),
        term("national", "Ensemble du pays", "The whole country"),
    ],
};

/// What kind of institution it is.
pub static INSTITUTION_KIND: Vocabulary = Vocabulary {
    name: "InstitutionKind",
    description: Bilingual::new("Nature de l'institution.", "What kind of institution it is."),
    terms: &[
        term("ministry", "Administration centrale", "Ministry department"),
        term("agency", "Agence ou opérateur national", "National agency or operator"),
        term("insurance", "Assurance maladie", "Health insurance"),
        term("payment", "Organisme payeur", "Paying body"),
        term("ars", "Agence régionale de santé", "Regional health agency"),
        term(
            "grades",
            "Groupement régional d'appui au développement de l'e-santé",
            "Regional e-health group",
        ),
        term("purchasing", "Centrale d'achat", "Purchasing body"),
    ],
};

/// Whether a programme pays for equipment or for usage.
pub static PROGRAMME_KIND: Vocabulary = Vocabulary {
    name: "ProgrammeKind",
    description: Bilingual::new("Ce que le programme finance.", "What the programme pays for."),
    terms: &[
        term("equipment", "Équipement", "Equipment"),
        term("usage", "Usage", "Usage"),
        term("equipment_and_usage", "Équipement et usage", "Equipment and usage"),
    ],
};

/// Whether software can still be referenced against a specification.
pub static SPECIFICATION_STATE: Vocabulary = Vocabulary {
    name: "SpecificationState",
    description: Bilingual::new("Où en est la spécification.", "Where the specification stands."),
    terms: &[
        term(
            "announced",
            "Annoncée (version candidate)",
            "Announced (release candidate)",
        ),
        term("published", "Publiée", "Published"),
        term("closed", "Close", "Closed"),
    ],
};

/// What kind of text a specification rests on.
pub static TEXT_KIND: Vocabulary = Vocabulary {
    name: "SpecificationTextKind",
    description: Bilingual::new("Nature du texte.", "What kind of text it is."),
    terms: &[
        term(
            "dsr",
            "Dossier de spécifications de référencement",
            "Referencing specifications (DSR)",
        ),
        term("arrete", "Arrêté", "Arrêté (ministerial order)"),
        term(
            "official_journal",
            "Publication au Journal officiel",
            "Publication in the Journal officiel",
        ),
    ],
};

/// Where a referencing stands.
pub static REFERENCING_STATUS: Vocabulary = Vocabulary {
    name: "ReferencingStatus",
    description: Bilingual::new("Où en est le référencement.", "Where the referencing stands."),
    terms: &[
        term("candidate", "Candidate", "Candidate"),
        term("referenced", "Référencée", "Referenced"),
        term("suspended", "Suspendue", "Suspended"),
        term("withdrawn", "Retirée", "Withdrawn"),
    ],
};

/// What happens in a phase of a funding window.
pub static PHASE_KIND: Vocabulary = Vocabulary {
    name: "PhaseKind",
    description: Bilingual::new("Ce qui se passe pendant la phase.", "What happens in the phase."),
    terms: &[
        term("application", "Candidature", "Application"),
        term("instruction", "Instruction", "Instruction"),
        term(
            "measurement",
            "Mesure des cibles d'usage",
            "Measurement of the usage targets",
        ),
        term("referencing", "Demandes de référencement", "Referencing requests"),
        term("proof", "Dépôt du dossier de preuves complet", "Complete proof file"),
        term("exchanges", "Échanges avec l'ANS", "Exchanges with the ANS"),
        term("order", "Commandes et demandes d'avance", "Orders and advance requests"),
        term("delivery", "Déploiement", "Deployment"),
        term("balance", "Demandes de solde", "Balance requests"),
        term(
            "referencing_unfunded",
            "Référencement sans financement",
            "Referencing without funding",
        ),
    ],
};

/// How exact a number is.
pub static QUALIFIER: Vocabulary = Vocabulary {
    name: "Qualifier",
    description: Bilingual::new(
        "Précision avec laquelle la source donne le nombre.",
        "How exactly the source gives the number.",
    ),
    terms: &[
        term("exact", "Exactement", "Exactly"),
        term("about", "Environ", "About"),
        term("at_least", "Au moins", "At least"),
        term("at_most", "Au plus", "At most"),
        term("more_than", "Plus de", "More than"),
        term("less_than", "Moins de", "Less than"),
    ],
};

/// Whether a value may still change.
pub static OBSERVATION_STATUS: Vocabulary = Vocabulary {
    name: "ObservationStatus",
    description: Bilingual::new(
        "Si la source donne la valeur pour définitive.",
        "Whether the source gives the value as final.",
    ),
    terms: &[
        term("final", "Définitive", "Final"),
        term("provisional", "Provisoire", "Provisional"),
    ],
};

/// Why a value is missing.
pub static MISSING_REASON: Vocabulary = Vocabulary {
    name: "MissingReason",
    description: Bilingual::new(
        "Pourquoi la valeur manque : ni zéro, ni ligne absente.",
        "Why there is no value: neither zero nor an absent row.",
    ),
    terms: &[
        term(
            "dash",
            "Tiret imprimé dans la source",
            "A dash is printed in the source",
        ),
        term(
            "blank",
            "Case laissée vide dans la source",
            "The cell is left blank in the source",
        ),
    ],
};

/// How often an indicator is published.
pub static PERIODICITY: Vocabulary = Vocabulary {
    name: "Periodicity",
    description: Bilingual::new("Périodicité des valeurs connues.", "How often the known values come."),
    terms: &[
        term("quarterly", "Trimestrielle", "Quarterly"),
        term("irregular", "Irrégulière", "Irregular"),
    ],
};
