use std::{cell::RefCell, collections::HashMap};

use async_graphql::{
    Name, Positioned,
    parser::types::{DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType},
};
use async_graphql_value::{ConstValue, Value as Literal};

use crate::{
    domain::{Error, Result, wording},
    graphql::{protocol::Request, schema::MUTATION},
};

/// A parsed and validated document, with its variables.
pub(in crate::graphql) struct Document<'a> {
    pub(in crate::graphql) operation: &'a OperationDefinition,
    pub(in crate::graphql) fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    pub(in crate::graphql) variables: HashMap<Name, ConstValue>,
    /// The error of a key under which two different fields are selected: the library's own rule does not look inside merged fields.
    pub(in crate::graphql) conflict: RefCell<Option<String>>,
}

impl<'a> Document<'a> {
    /// Chooses the operation and reads the variables, with their defaults.
    pub(in crate::graphql) fn new(parsed: &'a ExecutableDocument, request: &Request) -> Result<Self> {
        let operation = match (&parsed.operations, &request.operation_name) {
            (DocumentOperations::Single(operation), _) => Some(&operation.node),
            (DocumentOperations::Multiple(all), Some(name)) => all.get(name.as_str()).map(|operation| &operation.node),
            // Which of several is meant must be said.
            (DocumentOperations::Multiple(all), None) if all.len() == 1 => {
                all.values().next().map(|operation| &operation.node)
            }
            (DocumentOperations::Multiple(_), None) => None,
        };
        let operation = operation.ok_or_else(|| {
            Error::bad_input(wording!(
                "le document n'a pas cette opération",
                "the document has no such operation"
            ))
        })?;
        let mut variables = HashMap::new();
        for definition in &operation.variable_definitions {
            let name = &definition.node.name.node;
            let given = request.variables.get(name.as_str());
            let value = match given {
                Some(given) => Some(ConstValue::from_json(given.clone()).map_err(Error::internal)?),
                // A variable that is not given is not null: what it stands for is left out.
                None => definition
                    .node
                    .default_value
                    .as_ref()
                    .map(|default| default.node.clone()),
            };
            variables.extend(value.map(|value| (name.clone(), value)));
        }
        Ok(Self {
            operation,
            fragments: &parsed.fragments,
            variables,
            conflict: RefCell::new(None),
        })
    }

    pub(in crate::graphql) fn conflict(&self, key: &str) {
        self.conflict.borrow_mut().get_or_insert_with(|| key.to_owned());
    }

    /// The value of an argument; none when it is a variable that was not given.
    pub(in crate::graphql) fn value(&self, literal: &Literal) -> Option<ConstValue> {
        Some(match literal {
            Literal::Variable(name) => return self.variables.get(name).cloned(),
            Literal::List(items) => {
                ConstValue::List(items.iter().map(|item| self.value(item).unwrap_or_default()).collect())
            }
            Literal::Object(fields) => ConstValue::Object(
                fields
                    .iter()
                    .filter_map(|(name, literal)| Some((name.clone(), self.value(literal)?)))
                    .collect(),
            ),
            other => other.clone().into_const()?,
        })
    }
}

/// The type of the root fields.
pub(in crate::graphql) fn root_type(document: &Document<'_>) -> &'static str {
    match document.operation.ty {
        OperationType::Mutation => MUTATION,
        _ => "Query",
    }
}
