use async_graphql::dynamic::{Field, SchemaBuilder, TypeRef};

use super::{
    parts::{argument, field},
    shapes,
};
use crate::datasets::changes::{differences, feed};

/// Registers the types of the feed and of differences.
pub(super) fn register(builder: SchemaBuilder) -> SchemaBuilder {
    let builder = shapes::register(builder, &feed::page_shape());
    shapes::register(builder, &differences::shape())
}

/// The feed of changes.
pub(super) fn changes_field() -> Field {
    let first = format!(
        "The most changes, from 1 to {}; {} unless said.",
        feed::GREATEST_CHANGES,
        feed::DEFAULT_CHANGES
    );
    field(
        "changes",
        TypeRef::named_nn(feed::page_shape().name),
        "What publications changed, oldest first: a replica that applies each change stays equal to what is published.",
    )
    .argument(argument(
        "after",
        TypeRef::named(TypeRef::STRING),
        "A revision (`\"12\"`), or the place that an answer gave (`\"12.345\"`); the beginning unless said.",
    ))
    .argument(argument(
        "since",
        TypeRef::named("Moment"),
        "Instead of `after`: a past moment. A day begins at midnight in Paris.",
    ))
    .argument(argument("first", TypeRef::named(TypeRef::INT), &first))
    .argument(argument(
        "datasets",
        TypeRef::named_nn_list(TypeRef::STRING),
        "Only of these datasets, by their REST names.",
    ))
    .argument(argument(
        "region",
        TypeRef::named(TypeRef::STRING),
        "Only of records of this region, before or after the change.",
    ))
    .argument(argument(
        "publisher",
        TypeRef::named(TypeRef::STRING),
        "Only those that this institution published.",
    ))
}

/// What changed between two moments.
pub(super) fn diff_field() -> Field {
    let first = format!(
        "The most records, from 1 to {}; {} unless said.",
        differences::GREATEST_RECORDS,
        differences::DEFAULT_RECORDS
    );
    field(
        "diff",
        TypeRef::named_nn(differences::shape().name),
        "What changed between two moments, by dataset and institution, with the differences of amounts; record by record for a dataset that is named.",
    )
    .argument(argument("from", TypeRef::named_nn("Moment"), "The earlier moment."))
    .argument(argument("to", TypeRef::named("Moment"), "The later moment; now unless said."))
    .argument(argument(
        "dataset",
        TypeRef::named(TypeRef::STRING),
        "The dataset whose records are told one by one, by its REST name.",
    ))
    .argument(argument(
        "after",
        TypeRef::named(TypeRef::STRING),
        "The `next` of an answer, for more records.",
    ))
    .argument(argument("first", TypeRef::named(TypeRef::INT), &first))
}
