use crate::domain::{Bilingual, Vocabulary, vocabulary::term};

/// What a value of an indicator is.
pub static OBSERVATION_NATURE: Vocabulary = Vocabulary {
    name: "ObservationNature",
    description: Bilingual::new(
        "Ce qu'est la valeur : mesurée, visée, prévue, ou point de départ d'une cible.",
        "What the value is: measured, aimed at, expected, or what a target starts from.",
    ),
    terms: &[
        term("measured", "Mesurée", "Measured"),
        term("target", "Cible", "Target"),
        term("forecast", "Prévision", "Forecast"),
        term("baseline", "Point de départ", "Baseline"),
    ],
};

/// How the values of an indicator may be added.
pub static INDICATOR_MEASURE: Vocabulary = Vocabulary {
    name: "IndicatorMeasure",
    description: Bilingual::new(
        "Ce que sont les valeurs de l'indicateur, et donc sur quoi elles s'ajoutent.",
        "What the values of the indicator are, and so over what they may be added.",
    ),
    terms: &[
        term(
            "stock",
            "Stock : compté à une date ; s'ajoute entre territoires et catégories, jamais entre périodes",
            "Stock: counted at a date; adds over territories and categories, never over periods",
        ),
        term(
            "flow",
            "Flux : compté pendant une période ; s'ajoute aussi entre périodes disjointes",
            "Flow: counted during a period; adds over disjoint periods too",
        ),
        term(
            "share",
            "Part : un pourcentage ; ne s'ajoute pas",
            "Share: a percentage; never adds",
        ),
        term(
            "average",
            "Moyenne, rythme, durée ou indice ; ne s'ajoute pas",
            "Average, rate, duration or index; never adds",
        ),
    ],
};

/// What an envelope is the money of.
pub static ENVELOPE_SCOPE: Vocabulary = Vocabulary {
    name: "EnvelopeScope",
    description: Bilingual::new("Ce que l'enveloppe couvre.", "What the envelope covers."),
    terms: &[
        term(
            "national",
            "Tout un programme, pour le pays",
            "A whole programme, for the nation",
        ),
        term(
            "part",
            "Une partie du programme, pour le pays",
            "A part of the programme, for the nation",
        ),
        term("regional", "Une région", "A region"),
        term(
            "apart",
            "Un montant qui recoupe d'autres montants, et ne s'ajoute à aucun",
            "An amount that overlaps with others, and adds to none",
        ),
    ],
};

/// What cuts an envelope into parts.
pub static ENVELOPE_CUT: Vocabulary = Vocabulary {
    name: "EnvelopeCut",
    description: Bilingual::new(
        "Ce qui découpe l'autre enveloppe en parties comme celle-ci. Des parties de découpages différents ne s'ajoutent pas.",
        "What cuts the other envelope into parts like this one. Parts of different cuts do not add.",
    ),
    terms: &[
        term("region", "Par région", "By region"),
        term("part", "Par volet ou domaine", "By part or domain"),
        term("phase", "Par phase", "By phase"),
        term("year", "Par année", "By year"),
        term("use", "Par emploi", "By use"),
        term("funding", "Par financeur", "By funder"),
        term(
            "decision",
            "Par décision : le même argent, d'après une autre décision",
            "By decision: the same money, after another decision",
        ),
    ],
};
