use async_graphql::dynamic::{Enum, EnumItem, Field, Object, SchemaBuilder, TypeRef};

use super::{
    parts::{argument, field, vocabulary_enum},
    shapes,
};
use crate::{
    calculators::{Calculator, InputKind, calculators, shape},
    graphql::{
        names::{TYPE, camel},
        schema::parts::language_argument,
    },
};

/// Registers the calculators, with their inputs and outcomes.
pub(super) fn register(mut builder: SchemaBuilder) -> SchemaBuilder {
    let mut object = Object::new(TYPE)
        .description("What the published tariffs, targets and rules come to for one case. Each answer names the records it used, with their sources.");
    for calculator in calculators() {
        object = object.field(of_calculator(calculator));
        for input in &calculator.inputs {
            if let InputKind::Choice(vocabulary) = input.kind {
                builder = builder.register(vocabulary_enum(vocabulary));
            }
        }
    }
    let language = Enum::new("Lang")
        .description("A language.")
        .item(EnumItem::new("FR").description("French."))
        .item(EnumItem::new("EN").description("English."));
    shapes::register(builder, &shape()).register(object).register(language)
}

fn of_calculator(calculator: &Calculator) -> Field {
    let answer = TypeRef::named_nn(shape().name);
    let mut told = field(camel(calculator.name), answer, calculator.description.english);
    for input in &calculator.inputs {
        let name = match input.kind {
            InputKind::Count(..) => TypeRef::INT,
            InputKind::Quantity(..) => "Decimal",
            InputKind::Euros => "Euros",
            InputKind::Boolean => TypeRef::BOOLEAN,
            InputKind::Day => "Date",
            InputKind::Choice(vocabulary) => vocabulary.name,
            InputKind::Name(_) => TypeRef::STRING,
            InputKind::Names(..) => {
                let names = TypeRef::named_nn_list(TypeRef::STRING);
                told = told.argument(argument(&camel(input.name), names, input.description.english));
                continue;
            }
        };
        let ty = if input.required {
            TypeRef::named_nn(name)
        } else {
            TypeRef::named(name)
        };
        told = told.argument(argument(&camel(input.name), ty, input.description.english));
    }
    told.argument(language_argument())
}
