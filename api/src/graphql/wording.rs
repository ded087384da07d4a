use std::{collections::BTreeSet, sync::LazyLock};

use super::names::{OPERATORS, camel};
use crate::{
    datasets::{
        read::filter::time::{Question, questions},
        registry,
    },
    domain::Language,
};

/// Arguments that the floors below name as REST does.
const ARGUMENTS: [&str; 8] = [
    "as_of",
    "order_by",
    "source_document",
    "dry_run",
    "publish_at",
    "idempotency_key",
    "expected_revision",
    "published_at",
];

/// The names that REST and GraphQL write otherwise, as REST writes them.
static NAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let mut names: BTreeSet<&str> = ARGUMENTS.into();
    names.extend(OPERATORS.map(|(_, name)| name));
    for dataset in registry().datasets() {
        let parts = dataset.parts.iter();
        let columns = parts.clone().flat_map(|part| &part.columns).chain(&dataset.columns);
        names.extend(columns.map(|column| column.name));
        names.extend(parts.map(|part| part.name));
        names.extend(dataset.relations.iter().map(|relation| relation.name));
        names.extend(questions(dataset).map(Question::name));
    }
    names.retain(|name| name.contains('_'));
    names
});

/// How the floors below say that rows are counted and not summed.
const COUNT_ALONE: &str = "measure=none";

/// A message of the floors below, in the names of this door: `published_on` is `publishedOn` here, and a condition `region=x` is `region: x`. What is
/// quoted stays, since it is the caller's.
pub(super) fn in_graphql(message: &str, language: Language) -> String {
    let count_alone = match language {
        Language::French => "ne demandez que count",
        Language::English => "ask for count alone",
    };
    let message = message.replace(COUNT_ALONE, count_alone);
    let mut told = String::with_capacity(message.len());
    let mut word = String::new();
    let mut quoted = false;
    for sign in message.chars().chain(['\n']) {
        if !quoted && (sign.is_ascii_alphanumeric() || sign == '_') {
            word.push(sign);
            continue;
        }
        told.push_str(&match NAMES.contains(word.as_str()) {
            true => camel(&word),
            false => word.clone(),
        });
        let follows_a_name = !word.is_empty();
        word.clear();
        quoted = match sign {
            '«' => true,
            '»' => false,
            '"' => !quoted,
            _ => quoted,
        };
        match sign {
            '=' if !quoted && follows_a_name => told.push_str(": "),
            sign => told.push(sign),
        }
    }
    told.pop();
    told
}

#[cfg(test)]
mod tests {
    use super::in_graphql;
    use crate::domain::Language;

    #[test]
    fn names_are_those_of_graphql_and_what_is_quoted_stays() {
        for (rest, graphql) in [
            (
                "published_on: \"published_on\" is not a date",
                "publishedOn: \"published_on\" is not a date",
            ),
            (
                "starts_on : « is_null » ; utilisez is_null",
                "startsOn : « is_null » ; utilisez isNull",
            ),
            (
                "add region,part_by to by, or filter (part_by.ne=same)",
                "add region,partBy to by, or filter (partBy.ne: same)",
            ),
            (
                "to count rows alone, measure=none",
                "to count rows alone, ask for count alone",
            ),
            (
                "less_than is no name of ours, nor is x_y",
                "less_than is no name of ours, nor is x_y",
            ),
            ("", ""),
        ] {
            assert_eq!(in_graphql(rest, Language::English), graphql);
        }
    }
}
