use async_graphql::dynamic::{Field, Object, SchemaBuilder, TypeRef};

use super::parts::{field, vocabulary_enum};
use crate::{
    domain::{Presence, Shape, ShapeField, ShapeKind},
    graphql::names::camel,
};

/// Registers an answer's type, and those it holds.
pub(super) fn register(mut builder: SchemaBuilder, shape: &Shape) -> SchemaBuilder {
    builder = register_within(builder, shape);
    builder.register(object(shape))
}

/// Registers the types that an answer holds.
pub(super) fn register_within(mut builder: SchemaBuilder, shape: &Shape) -> SchemaBuilder {
    for field in &shape.fields {
        builder = match &field.kind {
            ShapeKind::Object(inner) | ShapeKind::Objects(inner) => register(builder, inner),
            ShapeKind::Term(vocabulary) => builder.register(vocabulary_enum(vocabulary)),
            _ => builder,
        };
    }
    builder
}

/// The type of an answer.
pub(super) fn object(shape: &Shape) -> Object {
    let fields = shape.fields.iter().map(of_field);
    fields.fold(Object::new(&shape.name).description(&shape.description), Object::field)
}

fn of_field(told: &ShapeField) -> Field {
    field(camel(&told.name), type_of(told), &told.description)
}

/// The type of an answer's field.
pub(super) fn type_of(field: &ShapeField) -> TypeRef {
    let name = match &field.kind {
        ShapeKind::Text => TypeRef::STRING,
        ShapeKind::Texts => return TypeRef::named_nn_list_nn(TypeRef::STRING),
        ShapeKind::OptionalTexts => return TypeRef::named_list_nn(TypeRef::STRING),
        ShapeKind::Integer => TypeRef::INT,
        ShapeKind::Decimal => "Decimal",
        ShapeKind::Euros => "Euros",
        ShapeKind::Boolean => TypeRef::BOOLEAN,
        ShapeKind::Instant => "DateTime",
        ShapeKind::Json | ShapeKind::Record | ShapeKind::Key => "JSON",
        ShapeKind::Term(vocabulary) => vocabulary.name,
        ShapeKind::Objects(shape) => return TypeRef::named_nn_list_nn(&shape.name),
        ShapeKind::Object(shape) => &shape.name,
    };
    if field.presence == Presence::Always {
        TypeRef::named_nn(name)
    } else {
        TypeRef::named(name)
    }
}
