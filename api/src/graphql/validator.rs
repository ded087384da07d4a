//! Whether documents and variables are valid, as the GraphQL specification of September 2025 says. async-graphql lets pass what a server must refuse
//! (variables of other types than their places, fields given twice, unknown directives), so apollo-compiler decides.

/// What is wrong with a document.
mod invalid;
/// Fields that are merged, and their lists.
mod merged_lists;
/// Documents in the syntax that every parser reads.
mod plain_text;
/// Rules on values.
mod values;

use std::{borrow::Cow, sync::Arc};

pub(super) use self::invalid::Invalid;
use super::{limits::DEEPEST_TEXT, protocol::Request};
use crate::domain::{Error, Result};
use apollo_compiler::{
    ExecutableDocument, Schema,
    request::coerce_variable_values,
    response::{GraphQLError, JsonMap},
    validation::{DiagnosticList, Valid},
};

/// The schema that documents are validated against. Cheap to clone.
#[derive(Clone)]
pub(super) struct Validator(Arc<Valid<Schema>>);

/// The most tokens of a document.
const MOST_TOKENS: usize = 15_000;

/// How many errors of a document are told.
const MOST_TOLD: usize = 20;

/// A valid document.
pub(super) type ValidDocument = Valid<ExecutableDocument>;

impl Validator {
    /// A validator against a schema in the definition language.
    ///
    /// # Errors
    /// `Internal` when it is no valid schema.
    pub(super) fn new(text: &str) -> Result<Self> {
        // The library's introspection is of the specification of 2021.
        let text = format!("{text}\nextend type __Type {{ isOneOf: Boolean }}\n");
        let schema = Schema::parse_and_validate(text, "schema.graphql");
        let schema = schema.map_err(|error| Error::internal(error.errors.to_string()))?;
        Ok(Self(Arc::new(schema)))
    }

    /// Validates a document.
    pub(super) fn document(&self, text: &str) -> Result<ValidDocument, Vec<Invalid>> {
        let mut parser = apollo_compiler::parser::Parser::new()
            .recursion_limit(DEEPEST_TEXT * 4)
            .token_limit(MOST_TOKENS);
        let told = |errors: &DiagnosticList| -> Vec<Invalid> {
            let errors = errors.iter().take(MOST_TOLD);
            errors.map(|error| Invalid::of(&error.to_json())).collect()
        };
        let parsed = parser.parse_executable(&self.0, text, "document");
        let parsed = parsed.map_err(|invalid| told(&invalid.errors))?;
        let valid = parsed.validate(&self.0).map_err(|invalid| told(&invalid.errors))?;
        let mut wrong = values::check(&self.0, &valid);
        if wrong.is_empty() {
            wrong = merged_lists::check(&self.0, &valid);
        }
        wrong.truncate(MOST_TOLD);
        if wrong.is_empty() { Ok(valid) } else { Err(wrong) }
    }

    /// Validates the variables of a request, and that the operation that it names is there.
    pub(super) fn variables(&self, document: &ValidDocument, request: &Request) -> Result<(), Vec<Invalid>> {
        let told = |error: &GraphQLError| vec![Invalid::of(error)];
        let operation = document.operations.get(request.operation_name.as_deref());
        let operation = operation.map_err(|error| told(&error.to_graphql_error(&document.sources)))?;
        let values: JsonMap = serde_json::from_value(request.variables.clone()).unwrap_or_default();
        match coerce_variable_values(&self.0, operation, &values) {
            Ok(_) => Ok(()),
            Err(error) => Err(told(&error.to_graphql_error(&document.sources))),
        }
    }
}

/// A document in the syntax that every parser reads.
pub(super) fn plain_text(text: &str) -> Cow<'_, str> {
    plain_text::plain_text(text)
}
