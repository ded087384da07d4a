use async_graphql::dynamic::{Enum, EnumItem, InputObject, InputValue, SchemaBuilder, TypeRef};

use super::parts::argument;
use crate::{
    datasets::{
        Column, Dataset, Kind, Part,
        model::declaration::REVISION,
        read::{
            filter::{
                operators, published,
                time::{self, Question},
            },
            order::orderable,
        },
        registry,
    },
    domain::{Result, Vocabulary},
    graphql::names::{OPERATORS, camel, presence, screaming, type_of},
};

/// The filter by the moment of publication.
const PUBLISHED_AT_FILTER: &str = "PublishedAtFilter";

/// Registers the filter and the order of a dataset.
pub(super) fn register(mut builder: SchemaBuilder, dataset: &Dataset) -> Result<SchemaBuilder> {
    let name = type_of(dataset);
    let mut filter = combinators(&format!("{name}Filter"))
        .description("A condition: all of its fields together.")
        .field(argument("slug", TypeRef::named("SlugFilter"), "Its public name."))
        .field(argument(
            "search",
            TypeRef::named(TypeRef::STRING),
            "French words to be found in it.",
        ))
        .field(argument(
            "sourceDocument",
            TypeRef::named("SlugFilter"),
            "A document that it cites.",
        ))
        .field(argument("publisher", TypeRef::named("SlugFilter"), "Who published it."))
        .field(argument(
            "publishedAt",
            TypeRef::named(PUBLISHED_AT_FILTER),
            "When that was.",
        ))
        .field(argument(
            REVISION.name,
            TypeRef::named("IntegerFilter"),
            REVISION.description.english,
        ));
    filter = column_filters(filter, &name, &dataset.columns)?;
    filter = question_filters(filter, dataset);
    if let Some(kinds) = time::phase_kinds(dataset) {
        builder = builder.register(open_on(&name, kinds));
    }
    for part in &dataset.parts {
        filter = filter.field(argument(
            &camel(part.name),
            TypeRef::named(format!("{}ListFilter", part.type_name)),
            part.description.english,
        ));
        builder = builder
            .register(list_filter(part.type_name))
            .register(part_filter(part)?);
        builder = register_vocabularies(builder, &part.columns);
    }
    for relation in &dataset.relations {
        let target = type_of(registry().target(relation.target)?);
        filter = filter.field(argument(
            &camel(relation.name),
            TypeRef::named(format!("{target}ListFilter")),
            relation.description.english,
        ));
    }
    builder = register_vocabularies(builder, &dataset.columns);
    let order_field = order_field(dataset, &name);
    let order = InputObject::new(format!("{name}Order"))
        .description("One term of an order; missing values come last.")
        .field(argument(
            "field",
            TypeRef::named_nn(format!("{name}OrderField")),
            "By what.",
        ))
        .field(direction());
    let is_listed = registry()
        .datasets()
        .any(|other| other.relations.iter().any(|relation| relation.target == dataset.name));
    if is_listed {
        builder = builder.register(list_filter(&name));
    }
    Ok(builder.register(filter).register(order_field).register(order))
}

/// What a list can be ordered by.
fn order_field(dataset: &Dataset, name: &str) -> Enum {
    let title = |field: &str| match dataset.column(field) {
        Some(place) => dataset.columns[place].title.english,
        None if field == REVISION.name => REVISION.title.english,
        None => "Slug",
    };
    let fields = orderable(dataset);
    let fields = fields
        .iter()
        .map(|field| EnumItem::new(screaming(field)).description(title(field)));
    Enum::new(format!("{name}OrderField"))
        .description("What orders a list.")
        .items(fields)
}

/// The questions that a dataset answers.
fn question_filters(filter: InputObject, dataset: &Dataset) -> InputObject {
    time::questions(dataset).fold(filter, |filter, question| {
        let ty = match question {
            Question::OpenOn => format!("{}OpenOn", type_of(dataset)),
            Question::Current | Question::Latest => TypeRef::BOOLEAN.to_owned(),
            Question::Since => "Moment".to_owned(),
        };
        // The type of a moment says how one is written.
        let tells = match question {
            Question::Since => "Published as it is after this moment.",
            _ => question.description().english,
        };
        filter.field(argument(&camel(question.name()), TypeRef::named(ty), tells))
    })
}

/// A day, and a kind of phase.
fn open_on(name: &str, kinds: &Vocabulary) -> InputObject {
    InputObject::new(format!("{name}OpenOn"))
        .description("A day on which a phase is under way, or may be where its start or end is not known to the day.")
        .field(argument(
            "date",
            TypeRef::named("Date"),
            "The day; today in Paris unless said.",
        ))
        .field(argument(
            "phase",
            TypeRef::named(kinds.name),
            "Only phases of this kind.",
        ))
}

pub(super) fn direction() -> InputValue {
    argument("direction", TypeRef::named("Direction"), "Which way.")
        .default_value(async_graphql::Value::Enum(async_graphql::Name::new("ASC")))
}

fn combinators(name: &str) -> InputObject {
    InputObject::new(name)
        .field(argument("and", TypeRef::named_nn_list(name), "All of these."))
        .field(argument("or", TypeRef::named_nn_list(name), "One of these."))
        .field(argument("not", TypeRef::named(name), "Not this."))
}

fn column_filters(mut filter: InputObject, type_name: &str, columns: &[Column]) -> Result<InputObject> {
    // Said once, in the type of the record.
    let same = format!("As in `{type_name}`.");
    for column in columns {
        let ty = match column.kind {
            Kind::List => continue,
            Kind::Reference(target) => {
                let tells = format!("Whether there is such a `{}`.", camel(column.name));
                filter = filter.field(argument(&presence(column), TypeRef::named(TypeRef::BOOLEAN), &tells));
                format!("{}Filter", type_of(registry().target(target)?))
            }
            Kind::Term(vocabulary) => format!("{}Filter", vocabulary.name),
            Kind::Text if operators(column).contains(&"contains") => "TextFilter".to_owned(),
            Kind::Text => "CodeFilter".to_owned(),
            Kind::Integer => "IntegerFilter".to_owned(),
            Kind::Decimal => "DecimalFilter".to_owned(),
            Kind::Euros => "EurosFilter".to_owned(),
            Kind::Boolean => "BooleanFilter".to_owned(),
            Kind::Date => "ApproximateDateFilter".to_owned(),
        };
        filter = filter.field(argument(&camel(column.name), TypeRef::named(ty), &same));
    }
    Ok(filter)
}

fn part_filter(part: &Part) -> Result<InputObject> {
    let filter = combinators(&format!("{}Filter", part.type_name)).description("A condition on an item.");
    column_filters(filter, part.type_name, &part.columns)
}

fn list_filter(name: &str) -> InputObject {
    let of = || TypeRef::named(format!("{name}Filter"));
    InputObject::new(format!("{name}ListFilter"))
        .description("A condition on a list.")
        .field(argument("some", of(), "At least one satisfies this."))
        .field(argument("none", of(), "None does."))
        .field(argument("every", of(), "Every one does, or the list is empty."))
}

fn register_vocabularies(mut builder: SchemaBuilder, columns: &[Column]) -> SchemaBuilder {
    for column in columns {
        if let Kind::Term(vocabulary) = column.kind {
            let name = format!("{}Filter", vocabulary.name);
            builder = builder.register(comparisons(&name, vocabulary.name, operators(column)));
        }
    }
    builder
}

/// A filter with these comparisons.
fn comparisons(name: &str, operand: &str, operators: &[&str]) -> InputObject {
    let mut filter = InputObject::new(name).description("Comparisons of a value.");
    for (field, operator) in OPERATORS {
        if !operators.contains(&operator) {
            continue;
        }
        let (ty, description) = match operator {
            "is_null" => (TypeRef::named(TypeRef::BOOLEAN), "Is missing, or is not."),
            "in" => (TypeRef::named_nn_list(operand), "Is one of these."),
            "not_in" => (TypeRef::named_nn_list(operand), "Is missing or none of these."),
            "eq" => (TypeRef::named(operand), "Equals this."),
            "ne" => (TypeRef::named(operand), "Is missing or another."),
            "lt" => (
                TypeRef::named(operand),
                "Is less than this; for a date, wholly before it.",
            ),
            "lte" => (
                TypeRef::named(operand),
                "Is not more than this; for a date, not after it.",
            ),
            "gt" => (
                TypeRef::named(operand),
                "Is more than this; for a date, wholly after it.",
            ),
            "gte" => (
                TypeRef::named(operand),
                "Is not less than this; for a date, not before it.",
            ),
            "contains" => (TypeRef::named(operand), "Contains this, whatever the case and accents."),
            _ => (
                TypeRef::named(operand),
                "Starts with this, whatever the case and accents.",
            ),
        };
        filter = filter.field(argument(field, ty, description));
    }
    filter
}

/// Registers the types that all filters share.
pub(super) fn register_shared(mut builder: SchemaBuilder) -> SchemaBuilder {
    let plain: &[&str] = &["eq", "ne", "in", "not_in", "is_null"];
    let ordered: &[&str] = &["eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", "is_null"];
    let matched: &[&str] = &["eq", "ne", "in", "not_in", "contains", "starts_with", "is_null"];
    for (name, operand, operators) in [
        ("TextFilter", TypeRef::STRING, matched),
        ("CodeFilter", TypeRef::STRING, plain),
        ("IntegerFilter", TypeRef::INT, ordered),
        ("DecimalFilter", "Decimal", ordered),
        ("EurosFilter", "Euros", ordered),
        ("BooleanFilter", TypeRef::BOOLEAN, &["eq", "ne", "is_null"]),
        ("ApproximateDateFilter", TypeRef::STRING, ordered),
    ] {
        builder = builder.register(comparisons(name, operand, operators));
    }
    let published = comparisons(PUBLISHED_AT_FILTER, "DateTime", &published::OPERATORS)
        .description("Comparisons of an instant, with an instant or a whole day in Paris.");
    builder = builder.register(published);
    let slug = InputObject::new("SlugFilter")
        .description("Comparisons of a public name; several together mean all of them.")
        .field(argument("eq", TypeRef::named(TypeRef::STRING), "Is this."))
        .field(argument("ne", TypeRef::named(TypeRef::STRING), "Is not this."))
        .field(argument(
            "in",
            TypeRef::named_nn_list(TypeRef::STRING),
            "Is one of these.",
        ))
        .field(argument(
            "notIn",
            TypeRef::named_nn_list(TypeRef::STRING),
            "Is none of these.",
        ));
    let direction = Enum::new("Direction")
        .description("Which way a list is ordered.")
        .item(EnumItem::new("ASC").description("Smallest, earliest, A first."))
        .item(EnumItem::new("DESC").description("Greatest, latest, Z first."));
    builder.register(slug).register(direction)
}
