use std::collections::BTreeSet;

use super::axes::{Axes, is_date};
use crate::{
    charts::{At, Mark, Point},
    datasets::{
        Dataset, Identity, Kind, Node,
        model::codes::{code_in_words, is_code},
        read::labels::{self, unit},
    },
    domain::{ApproximateDate, Language, Value, numeral},
};

/// The rows of a chart.
pub(super) struct ChartRows {
    pub(super) dataset: &'static Dataset,
    /// The column of the values.
    pub(super) value: usize,
    pub(super) nodes: Vec<Node>,
    pub(super) language: Language,
    /// The columns in which rows differ: what names a value.
    pub(super) differing: Vec<usize>,
    /// What stands along the chart, and what tells its series apart.
    pub(super) axes: Axes,
    /// Those in which all are alike: what names the chart.
    common: Vec<usize>,
}

/// The columns that say what a row is of.
fn naming(dataset: &Dataset) -> impl Iterator<Item = usize> {
    let columns = dataset.columns.iter().enumerate().filter(|(_, column)| {
        let names = matches!(column.kind, Kind::Reference(_) | Kind::Term(_))
            || matches!(column.name, "category" | "name")
            || is_code(column);
        names
            && !matches!(
                column.name,
                // What holds a row is no name of it.
                "document" | "status" | "qualifier" | "missing_reason" | "part_of" | "also_part_of"
            )
    });
    columns.map(|(place, _)| place)
}

impl ChartRows {
    pub(super) fn new(dataset: &'static Dataset, value: usize, nodes: Vec<Node>, language: Language) -> Self {
        let (differing, common) = naming(dataset).partition(|place| {
            let first = nodes.first().map(|node| &node.row.values[*place]);
            nodes.iter().any(|node| Some(&node.row.values[*place]) != first)
        });
        Self {
            dataset,
            value,
            nodes,
            language,
            differing,
            axes: Axes::default(),
            common,
        }
    }

    pub(super) fn say<'a>(&self, french: &'a str, english: &'a str) -> &'a str {
        self.language.say(french, english)
    }

    pub(super) fn period<'a>(&self, node: &'a Node) -> Option<&'a ApproximateDate> {
        let along = self.axes.x.filter(|place| is_date(self.dataset, *place));
        match &node.row.values[along.or(self.dataset.column("period"))?] {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    pub(super) fn label(&self, node: &Node, place: usize) -> Option<String> {
        match &node.row.values[place] {
            Value::Text(code) if is_code(&self.dataset.columns[place]) => Some(code_in_words(code, self.language)),
            Value::Text(text) => Some(text.clone()),
            _ => labels::label(self.dataset, node, place, self.language),
        }
    }

    /// What a row is called: what it differs by from the others.
    pub(super) fn name(&self, node: &Node) -> String {
        // A name says it all.
        let named = self
            .differing
            .iter()
            .find(|place| self.dataset.columns[**place].name == "name");
        let places = named.map_or(self.differing.as_slice(), std::slice::from_ref);
        let labels: Vec<String> = places.iter().filter_map(|place| self.label(node, *place)).collect();
        labels.join(", ")
    }

    /// What the chart is about: the dataset, or what all rows have in common.
    pub(super) fn title(&self) -> String {
        let Some(first) = self.nodes.first() else {
            return self.language.choose(self.dataset.title).to_owned();
        };
        let common = self.common.iter().copied().filter(|place| {
            let column = &self.dataset.columns[*place];
            // What is usual goes without saying: a target does not.
            let is_unusual = column
                .usual
                .is_some_and(|usual| first.row.values[*place] != Value::Term(usual));
            matches!(column.kind, Kind::Reference(_)) || column.name == "category" || is_code(column) || is_unusual
        });
        let mut said: Vec<String> = common.filter_map(|place| self.label(first, place)).collect();
        if self.dataset.identity == Identity::Record {
            said.insert(0, self.language.choose(self.dataset.title).to_owned());
        }
        // A name often begins with its programme's.
        let is_said = |at: usize| {
            said.iter()
                .enumerate()
                .any(|(other, text)| other > at && text.starts_with(&said[at]))
        };
        let said: Vec<&str> = (0..said.len())
            .filter(|at| !is_said(*at))
            .map(|at| said[at].as_str())
            .collect();
        said.join(", ")
    }

    pub(super) fn units(&self) -> BTreeSet<String> {
        let unit = self
            .nodes
            .iter()
            .filter_map(|node| unit(self.dataset, node, self.language));
        unit.collect()
    }

    pub(super) fn point(&self, node: &Node, at: At, label: String) -> Point {
        let term = |name: &str| match self.dataset.column(name).map(|place| &node.row.values[place]) {
            Some(Value::Term(code)) => Some(*code),
            _ => None,
        };
        let said = |name: &str| {
            self.dataset
                .column(name)
                .and_then(|place| labels::label(self.dataset, node, place, self.language))
        };
        let (value, text) = match &node.row.values[self.value] {
            Value::Decimal(value) => (Some(value.thousandths()), numeral(&value.to_string(), self.language)),
            Value::Euros(amount) => (
                amount.cents().checked_mul(10),
                amount.in_words().text(self.language).to_owned(),
            ),
            Value::Integer(number) => (number.checked_mul(1_000), numeral(&number.to_string(), self.language)),
            _ => (
                None,
                said("missing_reason").unwrap_or_else(|| self.say("pas de valeur", "no value").to_owned()),
            ),
        };
        let mark = match (value, term("status")) {
            (None, _) => Mark::Missing,
            (_, Some("provisional")) => Mark::Provisional,
            _ => Mark::Final,
        };
        let more = match term("qualifier") {
            Some("exact") | None => None,
            Some(_) => said("qualifier"),
        };
        let more = more
            .into_iter()
            .chain((mark == Mark::Provisional).then(|| said("status")).flatten());
        let more: Vec<String> = more.map(|text| text.to_lowercase()).collect();
        let text = if more.is_empty() || value.is_none() {
            text
        } else {
            format!("{text} ({})", more.join(", "))
        };
        Point {
            at,
            label,
            value,
            text,
            mark,
        }
    }

    /// Whether a row is part of another that is there too.
    pub(super) fn has_totals_and_parts(&self) -> bool {
        let places: Vec<usize> = ["part_of", "also_part_of"]
            .iter()
            .filter_map(|name| self.dataset.column(name))
            .collect();
        let slugs: BTreeSet<&str> = self.nodes.iter().map(|node| node.row.slug.as_str()).collect();
        let is_part = |node: &Node| {
            places.iter().any(|place| match &node.row.values[*place] {
                Value::Reference(whole) => slugs.contains(whole.slug.as_str()),
                _ => false,
            })
        };
        self.nodes.iter().any(is_part)
    }
}
