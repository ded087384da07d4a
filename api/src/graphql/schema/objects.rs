use async_graphql::dynamic::{
    Enum, EnumItem, Field, Interface, InterfaceField, Object, Scalar, SchemaBuilder, TypeRef,
};

use super::{
    parts::{argument, field, language_argument},
    shapes,
};
use crate::{
    datasets::{
        Column, Dataset, Kind, Part,
        aggregate::not_covered,
        model::description,
        read::{
            filter::time,
            history::{self, DEFAULT_VERSIONS, GREATEST_VERSIONS},
            warning,
        },
        registry,
    },
    domain::{Precision, Result, Vocabulary},
    graphql::{
        names::{DEFAULT_PAGE, GREATEST_PAGE, PHASES_ON, camel, phases_on_name, screaming, type_of},
        schema::parts::vocabulary_enum,
    },
};

/// The fields of every record: their names, types and descriptions.
fn record_fields() -> [(&'static str, TypeRef, &'static str); 6] {
    [
        ("id", TypeRef::named_nn(TypeRef::ID), "Its global id, for `node`."),
        ("slug", TypeRef::named_nn(TypeRef::STRING), "Its public name."),
        (
            "revision",
            TypeRef::named_nn(TypeRef::INT),
            "The publication of its content.",
        ),
        ("publishedAt", TypeRef::named_nn("DateTime"), "When that was made."),
        ("publisher", TypeRef::named_nn(TypeRef::STRING), "Who made it."),
        (
            "provenance",
            TypeRef::named_nn_list_nn("Citation"),
            "Where its facts were read; never empty.",
        ),
    ]
}

/// The labels of a record's coded values.
fn labels_field() -> Field {
    let labels = TypeRef::named_nn_list_nn(description::label_shape().name);
    field("labels", labels, LABELS).argument(language_argument())
}

const LABELS: &str = "Terms and dates in words.";

/// The versions of a record. Each dataset has its own type of version, which the library does not let an interface declare.
fn history_field(ty: TypeRef) -> Field {
    let first = format!("From 1 to {GREATEST_VERSIONS}; {DEFAULT_VERSIONS} unless said.");
    field("history", ty, "Every version of it, the newest first.").argument(argument(
        "first",
        TypeRef::named(TypeRef::INT),
        &first,
    ))
}

/// The fields that the versions of every dataset have.
fn version_interface() -> Interface {
    let fields = history::shape_of_publication("Version").fields;
    let interface =
        Interface::new("Version").description("A version that a record has had, and the publication that made it.");
    fields.iter().fold(interface, |interface, told| {
        let field = InterfaceField::new(camel(&told.name), shapes::type_of(told)).description(&told.description);
        interface.field(field)
    })
}

/// Registers the record of a dataset, its parts and its connection.
pub(super) fn register(mut builder: SchemaBuilder, dataset: &Dataset) -> Result<SchemaBuilder> {
    let name = type_of(dataset);
    let mut record = Object::new(&name)
        .description(dataset.description.english)
        .implement("Node")
        .implement("Record");
    for (name, ty, description) in record_fields() {
        record = record.field(field(name, ty, description));
    }
    record = record.field(labels_field());
    if warning::has_warnings(dataset) {
        let told = TypeRef::named_nn_list_nn(warning::shape().name);
        record = record.field(field("warnings", told, "What a reader of the record should know."));
    }
    let version = history::shape(dataset, &name);
    record = record.field(history_field(TypeRef::named_nn_list_nn(&version.name)));
    builder = shapes::register_within(builder, &version).register(shapes::object(&version).implement("Version"));
    for column in &dataset.columns {
        record = record.field(column_field(column)?);
    }
    for part in &dataset.parts {
        record = record.field(field(
            camel(part.name),
            TypeRef::named_nn_list_nn(part.type_name),
            part.description.english,
        ));
        builder = builder.register(part_object(part)?);
        builder = register_vocabularies(builder, &part.columns);
    }
    if let Some(kinds) = time::phase_kinds(dataset) {
        let tells = "The phases under way on a day.";
        let date = argument("date", TypeRef::named_nn("Date"), "The day.");
        record = record.field(field(PHASES_ON, TypeRef::named_nn(phases_on_name(dataset)), tells).argument(date));
        builder = builder.register(phases_on(dataset, kinds));
    }
    for relation in &dataset.relations {
        let target = registry().target(relation.target)?;
        record = record.field(connection_field(
            camel(relation.name),
            target,
            relation.description.english,
        ));
    }
    builder = register_vocabularies(builder, &dataset.columns);
    let edge = Object::new(format!("{name}Edge"))
        .description("A record in a list.")
        .field(field(
            "cursor",
            TypeRef::named_nn(TypeRef::STRING),
            "For `after` and `before`.",
        ))
        .field(field("node", TypeRef::named_nn(&name), "The record."));
    let connection = connection(&name);
    Ok(builder.register(record).register(edge).register(connection))
}

/// A page of a list.
fn connection(name: &str) -> Object {
    Object::new(format!("{name}Connection"))
        .description("A page of a list.")
        .field(field(
            "edges",
            TypeRef::named_nn_list_nn(format!("{name}Edge")),
            "With their cursors.",
        ))
        .field(field("nodes", TypeRef::named_nn_list_nn(name), "The records."))
        .field(field(
            "pageInfo",
            TypeRef::named_nn("PageInfo"),
            "Whether there are more.",
        ))
        .field(field(
            "totalCount",
            TypeRef::named_nn(TypeRef::INT),
            "How many the whole list has.",
        ))
        .field(field(
            "notCovered",
            TypeRef::named_nn_list_nn(not_covered::shape().name),
            "Of an empty list: what there is instead.",
        ))
}

/// The phases of a record that are under way on a day.
fn phases_on(dataset: &Dataset, kinds: &Vocabulary) -> Object {
    let kinds = || TypeRef::named_nn_list_nn(kinds.name);
    let certain = "Those that are certainly under way.";
    let uncertain = "Those that may be: their start or end is not known to the day.";
    Object::new(phases_on_name(dataset))
        .description("The kinds of phases under way on a day.")
        .field(field("certain", kinds(), certain))
        .field(field("uncertain", kinds(), uncertain))
}

fn register_vocabularies(mut builder: SchemaBuilder, columns: &[Column]) -> SchemaBuilder {
    for column in columns {
        if let Kind::Term(vocabulary) = column.kind {
            builder = builder.register(vocabulary_enum(vocabulary));
        }
    }
    builder
}

fn part_object(part: &Part) -> Result<Object> {
    let mut object = Object::new(part.type_name).description(part.description.english);
    for column in &part.columns {
        object = object.field(column_field(column)?);
    }
    Ok(object.field(labels_field()))
}

fn column_field(column: &Column) -> Result<Field> {
    let name = match column.kind {
        Kind::Text => TypeRef::STRING.to_owned(),
        Kind::Integer => TypeRef::INT.to_owned(),
        Kind::Decimal => "Decimal".to_owned(),
        Kind::Euros => "Euros".to_owned(),
        Kind::Boolean => TypeRef::BOOLEAN.to_owned(),
        Kind::Date => "ApproximateDate".to_owned(),
        Kind::Term(vocabulary) => vocabulary.name.to_owned(),
        Kind::Reference(target) => type_of(registry().target(target)?),
        Kind::List => {
            let texts = TypeRef::named_nn_list_nn(TypeRef::STRING);
            return Ok(field(camel(column.name), texts, column.description.english));
        }
    };
    let ty = if column.required {
        TypeRef::named_nn(name)
    } else {
        TypeRef::named(name)
    };
    Ok(field(camel(column.name), ty, column.description.english))
}

/// A list of a dataset's records, with its arguments.
pub(super) fn connection_field(name: String, dataset: &Dataset, description: &str) -> Field {
    let type_name = type_of(dataset);
    let page = format!("The first: 1 to {GREATEST_PAGE}, or {DEFAULT_PAGE}.");
    let last = "The last so many.";
    field(name, TypeRef::named_nn(format!("{type_name}Connection")), description)
        .argument(argument(
            "filter",
            TypeRef::named(format!("{type_name}Filter")),
            "A condition.",
        ))
        .argument(argument(
            "orderBy",
            TypeRef::named_nn_list(format!("{type_name}Order")),
            "In this order.",
        ))
        .argument(argument("first", TypeRef::named(TypeRef::INT), &page))
        .argument(argument("after", TypeRef::named(TypeRef::STRING), "After this cursor."))
        .argument(argument("last", TypeRef::named(TypeRef::INT), last))
        .argument(argument(
            "before",
            TypeRef::named(TypeRef::STRING),
            "Before this cursor.",
        ))
}

/// Registers the types that all datasets share.
pub(super) fn register_shared(mut builder: SchemaBuilder) -> SchemaBuilder {
    let (id, ty, description) = ("id", TypeRef::named_nn(TypeRef::ID), "The global id.");
    let node = Interface::new("Node")
        .description("Whatever has a global id.")
        .field(InterfaceField::new(id, ty).description(description));
    let mut record = Interface::new("Record")
        .description("Whatever is published: a fact with its source, its revision and its publisher.")
        .implement("Node");
    for (name, ty, description) in record_fields() {
        record = record.field(InterfaceField::new(name, ty).description(description));
    }
    let labels = TypeRef::named_nn_list_nn(description::label_shape().name);
    record = record.field(
        InterfaceField::new("labels", labels)
            .description(LABELS)
            .argument(language_argument()),
    );
    builder = shapes::register(builder, &description::label_shape());
    builder = shapes::register(builder, &not_covered::shape());
    builder = shapes::register(builder, &warning::shape());
    builder = shapes::register(builder, &description::shape());
    builder = builder.register(node).register(record).register(version_interface());
    const RFC_3339: &str = "https://www.rfc-editor.org/rfc/rfc3339";
    const RFC_8259: &str = "https://www.rfc-editor.org/rfc/rfc8259";
    for (name, specification, description) in [
        (
            "Moment",
            RFC_3339,
            "A moment of the data: the number of a revision (`12`), the date of an edition (`\"2026-12-01\"`), or an instant, RFC 3339 (`\"2026-11-24T09:00:00Z\"`). What a revision answers never changes.",
        ),
        (
            "JSON",
            RFC_8259,
            "Any JSON value: a record as REST and files have it, whose fields depend on its dataset.",
        ),
        ("Date", RFC_3339, "A day, ISO 8601: `2022-03-14`."),
        (
            "DateTime",
            RFC_3339,
            "An instant in UTC, RFC 3339: `2022-03-14T09:30:00Z`.",
        ),
        (
            "Decimal",
            RFC_8259,
            "An exact quantity with at most three decimals, as a JSON number.",
        ),
        (
            "Euros",
            RFC_8259,
            "An amount of money in euros, as text with two decimals: `\"1210399.00\"`. Never a binary float.",
        ),
    ] {
        let scalar = Scalar::new(name).description(description);
        builder = builder.register(scalar.specified_by_url(specification));
    }
    for object in shared_objects() {
        builder = builder.register(object);
    }
    builder.register(precision())
}

fn precision() -> Enum {
    let items =
        Precision::ALL.map(|(precision, code)| EnumItem::new(screaming(code)).description(precision.description()));
    Enum::new("Precision")
        .description("How finely a date is stated.")
        .items(items)
}

fn shared_objects() -> [Object; 4] {
    let date = Object::new("ApproximateDate")
        .description("A date as its source states it: `2022`, `2022-04` and `2022-03-14` are three different statements.")
        .field(field("edtf", TypeRef::named_nn(TypeRef::STRING), "The statement, EDTF (ISO 8601-2): `2022-04`, `2021-33` (first quarter), `2021-09/2023-12`; a final `?` says inferred; `XXXX` says undated."))
        .field(field("earliest", TypeRef::named("Date"), "The first day that it can mean; null when undated."))
        .field(field("latest", TypeRef::named("Date"), "The last day that it can mean; null when undated."))
        .field(field("precision", TypeRef::named_nn("Precision"), "How finely it is stated."))
        .field(field("inferred", TypeRef::named_nn(TypeRef::BOOLEAN), "Whether it was inferred rather than printed."));
    let citation = Object::new("Citation")
        .description("A place where a fact was read.")
        .field(field("document", TypeRef::named_nn("Document"), "The document."))
        .field(field(
            "locator",
            TypeRef::named(TypeRef::STRING),
            "The place in the document.",
        ))
        .field(field(
            "field",
            TypeRef::named(TypeRef::STRING),
            "The one field that it supports, by its REST name; null when it supports the whole record.",
        ));
    let page = Object::new("PageInfo")
        .description("Where a page stands in its list.")
        .field(field(
            "hasNextPage",
            TypeRef::named_nn(TypeRef::BOOLEAN),
            "Whether records follow.",
        ))
        .field(field(
            "hasPreviousPage",
            TypeRef::named_nn(TypeRef::BOOLEAN),
            "Whether records precede.",
        ))
        .field(field(
            "startCursor",
            TypeRef::named(TypeRef::STRING),
            "The cursor of the first record; null on an empty page.",
        ))
        .field(field(
            "endCursor",
            TypeRef::named(TypeRef::STRING),
            "The cursor of the last record; null on an empty page.",
        ));
    let meta = Object::new("Meta")
        .description("What the answers show.")
        .field(field("revision", TypeRef::named_nn(TypeRef::INT), "The revision."))
        .field(field(
            "publishedAt",
            TypeRef::named("DateTime"),
            "When it was published; null before the first.",
        ))
        .field(
            field(
                "datasets",
                TypeRef::named_nn_list_nn(description::shape().name),
                "Every dataset.",
            )
            .argument(language_argument()),
        );
    [date, citation, page, meta]
}
