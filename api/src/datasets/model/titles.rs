use super::{
    declaration::REVISION,
    fields::{Shows, Source},
    phases::Certainty,
};
use crate::{
    datasets::{Dataset, read::labels},
    domain::Bilingual,
};

/// The title and the description of a field, in both languages.
pub fn wording(dataset: &Dataset, shows: Shows) -> (Bilingual, Bilingual) {
    let both = Bilingual::new;
    match shows {
        Shows::Column(place) => {
            let column = &dataset.columns[place];
            (column.title, column.description)
        }
        Shows::Part(place, _) => {
            let part = &dataset.parts[place];
            (part.title, part.description)
        }
        Shows::Slug => (
            both("Identifiant", "Slug"),
            both(
                "Nom public et permanent de la ligne dans son jeu de données.",
                "The permanent public name of the row in its dataset.",
            ),
        ),
        Shows::Earliest(_) => (
            both("Premier jour possible", "Earliest day"),
            both(
                "Premier jour que la date peut désigner.",
                "The first day that the date can mean.",
            ),
        ),
        Shows::Latest(_) => (
            both("Dernier jour possible", "Latest day"),
            both(
                "Dernier jour que la date peut désigner.",
                "The last day that the date can mean.",
            ),
        ),
        Shows::Label(place, _) => label_wording(labels::is_measured(dataset, place)),
        Shows::PhasesOn(_, Certainty::Certain) => (
            both("Phases ouvertes", "Open phases"),
            both(
                "Phases certainement en cours le jour demandé, par leurs codes.",
                "The phases that are certainly under way on the day asked, by their codes.",
            ),
        ),
        Shows::PhasesOn(_, Certainty::Uncertain) => (
            both("Phases peut-être ouvertes", "Uncertain phases"),
            both(
                "Phases peut-être en cours ce jour-là : leur début ou leur fin ne sont pas connus au jour près.",
                "The phases that may be under way on that day: their start or end is not known to the day.",
            ),
        ),
        Shows::Revision => (REVISION.title, REVISION.description),
        Shows::PublishedAt => (
            both("Publiée le", "Published at"),
            both(
                "Instant de cette publication, en temps universel.",
                "The instant of that publication, in UTC.",
            ),
        ),
        Shows::Publisher => (
            both("Publiée par", "Published by"),
            both("Institution qui l'a publiée.", "The institution that published it."),
        ),
        Shows::Source(source) => source_wording(source),
    }
}

fn label_wording(is_unit: bool) -> (Bilingual, Bilingual) {
    match is_unit {
        true => (
            Bilingual::new("Unité", "Unit"),
            Bilingual::new("Unité de la valeur.", "The unit of the value."),
        ),
        false => (
            Bilingual::new("Libellé", "Label"),
            Bilingual::new(
                "Ce que la valeur de la colonne signifie : le libellé du code, la date en toutes lettres, le nom de l'enregistrement.",
                "What the value of the column is called: the label of the code, the date in words, the name of the record.",
            ),
        ),
    }
}

/// What the titles of the documents are called.
pub const SOURCE_TITLES: Bilingual = Bilingual::new("Titres des sources", "Source titles");

fn source_wording(source: Source) -> (Bilingual, Bilingual) {
    let both = Bilingual::new;
    match source {
        Source::Document => (
            both("Sources", "Sources"),
            both(
                "Documents dans lesquels les faits ont été lus.",
                "The documents in which the facts were read.",
            ),
        ),
        Source::Title => (
            SOURCE_TITLES,
            both(
                "Titres de ces documents, dans le même ordre.",
                "The titles of these documents, in the same order.",
            ),
        ),
        Source::Address => (
            both("Adresses des sources", "Source addresses"),
            both(
                "Adresses de ces documents, dans le même ordre.",
                "The addresses of these documents, in the same order.",
            ),
        ),
        Source::Locator => (
            both("Emplacements", "Locators"),
            both(
                "Endroit de chaque document, dans le même ordre.",
                "The place in each document, in the same order.",
            ),
        ),
        Source::Field => (
            both("Champs sourcés", "Fields sourced"),
            both(
                "Champ que chaque source appuie, quand elle n'en appuie qu'un, dans le même ordre.",
                "The field that each source supports, when it supports only one, in the same order.",
            ),
        ),
    }
}
