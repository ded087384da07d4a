use crate::domain::{Bilingual, Vocabulary, vocabulary::term};

/// How authoritative a document is.
pub static DOCUMENT_QUALITY: Vocabulary = Vocabulary {
    name: "DocumentQuality",
    description: Bilingual::new(
        "D'où vient le document, et donc son autorité : la première de la liste l'emporte.",
        "Where the document comes from, and so its authority: the first of the list prevails.",
    ),
    terms: &[
        term(
            "official",
            "Officielle : ministère, agence, ARS, Assurance maladie",
            "Official: ministry, agency, ARS, health insurance",
        ),
        term(
            "operator",
            "Opérateur : GRADeS, fédération, ordre",
            "Operator: GRADeS, federation, professional order",
        ),
        term("press", "Presse", "Press"),
        term("vendor", "Éditeur de logiciels", "Software vendor"),
        term("list", "Liste établie par un tiers", "List made by a third party"),
    ],
};

/// Of what kind a conflict is.
pub static CONFLICT_KIND: Vocabulary = Vocabulary {
    name: "ConflictKind",
    description: Bilingual::new("En quoi les documents diffèrent.", "In what documents differ."),
    terms: &[
        term(
            "disagreement",
            "Désaccord : la même chose, des valeurs incompatibles",
            "Disagreement: the same thing, values that cannot both be true",
        ),
        term(
            "postponement",
            "Report : des documents plus récents donnent une date plus tardive",
            "Postponement: later documents give a later date",
        ),
        term(
            "wording",
            "Vocabulaire : la même chose sous d'autres mots",
            "Wording: the same thing in other words",
        ),
        term(
            "scope",
            "Périmètre : les valeurs ne couvrent pas la même chose",
            "Scope: the values do not cover the same thing",
        ),
        term(
            "definition",
            "Définition : les valeurs n'ont pas le même sens",
            "Definition: the values do not mean the same",
        ),
        term(
            "precision",
            "Précision : l'une des valeurs arrondit l'autre",
            "Precision: one of the values rounds the other",
        ),
    ],
};

/// What a resource is.
pub static RESOURCE_KIND: Vocabulary = Vocabulary {
    name: "ResourceKind",
    description: Bilingual::new("Nature de la ressource.", "What the resource is."),
    terms: &[
        term("text", "Texte ou annexe", "Text or annex"),
        term("guide", "Guide ou présentation", "Guide or presentation"),
        term("kit", "Kit d'outils", "Tool kit"),
        term("form", "Formulaire ou questionnaire", "Form or questionnaire"),
        term("simulator", "Simulateur", "Simulator"),
        term("faq", "Foire aux questions", "Frequently asked questions"),
        term("event", "Webinaire ou rencontre", "Webinar or meeting"),
        term("feedback", "Retours d'expérience", "Feedback"),
    ],
};

/// Why a value is retained: the first of these that tells the values apart.
pub static RETENTION_REASON: Vocabulary = Vocabulary {
    name: "RetentionReason",
    description: Bilingual::new(
        "Pourquoi une valeur est retenue. Les critères s'appliquent dans l'ordre de la liste ; la valeur de l'enregistrement est toujours celle qui est retenue.",
        "Why a value is retained. The criteria apply in the order of the list; the value of the record is always the one retained.",
    ),
    terms: &[
        term(
            "same_extent",
            "La seule qui couvre et signifie ce que dit le champ",
            "The only one that covers and means what the field says",
        ),
        term(
            "most_authoritative",
            "Le document qui a le plus d'autorité",
            "The most authoritative document",
        ),
        term("most_precise", "La valeur la plus précise", "The most precise value"),
        term(
            "most_recent_document",
            "Le document le plus récent",
            "The most recent document",
        ),
        term(
            "only_dated_document",
            "Le seul document daté",
            "The only dated document",
        ),
        term(
            "first_stated",
            "Rien ne les départage : la première énoncée",
            "Nothing decides between them: the first stated",
        ),
        term(
            "record",
            "Celle que porte l'enregistrement, tel qu'il est publié",
            "The one that the record has, as it is published",
        ),
    ],
};
