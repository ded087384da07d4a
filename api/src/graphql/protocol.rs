use serde_json::{Map, Value as Json};

use super::{documents::read_hash, outcome::Outcome};
use crate::domain::{Error, wording};

/// A GraphQL request, whatever carried it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The document; empty when it is named only.
    pub query: String,
    /// The SHA-256 that names the document.
    pub hash: Option<String>,
    /// The name of its operation.
    pub operation_name: Option<String>,
    /// Its variables, always an object.
    pub variables: Json,
}

/// The media types in which answers are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status tells refusals.
    GraphqlResponse,
    /// `application/json`: what older clients know.
    Json,
}

impl MediaType {
    /// Without parameters.
    pub fn text_alone(self) -> &'static str {
        self.text().split(';').next().unwrap_or_default()
    }

    /// As the header has it.
    pub fn text(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

impl Request {
    /// Reads the parameters of a GET.
    ///
    /// # Errors
    /// `BadInput` when there is no document, or a parameter is not what it must be.
    pub fn from_query(text: &str) -> Result<Self, Error> {
        let mut members = Map::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let value = match name.as_ref() {
                "query" | "operationName" | "documentId" => Json::from(value.into_owned()),
                "variables" | "extensions" if value.is_empty() => Json::Null,
                "variables" | "extensions" => serde_json::from_str(&value).map_err(|error| {
                    Error::bad_input(wording!(
                        "{name} n'est pas du JSON : {error}",
                        "{name} is not JSON: {error}"
                    ))
                })?,
                _ => continue,
            };
            members.insert(name.into_owned(), value);
        }
        Self::from_members(members)
    }

    /// Reads the body of a POST.
    ///
    /// # Errors
    /// `BadInput` when it is not a JSON object with a document, or a member is not what it must be.
    pub fn from_body(body: &[u8]) -> Result<Self, Error> {
        let json: Json = serde_json::from_slice(body).map_err(|error| {
            Error::bad_input(wording!(
                "le corps n'est pas du JSON : {error}",
                "the body is not JSON: {error}"
            ))
        })?;
        match json {
            Json::Object(members) => Self::from_members(members),
            Json::Array(_) => Err(Error::bad_input(wording!(
                "les lots ne sont pas acceptés : envoyez une requête à la fois, elles peuvent aller de front",
                "batches are not taken: send one request at a time, they may run side by side"
            ))),
            _ => Err(Error::bad_input(wording!(
                "le corps est un objet JSON avec query, operationName, variables et extensions",
                "the body is a JSON object with query, operationName, variables and extensions"
            ))),
        }
    }

    fn from_members(mut members: Map<String, Json>) -> Result<Self, Error> {
        let object = |name: &str, value: Option<Json>| match value {
            None | Some(Json::Null) => Ok(Json::Object(Map::new())),
            Some(Json::Object(members)) => Ok(Json::Object(members)),
            Some(_) => Err(Error::bad_input(wording!(
                "{name} est un objet JSON",
                "{name} is a JSON object"
            ))),
        };
        let extensions = object("extensions", members.remove("extensions"))?;
        let hash = named(members.remove("documentId"), &extensions)?;
        let query = match members.remove("query") {
            Some(Json::String(query)) => query,
            None | Some(Json::Null) if hash.is_some() => String::new(),
            None | Some(Json::Null) => {
                return Err(Error::bad_input(wording!(
                    "query manque : il porte le document GraphQL",
                    "query is missing: it holds the GraphQL document"
                )));
            }
            Some(_) => return Err(Error::bad_input(wording!("query est un texte", "query is a text"))),
        };
        let operation_name = match members.remove("operationName") {
            None | Some(Json::Null) => None,
            Some(Json::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => {
                return Err(Error::bad_input(wording!(
                    "operationName est un texte",
                    "operationName is a text"
                )));
            }
        };
        Ok(Self {
            query,
            hash,
            operation_name,
            variables: object("variables", members.remove("variables"))?,
        })
    }
}

/// The hash by which a request names its document, as `documentId` or as automatic persisted queries do.
fn named(document: Option<Json>, extensions: &Json) -> Result<Option<String>, Error> {
    let persisted = &extensions["persistedQuery"];
    if !persisted.is_null() && persisted["version"] != 1 {
        return Err(Error::bad_input(wording!(
            "persistedQuery est de la version 1",
            "persistedQuery is of version 1"
        )));
    }
    let told = match document {
        None | Some(Json::Null) => persisted["sha256Hash"].clone(),
        Some(document) => document,
    };
    match told {
        Json::Null if persisted.is_null() => Ok(None),
        Json::String(hash) => read_hash(&hash).map(Some),
        _ => Err(Error::bad_input(wording!(
            "l'empreinte d'un document est un texte",
            "the hash of a document is a text"
        ))),
    }
}

/// The status of an answer: a request that could not be executed is 400 where the client knows `application/graphql-response+json`,
/// and 200 for older ones once the request itself was well formed.
pub fn status(outcome: &Outcome, media_type: MediaType) -> u16 {
    match (outcome.refused, media_type) {
        (true, MediaType::GraphqlResponse) => 400,
        _ => 200,
    }
}
