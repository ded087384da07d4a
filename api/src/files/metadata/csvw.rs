use serde_json::{Value as Json, json};

use crate::{
    datasets::{
        Dataset, Kind,
        model::{
            fields::{Field, Shows, fields},
            titles::wording,
        },
    },
    domain::Bilingual,
};

/// The metadata of a CSV file on the Web (CSVW), found beside it: `couloirs.csv-metadata.json` for `couloirs.csv`.
pub(crate) fn metadata(dataset: &Dataset) -> Json {
    let columns: Vec<Json> = fields(dataset).iter().map(|field| column(dataset, field)).collect();
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "fr" }],
        "url": format!("{}.csv", dataset.name),
        "dc:title": words(dataset.title),
        "dc:description": words(dataset.description),
        "dc:license": { "@id": "https://spdx.org/licenses/etalab-2.0" },
        "dialect": { "encoding": "utf-8", "delimiter": ",", "header": true, "doubleQuote": true, "lineTerminators": ["\r\n"] },
        "tableSchema": { "primaryKey": "slug", "columns": columns },
    })
}

fn words(words: Bilingual) -> Json {
    json!([
        { "@value": words.french, "@language": "fr" },
        { "@value": words.english, "@language": "en" },
    ])
}

fn column(dataset: &Dataset, field: &Field) -> Json {
    let (title, description) = wording(dataset, field.shows);
    let mut told = json!({
        "name": field.name,
        "titles": field.name,
        "dc:title": words(title),
        "dc:description": words(description),
    });
    let (datatype, required) = match field.shows {
        Shows::Slug | Shows::Publisher => (json!("string"), true),
        Shows::Revision => (json!("integer"), true),
        Shows::PublishedAt => (json!("dateTime"), true),
        Shows::Earliest(_) | Shows::Latest(_) => (json!("date"), false),
        Shows::Part(..) => (json!("json"), false),
        Shows::Source(_) | Shows::PhasesOn(..) | Shows::Label(..) => (json!("string"), false),
        Shows::Column(place) => {
            let column = &dataset.columns[place];
            let datatype = match column.kind {
                Kind::Text | Kind::Date | Kind::Reference(_) | Kind::List => json!("string"),
                Kind::Integer => json!("integer"),
                Kind::Decimal | Kind::Euros => json!("decimal"),
                Kind::Boolean => json!({ "base": "boolean", "format": "true|false" }),
                Kind::Term(vocabulary) => {
                    let codes: Vec<&str> = vocabulary.terms.iter().map(|term| term.code).collect();
                    json!({ "base": "string", "format": codes.join("|") })
                }
            };
            (datatype, column.required && !matches!(column.kind, Kind::List))
        }
    };
    told["datatype"] = datatype;
    if required {
        told["required"] = json!(true);
    }
    let is_list = match field.shows {
        Shows::Source(_) | Shows::PhasesOn(..) => true,
        Shows::Column(place) => matches!(dataset.columns[place].kind, Kind::List),
        _ => false,
    };
    if is_list {
        told["separator"] = json!(crate::datasets::model::parse::LIST_SEPARATOR.to_string());
    }
    told
}
