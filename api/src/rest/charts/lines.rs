use chrono::NaiveDate;

use super::{rows::ChartRows, thinned::thinned};
use crate::{
    charts::{At, MOST_SERIES, Series},
    datasets::Node,
    domain::Bilingual,
};

impl ChartRows {
    /// The values of each series over time: of periods of one length, so that a month and a year are no course of things.
    pub(super) fn lines(&self, notes: &mut Vec<String>) -> Vec<Series> {
        let mut series: Vec<(usize, Series)> = Vec::new();
        let mut undated = 0;
        // The row before, and where its series is: rows of one series mostly follow each other.
        let mut before: Option<(&Node, usize)> = None;
        for node in &self.nodes {
            let dated = self
                .period(node)
                .and_then(|period| Some((period, period.earliest()?, period.latest()?)));
            let Some((period, first, last)) = dated else {
                undated += 1;
                continue;
            };
            let label = period.in_words().text(self.language).to_owned();
            let point = self.point(node, At::Period(first, last), label);
            let length = length_of(first, last);
            let at = before.filter(|(other, at)| series[*at].0 == length && self.are_of_one_line(other, node));
            let at = at.map_or_else(|| self.line(&mut series, length, node), |(_, at)| at);
            series[at].1.points.push(point);
            before = Some((node, at));
        }
        if undated > 0 {
            let of = self.say(
                "valeur(s) sans période datée, non dessinée(s).",
                "value(s) of no dated period, not drawn.",
            );
            notes.push(format!("{undated} {of}"));
        }
        let mut series = self.told_apart(series);
        let mut overlap = false;
        for one in &mut series {
            one.points.sort_by(|one, other| one.at.cmp(&other.at));
            overlap |= one.points.windows(2).any(|pair| overlaps(&pair[0].at, &pair[1].at));
        }
        if overlap {
            let said = self.say(
                "Des valeurs d'une même période, de documents différents, ne sont pas reliées.",
                "Values of one period, of different documents, are not joined.",
            );
            notes.push(said.to_owned());
        }
        let (series, stretch) = thinned(self.greatest(series, notes));
        if let Some(length) = stretch {
            notes.push(format!(
                "{} {length} {}",
                self.say(
                    "Trop de valeurs pour toutes les dessiner : de",
                    "Too many values to draw all: of"
                ),
                self.say(
                    "en suivant, la plus petite et la plus grande le sont.",
                    "in a row, the least and the greatest are."
                ),
            ));
        }
        series
    }

    /// The columns that name lines.
    fn naming_lines(&self) -> &[usize] {
        match self.axes.by.is_empty() {
            true => &self.differing,
            false => &self.axes.by,
        }
    }

    fn are_of_one_line(&self, one: &Node, other: &Node) -> bool {
        let mut naming = self.naming_lines().iter();
        naming.all(|place| one.row.values[*place] == other.row.values[*place])
    }

    /// Where the line of a row is among those of its length; a new one, if it is the first.
    fn line(&self, series: &mut Vec<(usize, Series)>, length: usize, node: &Node) -> usize {
        let name = match self.axes.by.is_empty() {
            true => self.name(node),
            false => self.series(node),
        };
        let known = series.iter().position(|(of, one)| *of == length && one.name == name);
        known.unwrap_or_else(|| {
            series.push((
                length,
                Series {
                    name,
                    points: Vec::new(),
                },
            ));
            series.len() - 1
        })
    }

    /// Series of the same name whose periods are of other lengths have that in their names.
    fn told_apart(&self, series: Vec<(usize, Series)>) -> Vec<Series> {
        let names: Vec<String> = series.iter().map(|(_, one)| one.name.clone()).collect();
        let is_alone = |name: &str| names.iter().filter(|known| *known == name).count() == 1;
        let named = series.into_iter().map(|(length, one)| {
            if is_alone(&one.name) {
                return one;
            }
            let of = self.language.choose(LENGTHS[length].1);
            let name = if one.name.is_empty() {
                of.to_owned()
            } else {
                format!("{} ({of})", one.name)
            };
            Series { name, ..one }
        });
        named.collect()
    }

    /// The series that are drawn: as many as can be told apart.
    fn greatest(&self, mut series: Vec<Series>, notes: &mut Vec<String>) -> Vec<Series> {
        let latest = |series: &Series| series.points.iter().rev().find_map(|point| point.value);
        series.sort_by(|one, other| latest(other).cmp(&latest(one)).then_with(|| one.name.cmp(&other.name)));
        if series.len() > MOST_SERIES {
            notes.push(format!(
                "{} {} {}",
                self.say(
                    "Les 8 séries dont la dernière valeur est la plus grande ;",
                    "The 8 series whose last value is the greatest;"
                ),
                series.len() - MOST_SERIES,
                self.say("autres ne sont pas dessinées.", "others are not drawn."),
            ));
            series.truncate(MOST_SERIES);
        }
        series
    }
}

/// How long periods are, by their days at most: values of a month and of a year are not one course of things.
const LENGTHS: [(i64, Bilingual); 5] = [
    (1, Bilingual::new("jours", "days")),
    (31, Bilingual::new("mois", "months")),
    (92, Bilingual::new("trimestres", "quarters")),
    (184, Bilingual::new("semestres", "half-years")),
    (i64::MAX, Bilingual::new("années", "years")),
];

fn length_of(first: NaiveDate, last: NaiveDate) -> usize {
    let days = (last - first).num_days() + 1;
    LENGTHS
        .iter()
        .position(|(most, _)| days <= *most)
        .unwrap_or(LENGTHS.len() - 1)
}

fn overlaps(one: &At, other: &At) -> bool {
    matches!((one, other), (At::Period(_, last), At::Period(first, _)) if last >= first)
}
