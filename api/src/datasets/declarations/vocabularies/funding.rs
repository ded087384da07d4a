use crate::domain::{Bilingual, Vocabulary, vocabulary::term};

/// Domain of part 1 of SUN-ES.
pub static USAGE_DOMAIN: Vocabulary = Vocabulary {
    name: "UsageDomain",
    description: Bilingual::new("Domaine du volet 1 de SUN-ES.", "Domain of part 1 of SUN-ES."),
    terms: &[
        term("discharge_documents", "Documents de sortie", "Discharge documents"),
        term("biology", "Biologie", "Biology"),
        term("imaging", "Imagerie", "Imaging"),
    ],
};

/// What is paid for.
pub static TARIFF_ITEM: Vocabulary = Vocabulary {
    name: "TariffItem",
    description: Bilingual::new("Ce qui est payé.", "What is paid for."),
    terms: &[
        term("project_management", "Maîtrise d'ouvrage", "Project management"),
        term("editor", "Éditeur référencé Ségur", "Referenced software vendor"),
        term(
            "equipment",
            "Matériel et infrastructures",
            "Equipment and infrastructure",
        ),
        term(
            "project_support",
            "Assistance à maîtrise d'ouvrage (AMOA)",
            "Project support (AMOA)",
        ),
        term("dmp_feeding", "Remplissage du DMP", "Feeding the DMP"),
        term("mssante_usage", "Usage de la MSSanté", "Use of MSSanté"),
        term("e_prescription", "E-prescription", "E-prescription"),
        term("apcv", "Application carte Vitale", "Carte Vitale application"),
        term("total_points", "Total des points", "Total of points"),
        term(
            "medical_summary",
            "Volet de synthèse médicale (VSM)",
            "Medical summary (VSM)",
        ),
        term("software_update", "Mise à jour logicielle", "Software update"),
        term("project_funding", "Financement du projet", "Funding of the project"),
        term(
            "editor_service",
            "Prestation de l'éditeur",
            "The software vendor's service",
        ),
        term("additional_revenue", "Revenus supplémentaires", "Additional revenue"),
    ],
};

/// The beneficiary's case.
pub static TARIFF_CASE: Vocabulary = Vocabulary {
    name: "TariffCase",
    description: Bilingual::new("Cas du bénéficiaire.", "The beneficiary's case."),
    terms: &[
        term(
            "not_equipped",
            "Pas encore équipé d'un DUI",
            "Not yet equipped with a DUI",
        ),
        term("equipped", "Déjà équipé d'un DUI", "Already equipped with a DUI"),
        term(
            "small_operator",
            "Organisme gestionnaire de petite taille (moins de 8 ou de 15 ESSMS)",
            "Small operator (fewer than 8 or 15 ESSMS)",
        ),
    ],
};

/// Size of a project.
pub static SIZE_CLASS: Vocabulary = Vocabulary {
    name: "SizeClass",
    description: Bilingual::new("Taille d'un projet.", "Size of a project."),
    terms: &[
        term("below_50", "Moins de 50 ESSMS", "Fewer than 50 ESSMS"),
        term("from_50", "50 ESSMS ou plus", "50 ESSMS or more"),
    ],
};

/// The unit that an amount is for.
pub static TARIFF_UNIT: Vocabulary = Vocabulary {
    name: "TariffUnit",
    description: Bilingual::new(
        "Unité à laquelle un montant se rapporte.",
        "The unit that an amount is for.",
    ),
    terms: &[
        term(
            "essms",
            "Établissement ou service social ou médico-social (ESSMS)",
            "Social or medico-social establishment or service (ESSMS)",
        ),
        term("project", "Projet", "Project"),
        term(
            "full_time_practitioner",
            "Équivalent temps plein de médecin généraliste",
            "Full-time equivalent of general practitioner",
        ),
        term("doctor", "Médecin", "Doctor"),
        term("pharmacy", "Officine", "Pharmacy"),
        term("pharmacist", "Pharmacien", "Pharmacist"),
        term("editor", "Éditeur", "Software vendor"),
        term("centre", "Centre de santé", "Health centre"),
    ],
};

/// Family of prerequisites.
pub static PREREQUISITE_FAMILY: Vocabulary = Vocabulary {
    name: "PrerequisiteFamily",
    description: Bilingual::new("Famille de prérequis.", "Family of prerequisites."),
    terms: &[
        term("identity_vigilance", "Identitovigilance", "Identity vigilance"),
        term("security", "Sécurité", "Security"),
        term("exchange", "Échange et partage", "Exchange and sharing"),
    ],
};

/// Kind of lever.
pub static LEVER_KIND: Vocabulary = Vocabulary {
    name: "LeverKind",
    description: Bilingual::new("Nature du levier.", "Kind of lever."),
    terms: &[
        term("financial", "Nouvelle mesure financière", "New financial measure"),
        term("regulatory", "Nouvelle mesure réglementaire", "New regulatory measure"),
        term(
            "existing",
            "Évolution des dispositifs existants",
            "Change of existing measures",
        ),
    ],
};
