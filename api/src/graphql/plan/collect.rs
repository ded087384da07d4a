use async_graphql::{
    Positioned,
    parser::types::{Directive, Field, Selection, SelectionSet},
};
use async_graphql_value::ConstValue;

use super::document::Document;
use crate::domain::Error;

/// A field of an answer: every place that asks for it under the same key.
pub(super) struct Collected<'a> {
    /// Its key in the answer.
    pub(super) key: &'a str,
    /// The places; ones that disagree are refused when the plan is made.
    pub(super) fields: Vec<&'a Field>,
}

impl<'a> Collected<'a> {
    /// The name of the field.
    pub(super) fn name(&self) -> &'a str {
        self.fields.first().map_or("", |field| field.name.node.as_str())
    }

    /// The failure of a field that the schema has, and for which there is no plan.
    pub(super) fn unplanned(&self, type_name: &str) -> Error {
        Error::internal(format!("{type_name}.{} is in the schema, and has no plan", self.name()))
    }

    /// Whether a field equals the first one of its key.
    fn agrees(&self, field: &Field) -> bool {
        let argument = |of: &Field, name: &str| of.get_argument(name).map(|value| value.node.to_string());
        self.fields.first().is_none_or(|first| {
            first.name.node == field.name.node
                && first.arguments.len() == field.arguments.len()
                && first
                    .arguments
                    .iter()
                    .all(|(name, _)| argument(first, &name.node) == argument(field, &name.node))
        })
    }

    /// Its selection.
    pub(super) fn sets(&self) -> Vec<&'a SelectionSet> {
        self.fields.iter().map(|field| &field.selection_set.node).collect()
    }
}

impl<'a> Document<'a> {
    /// The fields that selections of one object come to: fragments spread out, skipped ones left out, the same keys merged.
    pub(super) fn collect(
        &self,
        sets: &[&'a SelectionSet],
        type_name: &str,
        interfaces: &[&str],
    ) -> Vec<Collected<'a>> {
        let mut collected = Vec::new();
        for set in sets {
            self.collect_into(&mut collected, set, type_name, interfaces);
        }
        collected
    }

    fn collect_into(
        &self,
        collected: &mut Vec<Collected<'a>>,
        set: &'a SelectionSet,
        type_name: &str,
        interfaces: &[&str],
    ) {
        let applies = |condition: &str| condition == type_name || interfaces.contains(&condition);
        for item in &set.items {
            if self.is_skipped(item.node.directives()) {
                continue;
            }
            match &item.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    match collected.iter_mut().find(|known| known.key == key) {
                        Some(known) => {
                            if !known.agrees(&field.node) {
                                self.conflict(key);
                            }
                            known.fields.push(&field.node);
                        }
                        None => collected.push(Collected {
                            key,
                            fields: vec![&field.node],
                        }),
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| applies(&condition.node.on.node)) {
                        self.collect_into(collected, &fragment.node.selection_set.node, type_name, interfaces);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(&spread.node.fragment_name.node)
                        && applies(&fragment.node.type_condition.node.on.node)
                    {
                        self.collect_into(collected, &fragment.node.selection_set.node, type_name, interfaces);
                    }
                }
            }
        }
    }

    /// Whether `@skip` or `@include` leaves a field or a fragment out.
    fn is_skipped(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let skips = match directive.node.name.node.as_str() {
                "skip" => true,
                "include" => false,
                _ => return false,
            };
            let condition = directive.node.get_argument("if");
            let condition = condition.and_then(|literal| self.value(&literal.node));
            condition == Some(ConstValue::Boolean(skips))
        })
    }
}
