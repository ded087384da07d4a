/// Terms of funding.
mod funding;
/// Terms of what is measured, and of what may be added.
mod measures;
/// Terms of sources and of what they say.
mod sources;

use crate::domain::{Bilingual, Vocabulary, vocabulary::term};
pub use funding::{LEVER_KIND, PREREQUISITE_FAMILY, SIZE_CLASS, TARIFF_CASE, TARIFF_ITEM, TARIFF_UNIT, USAGE_DOMAIN};
pub use measures::{ENVELOPE_CUT, ENVELOPE_SCOPE, INDICATOR_MEASURE, OBSERVATION_NATURE};
pub use sources::{CONFLICT_KIND, DOCUMENT_QUALITY, RESOURCE_KIND, RETENTION_REASON};

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
        term("security", "Sécurité numérique", "Digital security"),
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
        term(
            "in_progress",
            "En cours (annoncé ou en préparation)",
            "In progress (announced or in preparation)",
        ),
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
        term("instruction", "Instruction", "Assessment"),
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
        term("not_available", "Non disponible (n.d.)", "Not available (n.d.)"),
        term("not_applicable", "Sans objet (s.o.)", "Not applicable (n.a.)"),
        term("statistical_secrecy", "Secret statistique", "Statistical secrecy"),
    ],
};

/// Where a project stands.
pub static TERRITORY: Vocabulary = Vocabulary {
    name: "Territory",
    description: Bilingual::new("Territoire du projet.", "Where the project is."),
    terms: &[
        term(
            "metropolitan",
            "Métropole, hors Corse",
            "Metropolitan France without Corsica",
        ),
        term(
            "corsica_or_overseas",
            "Corse ou département ultramarin",
            "Corsica or overseas",
        ),
    ],
};

/// What a publication does to a record.
pub static CHANGE_OPERATION: Vocabulary = Vocabulary {
    name: "ChangeOperation",
    description: Bilingual::new(
        "Ce qu'une publication fait d'un enregistrement.",
        "What a publication does to a record.",
    ),
    terms: &[
        term("created", "Créé", "Created"),
        term("revised", "Révisé", "Revised"),
        term("withdrawn", "Retiré", "Withdrawn"),
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

/// Core service or reference framework.
pub static CORE_SERVICE_KIND: Vocabulary = Vocabulary {
    name: "CoreServiceKind",
    description: Bilingual::new("Service ou référentiel socle.", "Core service or reference framework."),
    terms: &[
        term("service", "Service socle", "Core service"),
        term("reference_framework", "Référentiel socle", "Reference framework"),
    ],
};

/// What the rule says.
pub static RULE_KIND: Vocabulary = Vocabulary {
    name: "RuleKind",
    description: Bilingual::new("Ce que dit la règle.", "What the rule says."),
    terms: &[
        term("component", "Composante financée", "Component financed"),
        term("exclusion", "Exclusion", "Exclusion"),
        term("ineligible_software", "Logiciel non éligible", "Ineligible software"),
        term("eligible_beneficiary", "Bénéficiaire éligible", "Eligible beneficiary"),
        term("reference_document", "Document de référence", "Reference document"),
        term("condition", "Condition", "Condition"),
        term("delay", "Délai", "Time limit"),
        term("limit", "Limite", "Limit"),
        term(
            "usage_threshold",
            "Seuil d'usage déclenchant le paiement",
            "Usage threshold that triggers the payment",
        ),
        term("objective", "Objectif", "Objective"),
        term("definition", "Définition", "Definition"),
    ],
};

/// Where the action stands.
pub static PROGRESS_STATE: Vocabulary = Vocabulary {
    name: "ProgressState",
    description: Bilingual::new("Où en est l'action.", "Where the action stands."),
    terms: &[
        term("not_started", "Non commencée", "Not started"),
        term("under_way", "En cours", "Under way"),
        term("done", "Faite", "Done"),
        term("blocked", "Bloquée", "Blocked"),
    ],
};

/// What the event is about.
pub static MILESTONE_THEME: Vocabulary = Vocabulary {
    name: "MilestoneTheme",
    description: Bilingual::new("Thème de l'événement.", "What the event is about."),
    terms: &[
        term("programme", "Ségur numérique", "Ségur"),
        term("mon_espace_sante", "Mon espace santé", "Mon espace santé"),
        term("equipment", "Équipement", "Equipment"),
        term("usage", "Usage", "Usage"),
        term("cybersecurity", "Cybersécurité", "Cybersecurity"),
        term("medico_social", "Médico-social", "Medico-social"),
        term("health_centres", "Centres de santé", "Health centres"),
        term("meeting", "Rencontre", "Meeting"),
        term("institution", "Institution", "Institution"),
        term("label", "Label", "Label"),
    ],
};

/// Kind of address.
pub static CONTACT_KIND: Vocabulary = Vocabulary {
    name: "ContactKind",
    description: Bilingual::new("Nature de l'adresse.", "Kind of address."),
    terms: &[
        term("email", "Courriel", "E-mail"),
        term("phone", "Téléphone", "Telephone"),
        term("web", "Page", "Web page"),
    ],
};

/// Kind of use case.
pub static USE_CASE_KIND: Vocabulary = Vocabulary {
    name: "UseCaseKind",
    description: Bilingual::new("Nature du cas d'usage.", "Kind of use case."),
    terms: &[
        term("consult_dmp", "Consulter le DMP", "Consult the DMP"),
        term("feed_dmp", "Alimenter le DMP", "Feed the DMP"),
        term("send_mssante", "Envoyer par MSSanté", "Send by MSSanté"),
        term("integrate", "Intégrer ce qui est reçu", "Integrate what is received"),
        term("produce", "Produire un document", "Produce a document"),
    ],
};

/// What the code does to the selection.
pub static ACTOR_CODE_ROLE: Vocabulary = Vocabulary {
    name: "ActorCodeRole",
    description: Bilingual::new(
        "Ce que le code fait de la sélection.",
        "What the code does to the selection.",
    ),
    terms: &[
        term("include", "Inclut", "Includes"),
        term(
            "include_but_medico_social",
            "Inclut, puis exclut les catégories médico-sociales",
            "Includes, then excludes the medico-social categories",
        ),
        term(
            "require",
            "Garde les organisations qui ont ce rôle",
            "Keeps the organisations with such a role",
        ),
        term("exclude", "Exclut", "Excludes"),
    ],
};
