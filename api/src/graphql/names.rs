use crate::datasets::{Column, Dataset};

/// `published_on` or `funding-windows` as GraphQL names a field: `publishedOn`, `fundingWindows`.
pub(super) fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut upper = false;
    for letter in name.chars() {
        if matches!(letter, '_' | '-') {
            upper = true;
        } else if upper {
            camel.extend(letter.to_uppercase());
            upper = false;
        } else {
            camel.push(letter);
        }
    }
    camel
}

/// The same as GraphQL names a type: `FundingWindows`.
pub(super) fn pascal(name: &str) -> String {
    let camel = camel(name);
    let (first, rest) = camel.split_at(1);
    first.to_uppercase() + rest
}

/// The type of a dataset's records.
pub(super) fn type_of(dataset: &Dataset) -> String {
    pascal(dataset.singular)
}

/// The field of a record that tells its phases under way on a day.
pub(super) const PHASES_ON: &str = "phasesOn";

/// The type of that field.
pub(super) fn phases_on_name(dataset: &Dataset) -> String {
    format!("{}PhasesOn", type_of(dataset))
}

/// A term, or a column's name, as GraphQL names an enum value: `MORE_THAN`.
pub(super) fn screaming(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}

/// Operators, by their GraphQL names.
pub(super) const OPERATORS: [(&str, &str); 11] = [
    ("eq", "eq"),
    ("ne", "ne"),
    ("in", "in"),
    ("notIn", "not_in"),
    ("lt", "lt"),
    ("lte", "lte"),
    ("gt", "gt"),
    ("gte", "gte"),
    ("contains", "contains"),
    ("startsWith", "starts_with"),
    ("isNull", "is_null"),
];

/// The greatest page.
pub(super) const GREATEST_PAGE: usize = 500;

/// The argument that names the moment of which a root field is read.
pub(super) const AS_OF: &str = "asOf";

/// The default number of records of a page.
pub(super) const DEFAULT_PAGE: usize = 50;

/// The type of the root field of writes.
pub(in crate::graphql) const MUTATION: &str = "Mutation";

/// The name of the field that asks whether a reference has a value.
pub(in crate::graphql) fn presence(column: &Column) -> String {
    format!("has{}", pascal(column.name))
}

/// The type of the field that holds the calculators.
pub(in crate::graphql) const TYPE: &str = "Calculators";

/// The input field of sources.
pub(in crate::graphql) const SOURCES: &str = "sources";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_graphql_habits() {
        assert_eq!(camel("funding-windows"), "fundingWindows");
        assert_eq!(pascal("published_on"), "PublishedOn");
        assert_eq!(screaming("more_than"), "MORE_THAN");
    }
}
