use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql_value::Value;
use serde_json::Value as Json;

use crate::domain::{Error, Result, Wording, wording};

/// The longest document, in bytes.
const LONGEST: usize = 32 * 1024;

/// How deep braces, brackets and parentheses may nest in the text: the parser is recursive.
pub(super) const DEEPEST_TEXT: usize = 64;

/// How deep fields may nest.
pub(super) const DEEPEST: usize = 20;

/// How many fields a document may have, its fragments spread out.
const MOST_FIELDS: usize = 3_000;

/// How many directives a document may have.
const MOST_DIRECTIVES: usize = 100;

/// How many aliases a document may have, its fragments spread out.
const MOST_ALIASES: usize = 200;

/// Refuses a text that the parser should not be given.
pub(super) fn before_parsing(text: &str) -> Result<()> {
    if text.len() > LONGEST {
        return Err(Error::TooComplex {
            message: wording!(
                "le document a {} octets, et peut en avoir {LONGEST} : demandez moins à la fois",
                "the document has {} bytes, and may have {LONGEST}: ask for less at once",
                text.len()
            ),
        });
    }
    let deepest = nesting(text);
    if deepest > DEEPEST_TEXT {
        return Err(Error::TooDeep {
            message: wording!(
                "le document s'emboîte sur {deepest} niveaux, et peut en avoir {DEEPEST_TEXT}",
                "the document nests {deepest} deep, and may nest {DEEPEST_TEXT}"
            ),
        });
    }
    Ok(())
}

/// How deep brackets of any kind nest, outside strings and comments.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let mut rest = text.as_bytes();
    while let Some((letter, after)) = rest.split_first() {
        rest = after;
        match letter {
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'#' => {
                let line = after.iter().position(|letter| matches!(letter, b'\n' | b'\r'));
                rest = &after[line.unwrap_or(after.len())..];
            }
            b'"' => rest = after_string(after),
            _ => {}
        }
    }
    deepest
}

/// What follows a string whose first quote was read: a block string ends at three quotes, any other at one, unless escaped.
fn after_string(text: &[u8]) -> &[u8] {
    let (mut rest, end): (&[u8], &[u8]) = match text.strip_prefix(b"\"\"") {
        Some(block) => (block, b"\"\"\""),
        None => (text, b"\""),
    };
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(end) {
            return after;
        }
        let escape = if end.len() == 3 {
            rest.starts_with(b"\\\"\"\"")
        } else {
            rest[0] == b'\\'
        };
        let step = match (escape, end.len()) {
            (true, 3) => 4,
            (true, _) => 2,
            (false, _) => 1,
        };
        rest = &rest[step.min(rest.len())..];
    }
    rest
}

/// The size of a part of a document, with its fragments spread.
#[derive(Clone, Copy, Default)]
struct Size {
    fields: usize,
    aliases: usize,
    directives: usize,
    depth: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.depth = self.depth.max(other.depth);
    }
}

/// Refuses a document that validation, or execution, would take too long over: how many fields the others have, their fragments spread out.
pub(super) fn before_validation(document: &ExecutableDocument) -> Result<usize> {
    let mut measured = HashMap::new();
    let mut size = Size::default();
    for (_, operation) in document.operations.iter() {
        size.directives = size.directives.saturating_add(operation.node.directives.len());
        let open = &mut Vec::new();
        size.add(measure(
            document,
            &operation.node.selection_set.node,
            &mut measured,
            open,
        )?);
    }
    let refuse = |what: Wording, count: usize, most: usize| Error::TooComplex {
        message: wording!(
            "le document a {count} {what}, fragments déployés, et peut en avoir {most} : demandez moins à la fois",
            "the document has {count} {what}, fragments spread out, and may have {most}: ask for less at once",
            [what]
        ),
    };
    if size.depth > DEEPEST {
        return Err(Error::TooDeep {
            message: wording!(
                "les champs s'emboîtent sur {} niveaux, et peuvent en avoir {DEEPEST}",
                "fields nest {} deep, and may nest {DEEPEST}",
                size.depth
            ),
        });
    }
    if size.fields > MOST_FIELDS {
        return Err(refuse(wording!("champs", "fields"), size.fields, MOST_FIELDS));
    }
    if size.aliases > MOST_ALIASES {
        return Err(refuse(wording!("alias", "aliases"), size.aliases, MOST_ALIASES));
    }
    if size.directives > MOST_DIRECTIVES {
        return Err(refuse(
            wording!("directives", "directives"),
            size.directives,
            MOST_DIRECTIVES,
        ));
    }
    Ok(size.fields)
}

/// The memory of a parsed document, in bytes: measured on documents of each kind, and rounded up.
const OF_A_DOCUMENT: usize = 2_048;
const OF_A_SELECTION: usize = 512;
const OF_A_VALUE: usize = 192;

/// How much memory a parsed document takes, in bytes.
pub(super) fn weight(document: &ExecutableDocument) -> usize {
    let operations = document.operations.iter().map(|(_, operation)| {
        let variables = operation.node.variable_definitions.len() * 2 * OF_A_VALUE;
        variables + of_set(&operation.node.selection_set.node)
    });
    let fragments = document.fragments.values();
    let fragments = fragments.map(|fragment| OF_A_SELECTION + of_set(&fragment.node.selection_set.node));
    OF_A_DOCUMENT + operations.sum::<usize>() + fragments.sum::<usize>()
}

fn of_set(set: &SelectionSet) -> usize {
    let of_selection = |selection: &Selection| {
        let directives = selection.directives().len() * 2 * OF_A_VALUE;
        let inner = match selection {
            Selection::Field(field) => {
                let arguments = field
                    .node
                    .arguments
                    .iter()
                    .map(|(_, value)| OF_A_VALUE + of_value(&value.node));
                arguments.sum::<usize>() + of_set(&field.node.selection_set.node)
            }
            Selection::InlineFragment(fragment) => of_set(&fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => 0,
        };
        OF_A_SELECTION + directives + inner
    };
    set.items.iter().map(|item| of_selection(&item.node)).sum()
}

fn of_value(value: &Value) -> usize {
    let inner: usize = match value {
        Value::List(items) => items.iter().map(of_value).sum(),
        Value::Object(members) => members.values().map(|member| OF_A_VALUE + of_value(member)).sum(),
        Value::String(text) => text.len(),
        _ => 0,
    };
    OF_A_VALUE + inner
}

/// How much memory a planned request takes, in bytes.
pub(super) fn planned_weight(fields: usize, variables: &Json) -> usize {
    OF_A_DOCUMENT + fields * OF_A_SELECTION + of_json(variables)
}

fn of_json(json: &Json) -> usize {
    let inner: usize = match json {
        Json::Array(items) => items.iter().map(of_json).sum(),
        Json::Object(members) => members
            .iter()
            .map(|(name, member)| name.len() + OF_A_VALUE + of_json(member))
            .sum(),
        Json::String(text) => text.len(),
        _ => 0,
    };
    OF_A_VALUE + inner
}

/// Each fragment is measured once, however often it is spread; one that spreads itself is refused.
fn measure<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    measured: &mut HashMap<&'a str, Size>,
    open: &mut Vec<&'a str>,
) -> Result<Size> {
    let mut size = Size::default();
    for item in &set.items {
        size.directives = size.directives.saturating_add(item.node.directives().len());
        match &item.node {
            Selection::Field(field) => {
                let mut inner = measure(document, &field.node.selection_set.node, measured, open)?;
                inner.fields = inner.fields.saturating_add(1);
                inner.depth += 1;
                inner.aliases = inner.aliases.saturating_add(usize::from(field.node.alias.is_some()));
                size.add(inner);
            }
            Selection::InlineFragment(fragment) => {
                size.add(measure(document, &fragment.node.selection_set.node, measured, open)?);
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                if open.contains(&name) {
                    return Err(Error::bad_input(wording!(
                        "le fragment {name} se contient lui-même",
                        "the fragment {name} spreads itself"
                    )));
                }
                let Some(fragment) = document.fragments.get(name) else {
                    continue;
                };
                let known = measured.get(name).copied();
                let inner = match known {
                    Some(inner) => inner,
                    None => {
                        open.push(name);
                        let inner = measure(document, &fragment.node.selection_set.node, measured, open)?;
                        open.pop();
                        measured.insert(name, inner);
                        inner
                    }
                };
                size.add(inner);
            }
        }
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn doubling_fragments_are_refused_at_once() {
        let mut text = String::from("{ ...f0 }");
        for at in 0..30 {
            text += &format!(" fragment f{at} on Query {{ ...f{0} ...f{0} }}", at + 1);
        }
        text += " fragment f30 on Query { meta { revision } }";
        let document = parse_query(&text).unwrap();
        assert!(matches!(before_validation(&document), Err(Error::TooComplex { .. })));
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_nest() {
        assert_eq!(nesting("{ a(b: \"{{{{ \\\" {{\") # {{{{\n { c } }"), 2);
        let hidden = format!("{{ a(b: \"\"\" \" \"\"\", c: {}", "[".repeat(70));
        assert!(matches!(before_parsing(&hidden), Err(Error::TooDeep { .. })));
        assert_eq!(nesting("{ a(b: \"\"\" \\\"\"\" [[[ \"\"\", c: \"\") }"), 2);
        let deep = "{a".repeat(70);
        assert!(matches!(before_parsing(&deep), Err(Error::TooDeep { .. })));
    }

    #[test]
    fn a_fragment_that_spreads_itself_is_refused() {
        let document = parse_query("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }").unwrap();
        assert!(before_validation(&document).is_err());
    }
}
