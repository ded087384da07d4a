use async_graphql::dynamic::{Enum, EnumItem, Field, FieldFuture, FieldValue, InputValue, TypeRef};

use crate::{domain::Vocabulary, graphql::names::screaming};

/// A field of the schema. It is never resolved by the library, which sees documents for validation and introspection only.
pub(super) fn field(name: impl Into<String>, ty: TypeRef, description: &str) -> Field {
    Field::new(name, ty, |_| FieldFuture::Value(Some(FieldValue::NULL))).description(description)
}

pub(super) fn argument(name: &str, ty: TypeRef, description: &str) -> InputValue {
    InputValue::new(name, ty).description(description)
}

pub(super) fn vocabulary_enum(vocabulary: &Vocabulary) -> Enum {
    let terms = vocabulary.terms.iter().map(|term| {
        EnumItem::new(screaming(term.code)).description(format!("{} ({})", term.label.english, term.label.french))
    });
    Enum::new(vocabulary.name)
        .description(vocabulary.description.english)
        .items(terms)
}

/// The argument that chooses a language.
pub(super) fn language_argument() -> async_graphql::dynamic::InputValue {
    argument("lang", TypeRef::named("Lang"), "As Accept-Language.")
}
