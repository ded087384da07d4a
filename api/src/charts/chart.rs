use chrono::NaiveDate;

use super::Theme;
use crate::domain::{Bilingual, Language};

/// What a chart shows.
#[derive(Clone, Debug)]
pub struct Chart {
    /// How it is drawn.
    pub shape: Shape,
    /// What it is about.
    pub title: String,
    /// What its values are, with their unit.
    pub unit: String,
    /// The values, series by series.
    pub series: Vec<Series>,
    /// What its reader should know.
    pub notes: Vec<String>,
    /// Its source, revision and licence.
    pub foot: String,
    /// What a missing value means, and what a region without one has, where that is not the source's silence.
    pub lacking: Option<[Bilingual; 2]>,
    /// The language of its words.
    pub language: Language,
    /// Its colours.
    pub theme: Theme,
    /// Its width, in pixels.
    pub width: u32,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A line for each series, over time.
    Lines,
    /// A bar for each value.
    Bars,
    /// A dot for each value.
    Dots,
    /// The regions, each in the class of its value.
    Map,
    /// The same, as tiles of one size.
    Tiles,
}

/// Values that belong together.
#[derive(Clone, Debug)]
pub struct Series {
    /// What they are called.
    pub name: String,
    /// The values, in their order.
    pub points: Vec<Point>,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Point {
    /// Where it stands.
    pub at: At,
    /// What that is called.
    pub label: String,
    /// The value, in thousandths; none where the source gives none.
    pub value: Option<i64>,
    /// The value in words, or why there is none.
    pub text: String,
    /// How it is marked.
    pub mark: Mark,
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// A period, by its first and its last day.
    Period(NaiveDate, NaiveDate),
    /// A category, by its place among them.
    Category(usize),
    /// A region, by its slug.
    Region(String),
}

/// How a value is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It stands.
    Final,
    /// Its source may still change it.
    Provisional,
    /// There is none.
    Missing,
}

const NO_VALUE: Bilingual = Bilingual::new("pas de valeur", "no value");
const NOT_GIVEN: Bilingual = Bilingual::new("× : la source ne donne pas de valeur.", "×: the source gives no value.");

impl Chart {
    /// The words of its language.
    pub(super) fn say<'a>(&self, french: &'a str, english: &'a str) -> &'a str {
        self.language.say(french, english)
    }

    /// What a region without a value has.
    pub(super) fn none(&self) -> &'static str {
        let said = self.lacking.map_or(NO_VALUE, |[_, region]| region);
        self.language.choose(said)
    }

    /// What a cross stands for.
    pub(super) fn missing(&self) -> &'static str {
        self.language
            .choose(self.lacking.map_or(NOT_GIVEN, |[missing, _]| missing))
    }

    /// Every value, with its series.
    pub(super) fn points(&self) -> impl Iterator<Item = (&Series, &Point)> {
        self.series
            .iter()
            .flat_map(|series| series.points.iter().map(move |point| (series, point)))
    }

    /// The least and the greatest value; zero where there is none.
    pub(super) fn bounds(&self) -> (i64, i64) {
        let values = || self.points().filter_map(|(_, point)| point.value);
        (values().min().unwrap_or_default(), values().max().unwrap_or_default())
    }

    /// Whether a value is marked so.
    pub(super) fn has(&self, mark: Mark) -> bool {
        self.points().any(|(_, point)| point.mark == mark)
    }

    /// What a reader who cannot see it should know: how many values, and the least and the greatest.
    pub(super) fn description(&self) -> String {
        let known = || self.points().filter(|(_, point)| point.value.is_some());
        let least = known().min_by_key(|(_, point)| point.value);
        let greatest = known().max_by_key(|(_, point)| point.value);
        let named = |(series, point): (&Series, &Point)| {
            let of = if self.series.len() > 1 {
                format!("{}, ", series.name)
            } else {
                String::new()
            };
            format!("{} ({of}{})", point.text, point.label)
        };
        let count = known().count();
        match (least, greatest) {
            (Some(least), Some(greatest)) => format!(
                "{}. {count} {}. {} {}. {} {}.",
                self.unit,
                self.say("valeurs", "values"),
                self.say("La plus petite :", "The least:"),
                named(least),
                self.say("La plus grande :", "The greatest:"),
                named(greatest),
            ),
            _ => self.say("Aucune valeur n'est donnée.", "No value is given.").to_owned(),
        }
    }
}
