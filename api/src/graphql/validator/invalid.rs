use apollo_compiler::response::GraphQLError;
use serde_json::{Value as Json, json};

use crate::domain::{Language, wording};

/// What is wrong with a document or its variables.
#[derive(Debug)]
pub(in crate::graphql) struct Invalid {
    message: String,
    /// The lines and columns in the document, from 1.
    places: Vec<(usize, usize)>,
}

impl Invalid {
    pub(super) fn of(error: &GraphQLError) -> Self {
        let places = error.locations.iter().map(|place| (place.line, place.column));
        Self {
            message: error.message.clone(),
            places: places.collect(),
        }
    }

    /// An error of another reader of documents.
    pub(in crate::graphql) fn new(message: impl Into<String>, place: Option<(usize, usize)>) -> Self {
        Self {
            message: message.into(),
            places: place.into_iter().collect(),
        }
    }

    /// The error as GraphQL writes it.
    pub(in crate::graphql) fn to_json(&self, language: Language) -> Json {
        let message = wording!("la requête GraphQL n'est pas valable : {}", "{}", self.message);
        let places = self.places.iter();
        let places: Vec<Json> = places
            .map(|(line, column)| json!({ "line": line, "column": column }))
            .collect();
        json!({
            "message": message.text(language),
            "locations": places,
            "extensions": { "code": "BAD_USER_INPUT" },
        })
    }

    /// The message.
    pub(in crate::graphql) fn message(&self) -> &str {
        &self.message
    }
}
