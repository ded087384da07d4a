use async_graphql_value::ConstValue;

use super::{collect::Collected, document::Document};
use crate::domain::{Error, Result, wording};

/// How deep lists of the schema may nest: the documents of explorers and code generators nest two at most.
const DEEPEST_LISTS: usize = 3;

/// A root field of introspection.
#[derive(Debug)]
pub(in crate::graphql) enum IntrospectionField {
    /// `__schema`.
    Schema(Vec<Selected>),
    /// `__type`, by its name.
    Type(String, Vec<Selected>),
}

/// A field of an object of the schema.
#[derive(Debug)]
pub(in crate::graphql) struct Selected {
    /// Its key in the answer.
    pub(in crate::graphql) key: String,
    pub(in crate::graphql) name: String,
    pub(in crate::graphql) with_deprecated: bool,
    /// Its selection.
    pub(in crate::graphql) inner: Vec<Selected>,
    /// The type of the objects below it.
    pub(in crate::graphql) of: &'static str,
}

/// The type of the objects that a field returns, alone or in a list; none for other types.
fn object(parent: &str, field: &str) -> Option<&'static str> {
    Some(match (parent, field) {
        ("__Schema", "types" | "queryType" | "mutationType" | "subscriptionType")
        | ("__Type", "interfaces" | "possibleTypes" | "ofType")
        | ("__Field" | "__InputValue", "type") => "__Type",
        ("__Schema", "directives") => "__Directive",
        ("__Type", "fields") => "__Field",
        ("__Type", "enumValues") => "__EnumValue",
        ("__Type", "inputFields") | ("__Field" | "__Directive", "args") => "__InputValue",
        _ => return None,
    })
}

/// Whether a list of objects leads on through the schema, so that several of them multiply: as the rule of graphql-js counts them.
fn multiplies(field: &str) -> bool {
    matches!(field, "fields" | "interfaces" | "possibleTypes" | "inputFields")
}

impl IntrospectionField {
    /// The selection of a root field.
    ///
    /// # Errors
    /// `TooDeep` when lists of the schema nest deeper than any tool asks.
    pub(super) fn read(document: &Document<'_>, collected: &Collected<'_>) -> Result<Self> {
        if collected.name() == "__schema" {
            return Ok(Self::Schema(selected(document, collected, "__Schema", 0)?));
        }
        let name = match document.argument(collected, "name") {
            Some(ConstValue::String(name)) => name,
            Some(ConstValue::Enum(name)) => name.to_string(),
            _ => String::new(),
        };
        Ok(Self::Type(name, selected(document, collected, "__Type", 0)?))
    }
}

fn selected(
    document: &Document<'_>,
    collected: &Collected<'_>,
    parent: &'static str,
    depth: usize,
) -> Result<Vec<Selected>> {
    let read = |field: &Collected<'_>| {
        let name = field.name();
        let below = object(parent, name);
        let depth = depth + usize::from(multiplies(name));
        if depth >= DEEPEST_LISTS {
            return Err(Error::TooDeep {
                message: wording!(
                    "les listes du schéma ({name}) s'emboîtent sur {depth} niveaux, et peuvent en avoir {}",
                    "lists of the schema ({name}) nest {depth} deep, and may nest {}",
                    DEEPEST_LISTS - 1
                ),
            });
        }
        let (of, inner) = match below {
            Some(of) => (of, selected(document, field, of, depth)?),
            None => (parent, Vec::new()),
        };
        Ok(Selected {
            key: field.key.to_owned(),
            name: name.to_owned(),
            with_deprecated: document.argument(field, "includeDeprecated") == Some(ConstValue::Boolean(true)),
            inner,
            of,
        })
    };
    document
        .collect(&collected.sets(), parent, &[])
        .iter()
        .map(read)
        .collect()
}
