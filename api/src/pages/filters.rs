use std::collections::HashMap;

use super::{
    context::Layout,
    forms::{Choice, Holds, Input, address},
};
use crate::{
    datasets::{
        Column, Dataset, Kind, PageRequest, page,
        read::{
            filter::time::{Question, questions},
            labels,
        },
        registry,
    },
    domain::Result,
    store::{Snapshot, fold},
    web::{
        list_query::in_words::{in_words, label},
        query::EVERYWHERE,
    },
};

/// The form that chooses rows of a dataset, and the conditions in force.
pub(super) struct Filters {
    /// What the search field holds.
    pub(super) text: String,
    /// The fields of the form.
    pub(super) inputs: Vec<Input>,
    /// The conditions of the address.
    pub(super) conditions: Vec<Condition>,
    /// What the form sends along: the order.
    pub(super) hidden: Vec<(String, String)>,
}

/// A condition of the address.
pub(super) struct Condition {
    /// What it says.
    pub(super) text: String,
    /// The page without it.
    pub(super) without: String,
}

/// Parameters that are no condition.
pub(super) const PRESENTATION: [&str; 6] = ["sort", "limit", "after", "before", "fields", "count"];

/// How many records a field offers to choose from; of more, their name is written.
const MOST_CHOICES: usize = 400;

/// The path of the table of a dataset.
pub(super) fn path(dataset: &Dataset) -> String {
    format!("/datasets/{}", dataset.name)
}

/// What a parameter of the form holds.
pub(super) fn holds(dataset: &Dataset, name: &str) -> Holds {
    let column = name.split('.').next().unwrap_or_default();
    if column == "open_on" {
        return Holds::Date;
    }
    let kind = dataset.column(column).map(|place| dataset.columns[place].kind);
    match kind {
        Some(Kind::Date) => Holds::Date,
        Some(Kind::Euros | Kind::Decimal | Kind::Integer) => Holds::Number,
        _ => Holds::Text,
    }
}

impl Filters {
    /// The form of a dataset, filled as a query string says: a statement for each dataset that it refers to.
    pub(super) async fn read(page: &Layout, snapshot: &Snapshot, dataset: &Dataset, text: &str) -> Result<Self> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        let value = |name: &str| {
            pairs
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        let mut inputs = Vec::new();
        inputs.extend(phases(page, dataset, &value));
        let names = names_of_targets(snapshot, dataset).await?;
        for column in &dataset.columns {
            inputs.extend(inputs_of(page, dataset, column, &names, &value));
        }
        let named = |target: &str, slug: &str| {
            let known = names.get(target)?.iter().find(|(known, _)| known == slug)?;
            Some(known.1.clone())
        };
        let own = pairs.iter().filter(|(name, _)| !EVERYWHERE.contains(&name.as_str()));
        let is_condition = |name: &str| name != "q" && !PRESENTATION.contains(&name);
        let conditions = own.clone().filter(|(name, _)| is_condition(name));
        let conditions = conditions.map(|condition| Condition {
            text: in_words(dataset, (&condition.0, &condition.1), page.language, &named)
                .unwrap_or_else(|| format!("{} = {}", condition.0, condition.1)),
            without: address(
                &path(dataset),
                pairs
                    .iter()
                    .filter(|pair| *pair != condition && !is_place(&pair.0))
                    .cloned(),
            ),
        });
        Ok(Self {
            text: value("q").unwrap_or_default().to_owned(),
            conditions: conditions.collect(),
            hidden: beside(own, &inputs),
            inputs,
        })
    }
}

/// What the form has no field for, and sends along: the order, conditions with other operators, and further values of one condition.
fn beside<'a>(own: impl Iterator<Item = &'a (String, String)>, inputs: &[Input]) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let others = own.filter(|(name, _)| {
        let is_first = !seen.contains(name);
        seen.push(name.clone());
        let has_field = name == "q" || inputs.iter().any(|input| input.name == *name);
        !(is_place(name) || has_field && is_first)
    });
    others.cloned().collect()
}

fn is_place(name: &str) -> bool {
    matches!(name, "after" | "before")
}

/// The fields that ask which phases are under way on a day, of a dataset that has phases.
fn phases<'a>(page: &Layout, dataset: &Dataset, value: &impl Fn(&str) -> Option<&'a str>) -> Vec<Input> {
    if !questions(dataset).any(|question| question == Question::OpenOn) {
        return Vec::new();
    }
    let inputs = ["open_on", "open_on.application"].map(|name| Input {
        value: value(name).unwrap_or_default().to_owned(),
        name: name.to_owned(),
        label: label(dataset, name, page.language).unwrap_or_default(),
        choices: Vec::new(),
        example: page.say("15/03/2022", "2022-03-15"),
        is_required: false,
        is_several: false,
        refusal: None,
        none: "",
    });
    inputs.into()
}

/// The fields of the form for a column.
fn inputs_of<'a>(
    page: &Layout,
    dataset: &Dataset,
    column: &Column,
    names: &HashMap<&'static str, Names>,
    value: &impl Fn(&str) -> Option<&'a str>,
) -> Vec<Input> {
    let input = |operator: &str, example: &'static str| {
        let name = format!("{}{operator}", column.name);
        Input {
            value: value(&name).unwrap_or_default().to_owned(),
            label: label(dataset, &name, page.language).unwrap_or_default(),
            name,
            choices: Vec::new(),
            example,
            is_required: false,
            is_several: false,
            refusal: None,
            none: page.say("tout", "any"),
        }
    };
    match column.kind {
        Kind::Term(vocabulary) => {
            let terms = vocabulary
                .terms
                .iter()
                .map(|term| (term.code.to_owned(), page.language.choose(term.label).to_owned()));
            vec![choosing(input("", ""), terms)]
        }
        Kind::Boolean => {
            let answers = [("true", page.say("oui", "yes")), ("false", page.say("non", "no"))];
            let answers = answers.map(|(value, name)| (value.to_owned(), name.to_owned()));
            vec![choosing(input("", ""), answers)]
        }
        Kind::Reference(target) => {
            // Where there is none to choose from, its name is written.
            vec![choosing(input("", ""), names.get(target).cloned().unwrap_or_default())]
        }
        Kind::Date => {
            vec![
                input(".gte", page.say("mars 2022", "2022-03")),
                input(".lte", page.say("31/12/2022", "2022-12-31")),
            ]
        }
        Kind::Euros => vec![input(".gte", "1000")],
        Kind::Decimal => vec![input(".gte", "10")],
        Kind::Text | Kind::Integer | Kind::List => Vec::new(),
    }
}

fn choosing(mut input: Input, choices: impl IntoIterator<Item = (String, String)>) -> Input {
    let choices = choices.into_iter().map(|(value, name)| Choice {
        is_chosen: value == input.value,
        value,
        name,
    });
    input.choices = choices.collect();
    input
}

/// Slugs of records, with what they are called.
type Names = Vec<(String, String)>;

/// The names of the records of each dataset that a dataset refers to: a statement each, however many columns refer to it.
async fn names_of_targets(snapshot: &Snapshot, dataset: &Dataset) -> Result<HashMap<&'static str, Names>> {
    let mut known = HashMap::new();
    for column in &dataset.columns {
        if let Kind::Reference(target) = column.kind
            && !known.contains_key(target)
        {
            known.insert(target, names(snapshot, target).await?);
        }
    }
    Ok(known)
}

/// The records of a dataset by their names; none where there are too many to choose from.
pub(super) async fn names(snapshot: &Snapshot, target: &'static str) -> Result<Names> {
    let target = registry().dataset(target)?;
    let request = PageRequest {
        limit: MOST_CHOICES,
        ..PageRequest::default()
    };
    let found = page(snapshot, target, &request, &labels::names(target)).await?;
    if found.has_next {
        return Ok(Vec::new());
    }
    let mut names: Vec<(String, String)> = found
        .nodes
        .iter()
        .map(|node| {
            (
                node.row.slug.clone(),
                labels::name(target, node).unwrap_or_else(|| node.row.slug.clone()),
            )
        })
        .collect();
    names.sort_by_cached_key(|(_, name)| fold(name));
    Ok(names)
}
