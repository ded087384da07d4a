use std::collections::BTreeSet;

use super::{
    cell::cell,
    context::Layout,
    rows::{Link, Rows},
};
use crate::{
    charts::has_region,
    datasets::{
        aggregate::groups::quantities,
        read::{
            comparable::{of_regions, unlike},
            labels::unit,
        },
    },
    domain::Value,
    web::{list_query::Query, query::LANGUAGE},
};

/// A chart of the rows of a page, in the sizes and themes of its readers.
pub(super) struct Figure {
    /// What it is.
    pub(super) title: &'static str,
    /// The picture, and for narrow screens.
    pub(super) light: [String; 2],
    /// The same in dark colours.
    pub(super) dark: [String; 2],
    /// The picture that links to the page show.
    pub(super) preview: String,
}

/// How wide the picture is that links show, in pixels.
const PREVIEW: &str = "1200";

/// How wide a chart is on a narrow screen, in pixels.
const NARROW: &str = "340";

/// The charts of a page that shows all rows of its query: their values, and a map where each region has one.
pub(super) fn figures(page: &Layout, query: &Query, rows: &Rows) -> Vec<Figure> {
    let Some(value) = quantities(rows.dataset).first().copied() else {
        return Vec::new();
    };
    let nodes = &rows.page.nodes;
    let known = nodes
        .iter()
        .filter(|node| node.row.values[value] != Value::Null)
        .count();
    let units: BTreeSet<_> = nodes
        .iter()
        .map(|node| unit(rows.dataset, node, page.language))
        .collect();
    let is_whole = !rows.page.has_next && !rows.page.has_previous;
    if known < 2 || units.len() > 1 || !is_whole {
        return Vec::new();
    }
    let mut figures = vec![figure(page, query, rows, page.say("Graphique", "Chart"), None)];
    if has_a_value_for_each_region(rows) {
        figures.push(figure(page, query, rows, page.say("Carte", "Map"), Some("map")));
    }
    figures
}

/// A column in which rows of regions differ, and the values that would leave like rows.
pub(super) struct Choice {
    pub(super) title: &'static str,
    pub(super) values: Vec<Link>,
}

/// How many values of a column are offered.
const MOST_VALUES: usize = 8;

/// What to choose for a map, where rows are of regions and not of the same thing: nothing where there is a map, or can be none.
pub(super) fn choices(page: &Layout, query: &Query, rows: &Rows) -> Vec<Choice> {
    let of_regions = of_regions(rows.dataset, &rows.page.nodes, has_region);
    if quantities(rows.dataset).is_empty() || of_regions.len() < 3 {
        return Vec::new();
    }
    let differing = unlike(rows.dataset, &of_regions).into_iter();
    let choice = differing.filter_map(|name| {
        let place = rows.dataset.column(name)?;
        let mut values: Vec<(Link, BTreeSet<&str>)> = Vec::new();
        for (region, node) in &of_regions {
            let (parameter, value) = match &node.row.values[place] {
                Value::Reference(reference) => (name.to_owned(), reference.slug.clone()),
                Value::Term(code) => (name.to_owned(), (*code).to_owned()),
                Value::Text(text) => (name.to_owned(), text.clone()),
                Value::Null => (format!("{name}.is_null"), "true".to_owned()),
                _ => continue,
            };
            let address = format!("/datasets/{}{}", rows.dataset.name, query.with(&[(&parameter, &value)]));
            if let Some((_, regions)) = values.iter_mut().find(|(known, _)| known.address == address) {
                regions.insert(region);
                continue;
            }
            let shown = cell(page, rows.dataset, node, place).text;
            let name = match (shown.as_str(), name) {
                ("", "part") => page.say("le total", "the total").to_owned(),
                ("", _) => page.say("sans valeur", "none").to_owned(),
                _ => shown,
            };
            values.push((Link { name, address }, BTreeSet::from([*region])));
        }
        // Two regions are no map.
        values.retain(|(_, regions)| regions.len() > 2);
        let values: Vec<Link> = values.into_iter().map(|(link, _)| link).collect();
        (1..=MOST_VALUES).contains(&values.len()).then(|| Choice {
            title: page.words(&rows.dataset.columns[place].title),
            values,
        })
    });
    choice.collect()
}

fn has_a_value_for_each_region(rows: &Rows) -> bool {
    let of_regions = of_regions(rows.dataset, &rows.page.nodes, has_region);
    let distinct: BTreeSet<&str> = of_regions.iter().map(|(region, _)| *region).collect();
    distinct.len() > 2 && distinct.len() == of_regions.len() && unlike(rows.dataset, &of_regions).is_empty()
}

fn figure(page: &Layout, query: &Query, rows: &Rows, title: &'static str, shape: Option<&str>) -> Figure {
    let drawn = |ending: &str, more: &[(&str, &str)]| {
        let shape = shape.map(|shape| ("chart", shape));
        let own = [(LANGUAGE, page.tag())].into_iter().chain(shape);
        let parameters: Vec<_> = own.chain(more.iter().copied()).collect();
        format!("/v1/{}.{ending}{}", rows.dataset.name, query.with(&parameters))
    };
    let address = |more: &[(&str, &str)]| drawn("svg", more);
    let (narrow, dark) = (("width", NARROW), ("theme", "dark"));
    Figure {
        title,
        light: [address(&[]), address(&[narrow])],
        dark: [address(&[dark]), address(&[dark, narrow])],
        preview: drawn("png", &[("width", PREVIEW)]),
    }
}
