use std::collections::{BTreeMap, HashSet};

use apollo_compiler::{
    ExecutableDocument, Name, Schema,
    ast::Value,
    executable::{Field, Selection, SelectionSet},
};

use super::invalid::Invalid;

/// The rule on merged fields that apollo-compiler leaves out: fields of one response key have the same arguments (section 5.3.2), and lists of
/// different lengths are not the same.
pub(super) fn check(schema: &Schema, document: &ExecutableDocument) -> Vec<Invalid> {
    let mut wrong = Vec::new();
    for operation in document.operations.iter() {
        merge(schema, document, &[&operation.selection_set], &mut wrong);
    }
    wrong
}

/// A field, with the type that it is a field of.
type Placed<'a> = (&'a Name, &'a Field);

fn merge(schema: &Schema, document: &ExecutableDocument, sets: &[&SelectionSet], wrong: &mut Vec<Invalid>) {
    let mut fields: BTreeMap<&Name, Vec<Placed<'_>>> = BTreeMap::new();
    let mut visited = HashSet::new();
    for set in sets {
        collect(document, set, &mut visited, &mut fields);
    }
    for (key, placed) in fields {
        for pair in placed.windows(2) {
            if let [one, other] = pair
                && may_be_the_same(schema, one.0, other.0)
                && have_other_lists(one.1, other.1)
            {
                let at = other.1.name.line_column_range(&document.sources);
                wrong.push(Invalid::new(
                    format!("fields `{key}` conflict: their arguments differ; give one of them an alias"),
                    at.map(|range| (range.start.line, range.start.column)),
                ));
            }
        }
        let inner: Vec<&SelectionSet> = placed.iter().map(|(_, field)| &field.selection_set).collect();
        if inner.iter().any(|set| !set.selections.is_empty()) {
            merge(schema, document, &inner, wrong);
        }
    }
}

fn collect<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    visited: &mut HashSet<&'a Name>,
    fields: &mut BTreeMap<&'a Name, Vec<Placed<'a>>>,
) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => fields.entry(field.response_key()).or_default().push((&set.ty, field)),
            Selection::InlineFragment(fragment) => collect(document, &fragment.selection_set, visited, fields),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name)
                    && visited.insert(&fragment.name)
                {
                    collect(document, &fragment.selection_set, visited, fields);
                }
            }
        }
    }
}

/// Whether an object may be of both types: two object types have none in common.
fn may_be_the_same(schema: &Schema, one: &Name, other: &Name) -> bool {
    one == other || schema.get_object(one).is_none() || schema.get_object(other).is_none()
}

fn have_other_lists(one: &Field, other: &Field) -> bool {
    one.name == other.name
        && one.arguments.iter().any(|argument| {
            let same = other.arguments.iter().find(|known| known.name == argument.name);
            same.is_some_and(|known| differ(&argument.value, &known.value))
        })
}

/// Whether lists within two values have different lengths.
fn differ(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::List(one), Value::List(other)) => {
            one.len() != other.len() || one.iter().zip(other).any(|(one, other)| differ(one, other))
        }
        (Value::Object(one), Value::Object(other)) => one.iter().any(|(name, value)| {
            let same = other.iter().find(|(known, _)| known == name);
            same.is_some_and(|(_, known)| differ(value, known))
        }),
        _ => false,
    }
}
