use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::shown::Shown;
use crate::{
    charts::{At, MOST_SERIES, Mark, Point, Series, Shape, has_region},
    datasets::{
        Dataset, Kind,
        aggregate::groups::{Dimension, Grouping},
    },
    domain::{ApproximateDate, Bilingual, Decimal, Error, Euros, Language, Result, numeral, wording},
};

/// The figures of a group, by their names, with what they are called.
pub(super) const FIGURES: [(&str, Bilingual); 5] = [
    ("sum", Bilingual::new("Somme", "Sum")),
    ("count", Bilingual::new("Lignes", "Rows")),
    ("average", Bilingual::new("Moyenne", "Average")),
    ("min", Bilingual::new("Minimum", "Minimum")),
    ("max", Bilingual::new("Maximum", "Maximum")),
];
pub(super) const COUNT: &str = "count";

/// Groups, and what is drawn of them.
pub(super) struct Groups<'a> {
    pub(super) dataset: &'static Dataset,
    pub(super) grouping: &'a Grouping,
    pub(super) groups: Vec<Json>,
    pub(super) figure: &'static str,
    pub(super) language: Language,
}

impl Groups<'_> {
    pub(super) fn say<'b>(&self, french: &'b str, english: &'b str) -> &'b str {
        self.language.say(french, english)
    }

    /// The dimension in time, if there is one.
    fn time(&self) -> Option<&Dimension> {
        let dated = |dimension: &&Dimension| matches!(dimension.kind(self.dataset), Kind::Date);
        self.grouping.by.iter().find(dated)
    }

    /// Whether the groups are regions and nothing else.
    fn is_of_regions(&self) -> bool {
        matches!(self.grouping.by.as_slice(), [only] if matches!(only.kind(self.dataset), Kind::Reference("regions")))
    }

    pub(super) fn shape(&self, shown: Option<Shown>) -> Result<Shape> {
        let refuse =
            |french: &str, english: &str| Err(Error::bad_input(wording!("chart : {french}", "chart: {english}")));
        match shown {
            Some(Shown::Line) if self.time().is_none() => refuse(
                "une ligne suit le temps ; groupez par une période (by=period_year), ou essayez bar",
                "a line follows time; group by a period (by=period_year), or try bar",
            ),
            Some(Shown::Map | Shown::Tiles) if !self.is_of_regions() => refuse(
                "une carte montre un groupe par région ; groupez par region seule (by=region), ou essayez bar",
                "a map shows a group for each region; group by region alone (by=region), or try bar",
            ),
            Some(Shown::Line) => Ok(Shape::Lines),
            Some(Shown::Dots) => Ok(Shape::Dots),
            Some(Shown::Map) => Ok(Shape::Map),
            Some(Shown::Tiles) => Ok(Shape::Tiles),
            None if self.time().is_some() && self.groups.len() > 1 => Ok(Shape::Lines),
            Some(Shown::Bar) | None => Ok(Shape::Bars),
        }
    }

    pub(super) fn series(&self, shape: Shape, notes: &mut Vec<String>) -> Vec<Series> {
        match shape {
            Shape::Lines => self.lines(notes),
            Shape::Bars | Shape::Dots => vec![Series {
                name: String::new(),
                points: self
                    .groups
                    .iter()
                    .enumerate()
                    .map(|(at, group)| self.point(group, At::Category(at), self.name(group, None)))
                    .collect(),
            }],
            Shape::Map | Shape::Tiles => vec![Series {
                name: String::new(),
                points: self.regions(notes),
            }],
        }
    }

    fn lines(&self, notes: &mut Vec<String>) -> Vec<Series> {
        let Some(time) = self.time() else {
            return Vec::new();
        };
        let mut series: Vec<Series> = Vec::new();
        let mut undated = 0;
        for group in &self.groups {
            let period = group["key"][&time.name]
                .as_str()
                .and_then(|key| ApproximateDate::parse(key).ok());
            let days = period
                .as_ref()
                .and_then(|period| Some((period.earliest()?, period.latest()?)));
            let Some((first, last)) = days else {
                undated += 1;
                continue;
            };
            let name = self.name(group, Some(time));
            let point = self.point(group, At::Period(first, last), self.key(group, time));
            match series.iter_mut().find(|known| known.name == name) {
                Some(known) => known.points.push(point),
                None => series.push(Series {
                    name,
                    points: vec![point],
                }),
            }
        }
        if undated > 0 {
            let of = self.say(
                "groupe(s) sans date, non dessiné(s).",
                "group(s) without a date, not drawn.",
            );
            notes.push(format!("{undated} {of}"));
        }
        for one in &mut series {
            one.points.sort_by(|one, other| one.at.cmp(&other.at));
        }
        let greatest = |series: &Series| series.points.iter().filter_map(|point| point.value).max();
        series.sort_by(|one, other| {
            greatest(other)
                .cmp(&greatest(one))
                .then_with(|| one.name.cmp(&other.name))
        });
        if series.len() > MOST_SERIES {
            let of = self.say(
                "séries, les plus petites, ne sont pas dessinées.",
                "series, the least, are not drawn.",
            );
            notes.push(format!("{} {of}", series.len() - MOST_SERIES));
            series.truncate(MOST_SERIES);
        }
        series
    }

    fn regions(&self, notes: &mut Vec<String>) -> Vec<Point> {
        let mut left_out = BTreeSet::new();
        let mut points = Vec::new();
        for group in &self.groups {
            let label = self.name(group, None);
            match group["key"][&self.grouping.by[0].name].as_str() {
                Some(slug) if has_region(slug) => points.push(self.point(group, At::Region(slug.to_owned()), label)),
                _ => {
                    left_out.insert(label);
                }
            }
        }
        if !left_out.is_empty() {
            let names: Vec<String> = left_out.into_iter().collect();
            let of = self.say("Hors de la carte :", "Not on the map:");
            notes.push(format!("{of} {}.", names.join(", ")));
        }
        points
    }

    /// What a group is called: its values of each dimension but one.
    fn name(&self, group: &Json, but: Option<&Dimension>) -> String {
        let others = self.grouping.by.iter().filter(|dimension| Some(*dimension) != but);
        others
            .map(|dimension| self.key(group, dimension))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// What a group's value of a dimension is called.
    fn key(&self, group: &Json, dimension: &Dimension) -> String {
        let labels = group["labels"].as_array();
        let label = labels.and_then(|all| all.iter().find(|label| label["field"] == dimension.name.as_str()));
        if let Some(text) = label.and_then(|label| label["label"].as_str()) {
            return text.to_owned();
        }
        match &group["key"][&dimension.name] {
            Json::Null => self.say("sans valeur", "no value").to_owned(),
            Json::String(text) => match (dimension.kind(self.dataset), ApproximateDate::parse(text)) {
                (Kind::Date, Ok(date)) => date.in_words().text(self.language).to_owned(),
                _ => text.clone(),
            },
            other => other.to_string(),
        }
    }

    fn point(&self, group: &Json, at: At, label: String) -> Point {
        let text = match &group[self.figure] {
            Json::String(text) => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let value = text.as_deref().and_then(thousandths);
        let provisional = group["provisional"].as_u64().unwrap_or_default();
        let is_provisional = provisional > 0 && self.figure != COUNT;
        let mark = match value {
            None => Mark::Missing,
            Some(_) if is_provisional => Mark::Provisional,
            Some(_) => Mark::Final,
        };
        let text = match text {
            Some(text) => {
                let said = self.in_words(&text);
                if is_provisional {
                    format!("{said} ({})", self.say("provisoire en partie", "partly provisional"))
                } else {
                    said
                }
            }
            None => self.say("ne s'additionne pas", "does not add up").to_owned(),
        };
        Point {
            at,
            label,
            value,
            text,
            mark,
        }
    }

    /// A figure in words; amounts in euros.
    fn in_words(&self, text: &str) -> String {
        let measured = self.grouping.measure.map(|place| self.dataset.columns[place].kind);
        let amount = match measured {
            Some(Kind::Euros) if self.figure != COUNT => Euros::parse(text).ok(),
            _ => None,
        };
        match amount {
            Some(amount) => amount.in_words().text(self.language).to_owned(),
            None => numeral(text, self.language),
        }
    }

    pub(super) fn title(&self) -> String {
        let by: Vec<String> = self
            .grouping
            .by
            .iter()
            .map(|dimension| dimension.title(self.dataset, self.language))
            .collect();
        let title = self.language.choose(self.dataset.title);
        let by: Vec<String> = by.iter().map(|name| name.to_lowercase()).collect();
        format!("{title} {} {}", self.say("par", "by"), by.join(", "))
    }

    /// What is drawn: a figure, and of which column.
    pub(super) fn unit(&self) -> String {
        let called = FIGURES
            .iter()
            .find(|(name, _)| *name == self.figure)
            .map(|(_, title)| *title);
        let called = called.map(|title| self.language.choose(title)).unwrap_or_default();
        match self.grouping.measure.filter(|_| self.figure != COUNT) {
            Some(place) => format!("{called}, {}", self.language.choose(self.dataset.columns[place].title)),
            None => called.to_owned(),
        }
    }
}

/// A figure in thousandths; what is finer is cut.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let rest = rest.get(..3).unwrap_or(rest);
    let text = if rest.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{rest}")
    };
    Some(Decimal::parse(&text).ok()?.thousandths())
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn figures_are_read_to_the_thousandth() {
        assert_eq!(thousandths("12"), Some(12_000));
        assert_eq!(thousandths("-1.5"), Some(-1_500));
        assert_eq!(thousandths("0.33333"), Some(333));
        assert_eq!(thousandths("x"), None);
    }
}
