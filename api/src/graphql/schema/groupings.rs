use async_graphql::dynamic::{Enum, EnumItem, Field, InputObject, SchemaBuilder, TypeRef};

use super::{
    parts::{argument, field},
    shapes,
};
use crate::{
    datasets::{
        Dataset,
        aggregate::groups::{DEFAULT_GROUPS, GREATEST_GROUPS, MOST_DIMENSIONS, ORDERED, dimensions, measures, shape},
    },
    domain::Language,
    graphql::names::{camel, screaming, type_of},
};

/// Registers the groups of a dataset, their dimensions and their measures.
pub(super) fn register(mut builder: SchemaBuilder, dataset: &Dataset) -> SchemaBuilder {
    let name = type_of(dataset);
    let by = dimensions(dataset).into_iter().map(|dimension| {
        let title = dimension.title(dataset, Language::English);
        EnumItem::new(screaming(&dimension.name)).description(title)
    });
    let by = Enum::new(format!("{name}Dimension"))
        .description("What rows can be grouped by.")
        .items(by);
    let summed = measures(dataset).into_iter().map(|place| {
        let column = &dataset.columns[place];
        EnumItem::new(screaming(column.name)).description(column.description.english)
    });
    let summed: Vec<EnumItem> = summed.collect();
    if !summed.is_empty() {
        let measure = Enum::new(format!("{name}Measure"))
            .description("What can be summed.")
            .items(summed);
        builder = builder.register(measure);
    }
    shapes::register(builder.register(by), &shape(dataset, &name))
}

/// Registers the types that all groups share.
pub(super) fn register_shared(builder: SchemaBuilder) -> SchemaBuilder {
    let fields =
        ORDERED.map(|(_, name)| EnumItem::new(screaming(name)).description(format!("The {name} of the group.")));
    let field = Enum::new("GroupOrderField")
        .description("What groups can be ordered by.")
        .items(fields);
    let order = InputObject::new("GroupOrder")
        .description("One term of an order of groups. Groups without values come last.")
        .field(argument("field", TypeRef::named_nn("GroupOrderField"), "By what."))
        .field(super::inputs::direction());
    builder.register(field).register(order)
}

/// The groups of a dataset.
pub(super) fn groups_field(dataset: &Dataset) -> Field {
    let name = type_of(dataset);
    let title = format!(
        "{}: rows counted and summed by what they have in common.",
        dataset.title.english
    );
    let by = format!("By what, at most {MOST_DIMENSIONS}.");
    let first = format!("The first: 1 to {GREATEST_GROUPS}, or {DEFAULT_GROUPS}.");
    let mut told = field(
        format!("{}Groups", camel(dataset.singular)),
        TypeRef::named_nn_list_nn(format!("{name}Group")),
        &title,
    )
    .argument(argument(
        "by",
        TypeRef::named_nn_list_nn(format!("{name}Dimension")),
        &by,
    ))
    .argument(argument(
        "filter",
        TypeRef::named(format!("{name}Filter")),
        "A condition.",
    ))
    .argument(argument(
        "orderBy",
        TypeRef::named_nn_list("GroupOrder"),
        "In this order; then by key.",
    ))
    .argument(argument("first", TypeRef::named(TypeRef::INT), &first))
    .argument(argument(
        "offset",
        TypeRef::named(TypeRef::INT),
        "How many to skip, at most 10,000.",
    ));
    if let Some(place) = measures(dataset).first() {
        let tells = format!(
            "What is summed; {} unless said.",
            screaming(dataset.columns[*place].name)
        );
        told = told.argument(argument("measure", TypeRef::named(format!("{name}Measure")), &tells));
    }
    told
}
