use async_graphql::dynamic::{Field, InputObject, InputValue, Object, SchemaBuilder, TypeRef};

use super::{
    parts::{argument, field},
    shapes,
};
use crate::{
    datasets::{Column, Dataset, Identity, Kind, Part, registry},
    domain::{Shape, ShapeKind},
    graphql::{
        names::{GREATEST_PAGE, MUTATION, SOURCES, camel, pascal, type_of},
        plan::mutations::{Verb, change_shape, payload_of, problem_shape, warning_shape},
    },
};

/// Registers the writes of every dataset that someone publishes.
pub(super) fn register(mut builder: SchemaBuilder) -> SchemaBuilder {
    let mut mutation = Object::new(MUTATION)
        .description("Publications, for institutions: each field is one publication, whole or not at all. Send `Authorization: Bearer` with a key or a token; the policy decides record by record. \
            The arguments mean the same in every field. `records`: at most 500 at once; import files for more. `message`: what the publication says of itself, and \
            `reason`: why; everyone reads them. `idempotencyKey`: your own key for this request (a UUID does); sent again with the same request, it is \
            answered the same and done once. `dryRun`: whether to try only; `changes` tells what would change, and nothing is published. `draft`: whether to \
            keep it as a draft, for a publisher of the institution to review; the payload's `draft` is its number. `publishAt`: when it is to be published by itself, \
            `2027-01-15T08:00` (Paris time) or with an offset.");
    for dataset in registry().datasets().filter(|dataset| !dataset.derived) {
        for verb in Verb::ALL {
            mutation = mutation.field(mutation_field(dataset, verb));
        }
        builder = register_dataset(builder, dataset);
    }
    for shape in [change_shape(), problem_shape(), warning_shape()] {
        builder = shapes::register(builder, &shape);
    }
    builder
        .register(mutation)
        .register(citation_input())
        .register(withdrawal_input())
}

fn mutation_field(dataset: &Dataset, verb: Verb) -> Field {
    let name = format!("{}{}", verb.prefix(), pascal(dataset.name));
    let tells = format!("{} {}", verb.description(), dataset.description.english);
    let records = TypeRef::named_nn_list_nn(verb.input_of(dataset));
    let all = format!("At most {GREATEST_PAGE}.");
    let text = |required: bool| {
        if required {
            TypeRef::named_nn(TypeRef::STRING)
        } else {
            TypeRef::named(TypeRef::STRING)
        }
    };
    let mut told =
        field(name, TypeRef::named_nn(payload_of(dataset)), &tells).argument(argument("records", records, &all));
    if verb.takes_reason() {
        told = told.argument(argument("reason", text(true), "Why."));
    }
    told.argument(argument("message", text(!verb.takes_reason()), "What it says."))
        .argument(argument("idempotencyKey", text(true), "Your key."))
        .argument(argument("dryRun", TypeRef::named(TypeRef::BOOLEAN), "Only try it."))
        .argument(argument(
            "draft",
            TypeRef::named(TypeRef::BOOLEAN),
            "Keep it as a draft.",
        ))
        .argument(argument("publishAt", text(false), "When to publish it."))
}

fn register_dataset(mut builder: SchemaBuilder, dataset: &Dataset) -> SchemaBuilder {
    let name = type_of(dataset);
    for part in &dataset.parts {
        builder = builder.register(part_input(part));
    }
    builder
        .register(record_input(dataset, &format!("{name}Input"), false))
        .register(record_input(dataset, &format!("{name}Revision"), true))
        .register(payload(dataset))
}

/// What a record is to be. Revised, it says only what changes, and the revision that it starts from.
fn record_input(dataset: &Dataset, name: &str, revises: bool) -> InputObject {
    let is_series = dataset.identity == Identity::Series;
    let tells = match (revises, is_series) {
        (true, false) => "What changes; null empties a field.",
        (true, true) => "An observation that is public, with its new value: all of it is given.",
        (false, _) => "A new record.",
    };
    let mut input = InputObject::new(name).description(tells);
    if revises {
        let tells = "The revision at which you read it.";
        input = input.field(argument("expectedRevision", TypeRef::named_nn(TypeRef::INT), tells));
    }
    if !is_series {
        let tells = "Its public name.";
        input = input.field(argument("slug", TypeRef::named_nn(TypeRef::STRING), tells));
    }
    let needed = |required: bool| required && (!revises || is_series);
    let type_name = type_of(dataset);
    for column in &dataset.columns {
        let is_needed = needed(column.required && column.usual.is_none());
        input = input.field(column_input(&type_name, column, is_needed));
    }
    for part in &dataset.parts {
        let items = TypeRef::named_nn_list(format!("{}Input", part.type_name));
        input = input.field(argument(&camel(part.name), items, &as_in(&type_name)));
    }
    if !is_series {
        let citations = if needed(true) {
            TypeRef::named_nn_list_nn("CitationInput")
        } else {
            TypeRef::named_nn_list("CitationInput")
        };
        let tells = "At least one document.";
        input = input.field(argument(SOURCES, citations, tells));
    }
    input
}

/// A field is described once, in the type of the record.
fn as_in(type_name: &str) -> String {
    format!("As in `{type_name}`.")
}

fn column_input(type_name: &str, column: &Column, needed: bool) -> InputValue {
    let name = match column.kind {
        Kind::Text | Kind::Date | Kind::Reference(_) => TypeRef::STRING,
        Kind::Integer => TypeRef::INT,
        Kind::Decimal => "Decimal",
        Kind::Euros => "Euros",
        Kind::Boolean => TypeRef::BOOLEAN,
        Kind::Term(vocabulary) => vocabulary.name,
        Kind::List => {
            let texts = TypeRef::named_nn_list(TypeRef::STRING);
            return argument(&camel(column.name), texts, &as_in(type_name));
        }
    };
    let description = match column.kind {
        Kind::Date => format!("As in `{type_name}`, in EDTF: `2022-04`."),
        Kind::Reference(target) => format!("As in `{type_name}`: a slug of {target}."),
        _ => as_in(type_name),
    };
    let ty = if needed {
        TypeRef::named_nn(name)
    } else {
        TypeRef::named(name)
    };
    argument(&camel(column.name), ty, &description)
}

fn part_input(part: &Part) -> InputObject {
    let input = InputObject::new(format!("{}Input", part.type_name)).description(part.description.english);
    part.columns.iter().fold(input, |input, column| {
        input.field(column_input(part.type_name, column, column.required))
    })
}

fn citation_input() -> InputObject {
    let text = || TypeRef::named(TypeRef::STRING);
    InputObject::new("CitationInput")
        .description("A place where a fact was read.")
        .field(argument(
            "document",
            TypeRef::named_nn(TypeRef::STRING),
            "The document's public name (slug).",
        ))
        .field(argument("locator", text(), "The place in the document."))
        .field(argument(
            "field",
            text(),
            "The one field that it supports, by its REST name; the whole record unless said.",
        ))
}

fn withdrawal_input() -> InputObject {
    InputObject::new("WithdrawalInput")
        .description("A record that is to be public no more; its history stays.")
        .field(argument(
            "slug",
            TypeRef::named_nn(TypeRef::STRING),
            "The record's public name.",
        ))
        .field(argument(
            "expectedRevision",
            TypeRef::named_nn(TypeRef::INT),
            "The revision at which you read it.",
        ))
}

/// The payload of a publication in a dataset.
fn payload(dataset: &Dataset) -> Object {
    let own = payload_shape(dataset);
    let records = field(
        "records",
        TypeRef::named_nn_list_nn(type_of(dataset)),
        "The records named, as they are now.",
    );
    shapes::object(&own).field(records)
}

/// The fields of a payload beside its records.
fn payload_shape(dataset: &Dataset) -> Shape {
    let count = |tells: &str| (ShapeKind::Integer, tells.to_owned());
    let mut shape = Shape::new(payload_of(dataset), "What a publication did, or why it did nothing.")
        .with_optional(
            "revision",
            ShapeKind::Integer,
            "Its number; null where nothing was published.",
        )
        .with_optional("published_at", ShapeKind::Instant, "When it was made.");
    for (name, (kind, tells)) in [
        ("created", count("How many records are new.")),
        ("revised", count("How many have a new version.")),
        ("withdrawn", count("How many are withdrawn.")),
        ("unchanged", count("How many were already published as given.")),
    ] {
        shape = shape.with(name, kind, tells);
    }
    shape
        .with("replayed", ShapeKind::Boolean, "Whether it answers a repeated request.")
        .with_optional("draft", ShapeKind::Text, "The number of its draft.")
        .with(
            "changes",
            ShapeKind::Objects(change_shape()),
            "Of a trial or draft: what would change.",
        )
        .with(
            "warnings",
            ShapeKind::Objects(warning_shape()),
            "What is most often a mistake.",
        )
        .with(
            "errors",
            ShapeKind::Objects(problem_shape()),
            "What to mend, and where.",
        )
}
