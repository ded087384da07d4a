use serde_json::{Value as Json, json};

use super::metadata::words;
use crate::{
    datasets::{
        Column, Dataset, Kind,
        declaration::REVISION,
        fields::{Field, Shows, Source, fields},
    },
    domain::Bilingual,
};

/// The Table Schema of a dataset's CSV file.
pub(super) fn table_schema(dataset: &Dataset) -> Json {
    let fields: Vec<Json> = fields(dataset).iter().map(|field| described(dataset, field)).collect();
    let references: Vec<Json> = dataset
        .columns
        .iter()
        .filter_map(|column| match column.kind {
            Kind::Reference(target) => Some(json!({
                "fields": column.name,
                "reference": { "resource": target, "fields": "slug" },
            })),
            _ => None,
        })
        .collect();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "primaryKey": "slug",
        "missingValues": [""],
        "foreignKeys": references,
    })
}

fn described(dataset: &Dataset, field: &Field) -> Json {
    let (title, description) = wording(dataset, field.shows);
    let mut told = json!({
        "name": field.name,
        "title": title.french,
        "description": description.french,
        "titles": words(title),
        "descriptions": words(description),
    });
    let kind = match field.shows {
        Shows::Column(place) => kind(&dataset.columns[place]),
        Shows::Earliest(_) | Shows::Latest(_) => json!({ "type": "date" }),
        Shows::Part(_) => json!({ "type": "array" }),
        Shows::Revision => json!({ "type": "integer" }),
        Shows::PublishedAt => json!({ "type": "datetime" }),
        Shows::Slug | Shows::Publisher => json!({ "type": "string" }),
        Shows::Source(_) => json!({ "type": "list", "delimiter": ";" }),
    };
    if let (Some(told), Json::Object(kind)) = (told.as_object_mut(), kind) {
        told.extend(kind);
    }
    if required(dataset, field.shows) {
        told["constraints"]["required"] = json!(true);
    }
    told
}

fn required(dataset: &Dataset, shows: Shows) -> bool {
    match shows {
        Shows::Column(place) => {
            let column = &dataset.columns[place];
            column.required && !matches!(column.kind, Kind::List)
        }
        Shows::Slug | Shows::Revision | Shows::PublishedAt | Shows::Publisher => true,
        _ => false,
    }
}

fn kind(column: &Column) -> Json {
    match column.kind {
        Kind::Text | Kind::Date | Kind::Reference(_) => json!({ "type": "string" }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Decimal | Kind::Euros => json!({ "type": "number", "decimalChar": "." }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::List => json!({ "type": "list", "delimiter": ";" }),
        Kind::Term(vocabulary) => {
            let codes: Vec<&str> = vocabulary.terms.iter().map(|term| term.code).collect();
            let labels: Vec<Json> = vocabulary
                .terms
                .iter()
                .map(|term| json!({ "value": term.code, "label": term.label.french, "labels": words(term.label) }))
                .collect();
            json!({ "type": "string", "constraints": { "enum": codes }, "categories": labels })
        }
    }
}

/// The title and the description of a field, in both languages.
pub(crate) fn wording(dataset: &Dataset, shows: Shows) -> (Bilingual, Bilingual) {
    let both = Bilingual::new;
    match shows {
        Shows::Column(place) => {
            let column = &dataset.columns[place];
            (column.title, column.description)
        }
        Shows::Part(place) => {
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
            both("Titres des sources", "Source titles"),
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
