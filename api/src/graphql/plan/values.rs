use async_graphql_value::ConstValue;

/// The items of a list; a single value stands for a list of one, as GraphQL has it.
pub(super) fn items(value: &ConstValue) -> Vec<ConstValue> {
    match value {
        ConstValue::List(items) => items.clone(),
        single => vec![single.clone()],
    }
}

/// A leaf as text, which the parsers of datasets read.
pub(super) fn as_text(value: &ConstValue) -> Option<String> {
    match value {
        ConstValue::String(text) => Some(text.clone()),
        ConstValue::Enum(name) => Some(name.to_string()),
        ConstValue::Number(number) => Some(number.to_string()),
        ConstValue::Boolean(answer) => Some(answer.to_string()),
        _ => None,
    }
}
