use serde_json::{Value as Json, json};

use crate::datasets::{
    Column, Dataset, Kind,
    model::{
        fields::{Field, Shows, fields},
        titles::wording,
    },
    read::json::words,
};

/// The Table Schema of a dataset's CSV file.
pub fn table_schema(dataset: &Dataset) -> Json {
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
        Shows::Part(..) => json!({ "type": "array" }),
        Shows::Revision => json!({ "type": "integer" }),
        Shows::PublishedAt => json!({ "type": "datetime" }),
        Shows::Slug | Shows::Publisher | Shows::Label(..) => json!({ "type": "string" }),
        Shows::Source(_) | Shows::PhasesOn(..) => json!({ "type": "list", "delimiter": ";" }),
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
