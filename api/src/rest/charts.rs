//! Lists and groups as charts and maps, by address: `/v1/{dataset}.svg`, `/v1/{dataset}/groups.png`, with the filters of every list.

/// What stands along a chart of rows.
mod axes;
/// Bars and dots of a chart.
mod bars;
/// Groups, and what is drawn of them.
mod grouped;
/// Lines of a chart.
mod lines;
/// Groups as charts.
mod of_groups;
/// Charts as pictures, and what all of them say.
mod picture;
/// What a query string asks of a chart.
mod request;
/// The rows of a chart, and what they are called.
mod rows;
/// How a list is drawn.
mod shown;
/// Lines of fewer points.
mod thinned;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::HeaderMap;

use crate::{
    charts::{At, Chart, MOST_POINTS, Point, Series, Shape, has_region},
    datasets::{
        Identity, page,
        read::comparable::{documents, for_charts, of_regions, unlike},
        registry,
    },
    domain::{ApproximateDate, Error, Result, Value, wording},
    store::Snapshot,
    web::representation::Representation,
};
use axes::is_date;
use picture::{MOST_READ, TOTALS, pictured, published, spoken, too_many};
use request::{ChartRequest, Look};
use rows::ChartRows;
use shown::Shown;

pub(super) use of_groups::chart_of_groups;
pub(super) use picture::Picture;
pub(super) use shown::SHAPES;

/// A list as a chart.
///
/// # Errors
/// `NotFound` for an unknown dataset; `BadInput` for a list that no chart shows, which says what would.
pub(super) async fn chart(
    snapshot: Snapshot,
    name: &str,
    picture: Picture,
    query: &str,
    headers: &HeaderMap,
) -> Result<Representation> {
    let dataset = registry().dataset(name)?;
    let request = ChartRequest::parse(dataset, query, snapshot.today())?;
    let found = page(&snapshot, dataset, &request.page, &for_charts(dataset)).await?;
    if found.has_next && !request.is_limited {
        return Err(too_many(MOST_READ));
    }
    let rows = ChartRows::new(dataset, request.value, found.nodes, spoken(query, headers)).along(request.axes);
    // Lines are thinned; bars left out would be missed.
    if rows.nodes.len() > MOST_POINTS && rows.shape(request.look.shape) != Shape::Lines {
        return Err(too_many(MOST_POINTS));
    }
    let chart = rows.chart(&snapshot, &request.look)?;
    pictured(chart, picture, request.look.scale).await
}

/// How many notes of rows a chart repeats, and how long they are at most, in bytes.
const MOST_NOTES: usize = 4;
const LONGEST_NOTE: usize = 400;

impl ChartRows {
    fn chart(&self, snapshot: &Snapshot, look: &Look) -> Result<Chart> {
        let units = self.units();
        if units.len() > 1 {
            return Err(self.several_units(&units));
        }
        let shape = self.shape(look.shape);
        self.refuse_coinciding(shape)?;
        let mut notes = Vec::new();
        let series = match shape {
            Shape::Lines => self.lines(&mut notes),
            Shape::Bars | Shape::Dots => self.bars(),
            Shape::Map | Shape::Tiles => self.map(&mut notes)?,
        };
        if matches!(shape, Shape::Bars | Shape::Dots) && self.has_totals_and_parts() {
            notes.push(self.say(TOTALS[0], TOTALS[1]).to_owned());
        }
        self.notes_of_rows(&mut notes);
        let unit = units.into_iter().next().unwrap_or_default();
        let column = &self.dataset.columns[self.value];
        Ok(Chart {
            shape,
            title: self.title(),
            unit: match (unit.is_empty(), column.is_percent) {
                (false, _) => unit,
                (true, true) => format!("{}, %", self.language.choose(column.title)),
                (true, false) => self.language.choose(column.title).to_owned(),
            },
            series,
            notes,
            foot: self.foot(snapshot),
            lacking: None,
            language: self.language,
            theme: look.theme,
            width: look.width,
        })
    }

    /// Lines where values are of several periods, unless the request says.
    fn shape(&self, shown: Option<Shown>) -> Shape {
        match shown {
            Some(Shown::Line) => Shape::Lines,
            Some(Shown::Bar) => Shape::Bars,
            Some(Shown::Dots) => Shape::Dots,
            Some(Shown::Map) => Shape::Map,
            Some(Shown::Tiles) => Shape::Tiles,
            None => {
                let periods: BTreeSet<_> = self
                    .nodes
                    .iter()
                    .filter_map(|node| self.period(node))
                    .map(ApproximateDate::edtf)
                    .collect();
                let follows_time = self.axes.x.map_or(self.dataset.identity == Identity::Series, |place| {
                    is_date(self.dataset, place)
                });
                if follows_time && periods.len() > 1 {
                    Shape::Lines
                } else {
                    Shape::Bars
                }
            }
        }
    }

    /// A value for each region: the latest, where there are several.
    fn map(&self, notes: &mut Vec<String>) -> Result<Vec<Series>> {
        let Some(place) = self.dataset.column("region") else {
            return Err(Error::bad_input(wording!(
                "chart : {} n'a pas de région, il n'y a pas de carte ; essayez bar",
                "chart: {} has no region, there is no map; try bar",
                self.dataset.name
            )));
        };
        self.refuse_unlike()?;
        let mut points: Vec<(Option<&ApproximateDate>, Point)> = Vec::new();
        let mut periods = BTreeSet::new();
        let mut left_out = BTreeSet::new();
        for node in &self.nodes {
            let Value::Reference(region) = &node.row.values[place] else {
                continue;
            };
            let label = self.label(node, place).unwrap_or_default();
            if !has_region(&region.slug) {
                left_out.insert(label);
                continue;
            }
            let period = self.period(node);
            let at = At::Region(region.slug.clone());
            let point = self.point(node, at.clone(), label);
            match points.iter_mut().find(|(_, known)| known.at == at) {
                Some((known, _)) if *known == period => return Err(self.several(&point.label)),
                Some(known) if period.map(ApproximateDate::latest) > known.0.map(ApproximateDate::latest) => {
                    *known = (period, point);
                }
                Some(_) => {}
                None => points.push((period, point)),
            }
        }
        periods.extend(
            points
                .iter()
                .filter_map(|(period, _)| period.map(|period| period.in_words().text(self.language).to_owned())),
        );
        if !periods.is_empty() {
            let periods: Vec<String> = periods.into_iter().collect();
            notes.push(format!(
                "{} {}.",
                self.say("Périodes :", "Periods:"),
                periods.join(", ")
            ));
        }
        if !left_out.is_empty() {
            let names: Vec<String> = left_out.into_iter().collect();
            notes.push(format!(
                "{} {}.",
                self.say("Hors de la carte :", "Not on the map:"),
                names.join(", ")
            ));
        }
        notes.extend(self.not_exact());
        let points = points.into_iter().map(|(_, point)| point).collect();
        Ok(vec![Series {
            name: String::new(),
            points,
        }])
    }

    /// The regions whose values are not exact, by how they are given: a colour does not say so.
    fn not_exact(&self) -> Vec<String> {
        let (Some(region), Some(given)) = (self.dataset.column("region"), self.qualifier()) else {
            return Vec::new();
        };
        let mut regions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for node in &self.nodes {
            let is_exact = matches!(node.row.values[given], Value::Term("exact") | Value::Null);
            let said = self.label(node, given).filter(|_| !is_exact);
            if let Some((said, region)) = said.zip(self.label(node, region)) {
                regions.entry(said).or_default().push(region);
            }
        }
        let colon = self.say("\u{a0}:", ":");
        let said = regions
            .into_iter()
            .map(|(said, regions)| format!("{said}{colon} {}.", regions.join(", ")));
        said.collect()
    }

    /// The column that says how exactly the value is given.
    fn qualifier(&self) -> Option<usize> {
        let own = format!("{}_qualifier", self.dataset.columns[self.value].name);
        self.dataset.column(&own).or_else(|| self.dataset.column("qualifier"))
    }

    /// What rows say of their values, each once, as far as there is room.
    fn notes_of_rows(&self, notes: &mut Vec<String>) {
        let Some(place) = self.dataset.column("note") else {
            return;
        };
        let mut told = BTreeSet::new();
        for node in &self.nodes {
            let Value::Text(note) = &node.row.values[place] else {
                continue;
            };
            if note.len() <= LONGEST_NOTE && told.insert(note) {
                let period = self
                    .period(node)
                    .map(|period| period.in_words().text(self.language).to_owned());
                let of: Vec<String> = [self.name(node)]
                    .into_iter()
                    .chain(period)
                    .filter(|name| !name.is_empty())
                    .collect();
                let colon = self.say(" :", ":");
                notes.push(if of.is_empty() {
                    note.clone()
                } else {
                    format!("{}{colon} {note}", of.join(", "))
                });
            }
            if told.len() == MOST_NOTES {
                return;
            }
        }
    }

    /// The error of rows of several units.
    fn several_units(&self, units: &BTreeSet<String>) -> Error {
        let by = match self.dataset.identity {
            Identity::Series => "indicator",
            Identity::Record => "per",
        };
        Error::bad_input(wording!(
            "les lignes ont plusieurs unités ({}) : n'en gardez qu'une, par {by}",
            "the rows have several units ({}): keep one, by {by}",
            units.iter().cloned().collect::<Vec<_>>().join(", ")
        ))
    }

    /// Refuses rows of regions that are not of the same thing.
    fn refuse_unlike(&self) -> Result<()> {
        let unlike = unlike(self.dataset, &of_regions(self.dataset, &self.nodes, has_region));
        if unlike.is_empty() {
            return Ok(());
        }
        Err(Error::bad_input(wording!(
            "les régions n'ont pas la même chose : une carte compare des valeurs semblables ; ajoutez un filtre ({})",
            "the regions do not have the same thing: a map compares like values; add a filter ({})",
            unlike.join(", ")
        )))
    }

    /// The error of a region that has several values.
    fn several(&self, region: &str) -> Error {
        let differing: Vec<&str> = self
            .differing
            .iter()
            .map(|place| self.dataset.columns[*place].name)
            .filter(|name| *name != "region")
            .collect();
        Error::bad_input(wording!(
            "{region} a plusieurs valeurs : une carte en montre une par région ; ajoutez un filtre ({})",
            "{region} has several values: a map shows one for each region; add a filter ({})",
            differing.join(", ")
        ))
    }

    /// The source, the revision and the licence.
    fn foot(&self, snapshot: &Snapshot) -> String {
        let mut documents = documents(self.dataset, &self.nodes);
        let others = documents.len().saturating_sub(2);
        documents.truncate(2);
        let more = if others > 0 {
            format!(" (+ {others})")
        } else {
            String::new()
        };
        format!(
            "{}{}{more}{}{}",
            if documents.is_empty() {
                ""
            } else {
                self.say("Source : ", "Source: ")
            },
            documents.join(" ; "),
            if documents.is_empty() { "" } else { ". " },
            published(snapshot, self.language),
        )
    }
}
