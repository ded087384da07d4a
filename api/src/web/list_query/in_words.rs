//! Conditions of query strings in words: by the titles of columns, the labels of terms and the names of records.

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::listed;
use crate::{
    datasets::{
        Dataset, Kind,
        model::codes::{self, code_in_words},
        read::{filter::Filter, labels, page::matching},
        registry,
    },
    domain::{Language, Result, Slug},
    files,
    store::Snapshot,
};

/// What a record of a dataset is called, by its slug, if that is known.
pub(crate) type Named<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// The names of records, by dataset and slug.
#[derive(Default)]
pub(crate) struct RecordNames(Vec<(&'static str, String, String)>);

/// The most records that are named of one condition.
const MOST_NAMES: usize = 20;

/// What a condition is about, by its parameter: `Montant, au moins`; none if the parameter is no condition of the dataset.
pub(crate) fn label(dataset: &Dataset, name: &str, language: Language) -> Option<String> {
    let say = |french, english| language.say(french, english);
    let (column, operator) = column_and_operator(name);
    let asked = match (column, operator) {
        ("q", _) => Some(say("Ces mots", "These words")),
        ("slug", "eq" | "in") => Some(say("Enregistrement", "Record")),
        ("open_on", "application") => Some(say("Candidatures ouvertes le", "Taking applications on")),
        ("open_on", _) => Some(say("Une phase en cours le", "With a phase under way on")),
        ("current", _) => Some(say("En cours aujourd'hui", "Under way today")),
        ("latest", _) => Some(say("Dernière valeur mesurée", "Last measured value")),
        ("since", _) => Some(say("Publié depuis", "Published since")),
        _ => None,
    };
    if let Some(asked) = asked {
        return Some(asked.to_owned());
    }
    let column = &dataset.columns[dataset.column(column)?];
    let title = language.choose(column.title);
    let is_date = matches!(column.kind, Kind::Date);
    let more = match operator {
        "eq" | "in" => return Some(title.to_owned()),
        "is_null" => say(" sans valeur", " without a value"),
        "ne" | "not_in" => say(" autre que", " other than"),
        "gte" if is_date => say(", à partir de", ", from"),
        "lte" if is_date => say(", jusqu'à", ", to"),
        "gt" if is_date => say(", après", ", after"),
        "lt" if is_date => say(", avant", ", before"),
        "gte" => say(", au moins", ", at least"),
        "lte" => say(", au plus", ", at most"),
        "gt" => say(", plus de", ", more than"),
        "lt" => say(", moins de", ", less than"),
        "contains" => say(" contient", " contains"),
        "starts_with" => say(" commence par", " begins with"),
        other => return Some(format!("{title} ({other})")),
    };
    Some(format!("{title}{more}"))
}

/// A condition in words (`Région : Bretagne`); none if the parameter is no condition of the dataset.
pub(crate) fn in_words(
    dataset: &Dataset,
    (name, value): (&str, &str),
    language: Language,
    named: Named<'_>,
) -> Option<String> {
    let label = label(dataset, name, language)?;
    let colon = language.say("\u{a0}:", ":");
    let (column, operator) = column_and_operator(name);
    let is_question = matches!(column, "current" | "latest") || operator == "is_null";
    let said = match (is_question, value) {
        (true, "true") => return Some(label),
        (true, "false") => language.say("non", "no").to_owned(),
        _ => values(operator, value)
            .iter()
            .map(|value| one(dataset, column, value, language, named))
            .collect::<Vec<_>>()
            .join(", "),
    };
    Some(format!("{label}{colon} {said}"))
}

/// The column of a parameter, and its operator: equality, unless it names one.
fn column_and_operator(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or((name, "eq"))
}

/// The values of a condition: several where its operator takes a list.
fn values(operator: &str, value: &str) -> Vec<String> {
    match operator {
        "in" | "not_in" => listed(value),
        _ => vec![value.to_owned()],
    }
}

/// A value of a condition in words.
fn one(dataset: &Dataset, column: &str, value: &str, language: Language, named: Named<'_>) -> String {
    let kind = match (column, dataset.column(column)) {
        ("open_on", _) => Some(Kind::Date),
        (_, place) => place.map(|place| dataset.columns[place].kind),
    };
    let said = match (kind, value) {
        (Some(Kind::Reference(target)), slug) => named(target, slug),
        (Some(Kind::Text), code) if is_code(dataset, column) => Some(code_in_words(code, language)),
        (Some(Kind::Boolean), "true") => Some(language.say("oui", "yes").to_owned()),
        (Some(Kind::Boolean), "false") => Some(language.say("non", "no").to_owned()),
        (Some(kind), value) => Some(files::in_words(&kind, value, language).into_owned()),
        (None, _) if column == "slug" => named(dataset.name, value),
        (None, _) => None,
    };
    said.unwrap_or_else(|| value.to_owned())
}

fn is_code(dataset: &Dataset, column: &str) -> bool {
    dataset
        .column(column)
        .is_some_and(|place| codes::is_code(&dataset.columns[place]))
}

/// The names of the records that conditions name, as they are in a snapshot: a statement for each dataset that they are of.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(crate) async fn names(
    snapshot: &Snapshot,
    dataset: &'static Dataset,
    conditions: &[(String, String)],
) -> Result<RecordNames> {
    let mut wanted: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for (name, value) in conditions {
        let (column, operator) = column_and_operator(name);
        let kind = dataset.column(column).map(|place| dataset.columns[place].kind);
        let target = match kind {
            Some(Kind::Reference(target)) => target,
            None if column == "slug" => dataset.name,
            _ => continue,
        };
        wanted.entry(target).or_default().extend(values(operator, value));
    }
    let mut found = Vec::new();
    for (target, slugs) in wanted {
        let Some(target) = registry().find(target) else {
            continue;
        };
        let slugs: Vec<Slug> = slugs.into_iter().filter_map(|slug| Slug::parse(&slug).ok()).collect();
        let most = slugs.len().min(MOST_NAMES);
        let nodes = matching(snapshot, target, Filter::Slug(slugs), most, &labels::names(target)).await?;
        let named = nodes
            .iter()
            .filter_map(|node| Some((node, labels::name(target, node)?)));
        found.extend(named.map(|(node, name)| (target.name, node.row.slug.clone(), name)));
    }
    Ok(RecordNames(found))
}

impl RecordNames {
    /// What a record is called.
    pub(crate) fn get(&self, dataset: &str, slug: &str) -> Option<String> {
        let known = self.0.iter().find(|(of, known, _)| *of == dataset && known == slug);
        known.map(|(.., name)| name.clone())
    }
}
