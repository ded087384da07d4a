use std::collections::BTreeSet;

use super::{
    context::Layout,
    rows::{Rows, unit},
};
use crate::{
    charts::has_region,
    datasets::{
        Node,
        aggregate::groups::quantities,
        read::alike::{unit_of_row, unlike},
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
}

/// How wide a chart is on a narrow screen, in pixels.
const NARROW: u32 = 340;

/// The charts of a page that shows all rows of its query: their values, and a map where each region has one.
pub(super) fn of(page: &Layout, query: &Query, rows: &Rows) -> Vec<Figure> {
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
        .map(|node| (unit(rows.dataset, node), unit_of_row(rows.dataset, node)))
        .collect();
    let is_whole = !rows.page.has_next && !rows.page.has_previous;
    if known < 2 || units.len() > 1 || !is_whole {
        return Vec::new();
    }
    let mut figures = vec![figure(page, query, rows, page.say("Graphique", "Chart"), "")];
    if has_a_value_for_each_region(rows) {
        figures.push(figure(page, query, rows, page.say("Carte", "Map"), "chart=map"));
    }
    figures
}

fn has_a_value_for_each_region(rows: &Rows) -> bool {
    let Some(place) = rows.dataset.column("region") else {
        return false;
    };
    let regions = rows.page.nodes.iter().filter_map(|node| match &node.row.values[place] {
        Value::Reference(region) if has_region(&region.slug) => Some(region.slug.as_str()),
        _ => None,
    });
    let all: Vec<&str> = regions.collect();
    let distinct: BTreeSet<&str> = all.iter().copied().collect();
    let of_regions = rows.page.nodes.iter().filter(|node| match &node.row.values[place] {
        Value::Reference(region) => has_region(&region.slug),
        _ => false,
    });
    let of_regions: Vec<&Node> = of_regions.collect();
    distinct.len() > 2 && distinct.len() == all.len() && unlike(rows.dataset, &of_regions).is_empty()
}

fn figure(page: &Layout, query: &Query, rows: &Rows, title: &'static str, shape: &str) -> Figure {
    let text = query.text(None);
    let spoken = if text.contains(&format!("{LANGUAGE}=")) {
        String::new()
    } else {
        format!("{LANGUAGE}={}", page.tag())
    };
    let address = |more: &[&str]| {
        let own = text.strip_prefix('?').unwrap_or_default();
        let parameters = [own, shape, &spoken]
            .into_iter()
            .chain(more.iter().copied())
            .filter(|text| !text.is_empty());
        format!(
            "/v1/{}.svg?{}",
            rows.dataset.name,
            parameters.collect::<Vec<_>>().join("&")
        )
    };
    let narrow = format!("width={NARROW}");
    Figure {
        title,
        light: [address(&[]), address(&[&narrow])],
        dark: [address(&["theme=dark"]), address(&["theme=dark", &narrow])],
    }
}
