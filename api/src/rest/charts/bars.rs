use std::collections::{BTreeMap, BTreeSet};

use super::{
    axes::{Axes, is_date},
    rows::ChartRows,
};
use crate::{
    charts::{At, Series, Shape},
    datasets::Node,
    domain::{Error, Result, wording},
};

impl ChartRows {
    /// A bar for each row, in series where the request says what tells them apart.
    pub(super) fn bars(&self) -> Vec<Series> {
        let mut series: Vec<Series> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let has_periods = self.has_periods();
        for (at, node) in self.nodes.iter().enumerate() {
            let (bar, name) = (self.bar(node, has_periods), self.series(node));
            // Only the series of one category stand side by side.
            let place = match self.axes.are_given() {
                true => *places.entry(bar.clone()).or_insert(at),
                false => at,
            };
            let label = [bar, name.clone()].into_iter().filter(|name| !name.is_empty());
            let label = label.collect::<Vec<_>>().join(", ");
            let point = self.point(node, At::Category(place), label);
            match series.iter_mut().find(|known| known.name == name) {
                Some(known) => known.points.push(point),
                None => series.push(Series {
                    name,
                    points: vec![point],
                }),
            }
        }
        series
    }

    /// The same rows, along these axes.
    pub(super) fn along(mut self, axes: Axes) -> Self {
        let is_axis = |place: &usize| Some(*place) == axes.x || axes.by.contains(place);
        self.differing.retain(|place| !is_axis(place));
        self.axes = axes;
        self
    }

    /// What the series of a row is called: its values of `by`, where that is given.
    pub(super) fn series(&self, node: &Node) -> String {
        self.labels(node, &self.axes.by)
    }

    /// Refuses rows that stand at one place: a filter, or another column of `by`, parts them.
    pub(super) fn refuse_coinciding(&self, shape: Shape) -> Result<()> {
        if !self.axes.are_given() {
            return Ok(());
        }
        let mut places = BTreeSet::new();
        let has_periods = self.has_periods();
        for node in &self.nodes {
            let name = match shape {
                Shape::Lines => self.period(node).map(|period| period.edtf().to_owned()),
                _ => Some(self.bar(node, has_periods)),
            };
            let Some(name) = name else {
                continue;
            };
            let series = self.series(node);
            let said = [series.as_str(), name.as_str()].join(" ");
            if !places.insert((series, name)) {
                let names = self.differing.iter().map(|place| self.dataset.columns[*place].name);
                let differing = names.collect::<Vec<_>>().join(", ");
                return Err(Error::bad_input(wording!(
                    "x, by : plusieurs lignes sont au même endroit ({said}) ; ajoutez un filtre, ou une colonne à by ({})",
                    "x, by: several rows stand at one place ({said}); add a filter, or a column to by ({})",
                    differing
                )));
            }
        }
        Ok(())
    }

    /// What a bar is called, besides its series: with its period, where rows are of several.
    fn bar(&self, node: &Node, has_periods: bool) -> String {
        let x = self.axes.x.filter(|place| !is_date(self.dataset, *place));
        let name = x.map_or_else(|| self.name(node), |place| self.labels(node, &[place]));
        let period = self.period(node).filter(|_| has_periods);
        let period = period.map(|period| period.in_words().text(self.language).to_owned());
        let names: Vec<String> = [name]
            .into_iter()
            .chain(period)
            .filter(|name| !name.is_empty())
            .collect();
        names.join(", ")
    }

    fn labels(&self, node: &Node, places: &[usize]) -> String {
        let none = self.say("sans valeur", "no value");
        let labels = places
            .iter()
            .map(|place| self.label(node, *place).unwrap_or_else(|| none.to_owned()));
        labels.collect::<Vec<_>>().join(", ")
    }

    /// Whether rows are of several periods.
    fn has_periods(&self) -> bool {
        let first = self.nodes.first().and_then(|first| self.period(first));
        self.nodes.iter().any(|node| self.period(node) != first)
    }
}
