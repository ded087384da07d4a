//! The OpenAPI description, held against every answer that the tests receive.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use jsonschema::Validator;
use reqwest::{Method, StatusCode};
use serde_json::Value as Json;

/// The description, and the schemas of it that were compiled.
struct Contract {
    api: Json,
    /// The same, of which no record needs any of its members: what `fields` chooses depends on the request.
    of_chosen: Json,
    compiled: Mutex<HashMap<(String, bool), Arc<Validator>>>,
}

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let description = segur::server::openapi().expect("a description");
    let api = serde_json::to_value(description).expect("JSON");
    let mut of_chosen = api.clone();
    for dataset in segur::datasets::registry().datasets() {
        let schemas = of_chosen["components"]["schemas"].as_object_mut().expect("schemas");
        for (_, schema) in schemas
            .iter_mut()
            .filter(|(_, schema)| schema["description"] == dataset.description.english)
        {
            schema.as_object_mut().expect("a schema").remove("required");
        }
    }
    Contract {
        api,
        of_chosen,
        compiled: Mutex::default(),
    }
});

/// Fails unless an answer is one that the description says its operation has. Addresses that it does not describe are left alone.
pub fn check(method: &Method, path: &str, query: &str, status: StatusCode, media_type: &str, body: &str) {
    let Some((template, operation)) = operation(method, path) else {
        return;
    };
    let about = format!("{method} {path}?{query} ({status})");
    let responses = &operation["responses"];
    let range = format!("{}XX", status.as_u16() / 100);
    let key = [status.as_u16().to_string(), range]
        .into_iter()
        .find(|key| responses[key].is_object());
    // 400 at an address that is none, 405: these are of no operation.
    if matches!(status.as_u16(), 405 | 431) {
        return;
    }
    // Browsers get pages of errors and of what is frozen: they are no contract of programs.
    if media_type.starts_with("text/html") {
        return;
    }
    let key = key.unwrap_or_else(|| panic!("{about}: the description has no such response of {template}"));
    let response = resolved(&responses[&key]);
    let Some(content) = response["content"].as_object() else {
        assert!(body.is_empty(), "{about}: the description has no body: {body}");
        return;
    };
    if body.is_empty() {
        return;
    }
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let found = content.get_key_value(kind).or_else(|| content.get_key_value("*/*"));
    let (kind, _) = found.unwrap_or_else(|| panic!("{about}: the description has no {media_type} of {template}"));
    if kind.ends_with("json") && kind != "application/x-ndjson" {
        let body: Json = serde_json::from_str(body).unwrap_or_else(|error| panic!("{about}: {error}"));
        let pointer = match responses[&key]["$ref"].as_str() {
            Some(place) => place[1..].to_owned(),
            None => format!(
                "/paths/{}/{}/responses/{key}",
                escaped(template),
                method.as_str().to_lowercase()
            ),
        };
        let pointer = format!("{pointer}/content/{}/schema", escaped(kind));
        let chosen = query.contains("fields=");
        let validator = validator(&pointer, chosen);
        let wrong: Vec<String> = validator
            .iter_errors(&body)
            .take(3)
            .map(|error| {
                format!("{}: {error}", error.instance_path())
                    .chars()
                    .take(400)
                    .collect()
            })
            .collect();
        assert!(wrong.is_empty(), "{about}: not as the description says: {wrong:#?}");
    }
}

fn resolved(part: &Json) -> &Json {
    match part["$ref"].as_str() {
        Some(place) => CONTRACT.api.pointer(&place[1..]).expect("a part"),
        None => part,
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The operation that serves a path: that of the template which fits, one without parameters before others.
fn operation(method: &Method, path: &str) -> Option<(&'static str, &'static Json)> {
    let paths = CONTRACT.api["paths"].as_object()?;
    let fitting = paths.iter().filter(|(template, _)| fits(template, path));
    let (template, item) = fitting.min_by_key(|(template, _)| template.matches('{').count())?;
    let method = if method == Method::HEAD {
        Method::GET
    } else {
        method.clone()
    };
    let operation = item.get(method.as_str().to_lowercase())?;
    Some((template, operation))
}

fn fits(template: &str, path: &str) -> bool {
    let (own, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    own.len() == given.len()
        && own.iter().zip(&given).all(|(own, given)| match own.split_once('{') {
            // A record's name is no address of its dataset.
            Some(("", _)) => {
                !given.is_empty()
                    && !given.starts_with("groups.")
                    && !matches!(*given, "groups" | "schema.json" | "import" | "latest")
            }
            Some((before, _)) => given.starts_with(before) && given.len() > before.len(),
            None => own == given,
        })
}

fn validator(pointer: &str, chosen: bool) -> Arc<Validator> {
    let mut compiled = CONTRACT.compiled.lock().unwrap_or_else(PoisonError::into_inner);
    let known = compiled.entry((pointer.to_owned(), chosen)).or_insert_with(|| {
        let api = if chosen { &CONTRACT.of_chosen } else { &CONTRACT.api };
        let mut schema = api.pointer(pointer).expect("a schema").clone();
        schema["components"] = api["components"].clone();
        Arc::new(jsonschema::draft202012::new(&schema).expect("a schema"))
    });
    known.clone()
}
