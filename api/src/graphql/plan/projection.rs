use super::{collect::Collected, document::Document};
use crate::{
    domain::{Result, Shape, ShapeKind},
    graphql::names::camel,
};

/// The selection of a shape: each response key, and what it picks.
pub(in crate::graphql) struct Projection(pub(in crate::graphql) Vec<(String, Pick)>);

/// What a response key picks.
pub(in crate::graphql) enum Pick {
    /// The name of the type.
    Typename(String),
    /// A value, by its REST name.
    Value(String),
    /// A term, written as GraphQL writes it.
    Term(String),
    /// An object or a list of objects, by its REST name.
    Within(String, Projection),
}

impl Projection {
    /// Whether a value is selected, by its REST name.
    pub(in crate::graphql) fn wants(&self, wanted: &str) -> bool {
        self.0
            .iter()
            .any(|(_, pick)| matches!(pick, Pick::Value(name) | Pick::Within(name, _) if name == wanted))
    }
}

impl<'a> Document<'a> {
    /// Plans the selection of a shape.
    pub(super) fn projection(
        &self,
        shape: &Shape,
        collected: &Collected<'a>,
        interfaces: &[&str],
    ) -> Result<Projection> {
        let mut picks = Vec::new();
        for inner in self.collect(&collected.sets(), &shape.name, interfaces) {
            let told = shape.fields.iter().find(|field| camel(&field.name) == inner.name());
            let pick = match told.map(|field| (&field.name, &field.kind)) {
                None if inner.name() == "__typename" => Pick::Typename(shape.name.clone()),
                None => return Err(inner.unplanned(&shape.name)),
                Some((name, ShapeKind::Term(_))) => Pick::Term(name.clone()),
                Some((name, ShapeKind::Object(within) | ShapeKind::Objects(within))) => {
                    Pick::Within(name.clone(), self.projection(within, &inner, &[])?)
                }
                Some((name, _)) => Pick::Value(name.clone()),
            };
            picks.push((inner.key.to_owned(), pick));
        }
        Ok(Projection(picks))
    }
}
