/// The calculators.
mod calculations;
/// What changed.
mod feeds;
/// Rows counted and summed.
mod groupings;
/// Filters and orders.
mod inputs;
/// Publications.
mod mutations;
/// Records, connections and their parts.
mod objects;
/// Fields and arguments.
mod parts;
/// Answers that are no records.
mod shapes;

use async_graphql::{
    SDLExportOptions,
    dynamic::{Field, InputValue, Object, Schema, TypeRef},
};

use super::names::{camel, type_of};
use crate::{
    datasets::{
        Dataset, registry,
        search::{self, DEFAULT_HITS, GREATEST_HITS, GREATEST_OFFSET},
    },
    domain::{Error, Result},
    graphql::{
        names::AS_OF,
        schema::parts::{argument, field},
    },
};

pub(super) use super::names::MUTATION;
pub(super) use super::names::presence;

/// The schema of every dataset.
pub(super) fn schema() -> Result<Schema> {
    let mut query = Object::new("Query").description(
        "Every dataset, by slug, as a list and in groups. Reading needs no key; the data is under Licence Ouverte 2.0. Lists give 50 records unless `first` or `last` says otherwise, in the order in which they were first published unless `orderBy` does, and groups give 100. `asOf` holds for all that is asked below it.",
    );
    for root in shared_roots() {
        query = query.field(root.argument(as_of()));
    }
    let mut builder = Schema::build("Query", Some(MUTATION), None).limit_recursive_depth(super::limits::DEEPEST * 2);
    for dataset in registry().datasets() {
        for root in roots_of(dataset) {
            query = query.field(root.argument(as_of()));
        }
        builder = groupings::register(builder, dataset);
        builder = objects::register(builder, dataset)?;
        builder = inputs::register(builder, dataset)?;
    }
    builder = groupings::register_shared(builder);
    builder = shapes::register(builder, &search::shape());
    builder = calculations::register(builder);
    builder = feeds::register(builder);
    builder = objects::register_shared(builder);
    builder = inputs::register_shared(builder);
    builder = mutations::register(builder);
    builder.register(query).finish().map_err(Error::internal)
}

/// The root fields of a dataset.
fn roots_of(dataset: &Dataset) -> [Field; 3] {
    let one = field(
        camel(dataset.singular),
        TypeRef::named(type_of(dataset)),
        dataset.description.english,
    );
    let slug = argument("slug", TypeRef::named_nn(TypeRef::STRING), "The record's public name.");
    [
        one.argument(slug),
        objects::connection_field(camel(dataset.name), dataset, dataset.description.english),
        groupings::groups_field(dataset),
    ]
}

/// The root fields that are of no one dataset.
fn shared_roots() -> [Field; 7] {
    [
        field("node", TypeRef::named("Node"), "A record, by its global id.").argument(argument(
            "id",
            TypeRef::named_nn(TypeRef::ID),
            "The record's global id.",
        )),
        field(
            "nodes",
            TypeRef::named_list_nn("Node"),
            "Records, by their global ids, in the same order; null for one that does not exist.",
        )
        .argument(argument(
            "ids",
            TypeRef::named_nn_list_nn(TypeRef::ID),
            "Global ids, at most 500.",
        )),
        search_field(),
        feeds::changes_field(),
        feeds::diff_field(),
        field(
            "calculators",
            TypeRef::named_nn(crate::graphql::names::TYPE),
            "The calculators.",
        ),
        field(
            "meta",
            TypeRef::named_nn("Meta"),
            "The revision that the answers show, and what it holds.",
        ),
    ]
}

/// The moment of which a root field is read.
fn as_of() -> InputValue {
    argument(AS_OF, TypeRef::named("Moment"), "The moment; else now.")
}

fn search_field() -> Field {
    let first = format!("The best so many hits, from 1 to {GREATEST_HITS}; {DEFAULT_HITS} unless said.");
    let offset = format!("How many hits to skip, at most {GREATEST_OFFSET}.");
    let names = TypeRef::named_nn_list(TypeRef::STRING);
    field(
        "search",
        TypeRef::named_nn(search::shape().name),
        "What is found by words, over all datasets or some.",
    )
    .argument(argument(
        "query",
        TypeRef::named_nn(TypeRef::STRING),
        "The words, in French, whatever their accents, case, plural or simple inflection.",
    ))
    .argument(argument(
        "datasets",
        names,
        "Only in these datasets, by their REST names.",
    ))
    .argument(argument("first", TypeRef::named(TypeRef::INT), &first))
    .argument(argument("offset", TypeRef::named(TypeRef::INT), &offset))
}

/// The schema in the schema definition language.
pub(super) fn text(schema: &Schema) -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_enum_items()
        .sorted_arguments()
        .include_specified_by()
        .prefer_single_line_descriptions();
    let mut text = schema.sdl_with_options(options);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
