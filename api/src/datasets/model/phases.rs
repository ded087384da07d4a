use chrono::NaiveDate;

use super::declaration::place;
use crate::{
    datasets::{Column, Dataset, Part},
    domain::Value,
};

/// The phases of records: a list, and its columns.
pub(crate) struct Phases<'a> {
    pub(crate) part: &'a Part,
    pub(crate) kind: &'a Column,
    pub(crate) starts: &'a Column,
    pub(crate) ends: &'a Column,
    pub(crate) superseded: &'a Column,
    /// The place of the list, and the places of these columns in it.
    at: usize,
    places: [usize; 4],
}

/// Whether a phase is certainly under way on a day, as far as its dates say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It starts no later than that day and ends no earlier, whatever its dates can mean.
    Certain,
    /// It may be: its start or its end is unknown, inferred, or not known to the day.
    Uncertain,
}

impl Dataset {
    /// Its records are open during the phases that a list of theirs holds: the list, then the columns of their kind, start and end, and of whether
    /// they were superseded.
    pub(in crate::datasets) fn open_by(mut self, part_and_columns: [&'static str; 5]) -> Self {
        self.open_by = Some(part_and_columns);
        self
    }

    /// The phases during which its records are open.
    pub(crate) fn phases(&self) -> Option<Phases<'_>> {
        let [part, kind, starts, ends, superseded] = self.open_by?;
        let at = self.parts.iter().position(|known| known.name == part)?;
        let part = &self.parts[at];
        let place = |name| place(&part.columns, name);
        let places = [place(kind)?, place(starts)?, place(ends)?, place(superseded)?];
        let [kind, starts, ends, superseded] = places.map(|place| &part.columns[place]);
        Some(Phases {
            part,
            kind,
            starts,
            ends,
            superseded,
            at,
            places,
        })
    }

    /// The kinds of phases that are under way on a day, so certainly or not, by the lists of a record; each kind once.
    pub fn phases_on(&self, day: NaiveDate, wanted: Certainty, lists: &[Vec<Vec<Value>>]) -> Vec<&'static str> {
        let Some(phases) = self.phases() else {
            return Vec::new();
        };
        let found = phases.on(day, lists.get(phases.at).map_or(&[][..], Vec::as_slice));
        let certain = |kind: &str| found.contains(&(kind, Certainty::Certain));
        let mut kinds = Vec::new();
        for (kind, certainty) in &found {
            if certain(kind) == (wanted == Certainty::Certain) && *certainty == wanted && !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
        kinds
    }
}

impl Phases<'_> {
    /// The phases of a kind that were not superseded, among the lists of a record.
    pub(crate) fn of_kind<'a>(&self, wanted: &str, lists: &'a [Vec<Vec<Value>>]) -> Vec<&'a [Value]> {
        let [kind, _, _, superseded] = self.places;
        let items = lists.get(self.at).map_or(&[][..], Vec::as_slice);
        let is_wanted = |item: &&Vec<Value>| {
            matches!(&item[kind], Value::Term(code) if *code == wanted) && item[superseded] == Value::Boolean(false)
        };
        items.iter().filter(is_wanted).map(Vec::as_slice).collect()
    }

    /// The phases that were not superseded, among the lists of a record: their kinds, starts and ends.
    pub(crate) fn dated<'a>(&self, lists: &'a [Vec<Vec<Value>>]) -> Vec<(&'static str, &'a Value, &'a Value)> {
        let [kind, starts, ends, superseded] = self.places;
        let items = lists.get(self.at).map_or(&[][..], Vec::as_slice);
        let dated = items.iter().filter_map(|item| match (&item[kind], &item[superseded]) {
            (Value::Term(kind), Value::Boolean(false)) => Some((*kind, &item[starts], &item[ends])),
            _ => None,
        });
        dated.collect()
    }

    fn on(&self, day: NaiveDate, items: &[Vec<Value>]) -> Vec<(&'static str, Certainty)> {
        let [kind, starts, ends, superseded] = self.places;
        let under_way = items.iter().filter_map(|item| match (&item[kind], &item[superseded]) {
            (Value::Term(kind), Value::Boolean(false)) => Some((*kind, certainty(&item[starts], &item[ends], day)?)),
            _ => None,
        });
        under_way.collect()
    }
}

/// Whether what starts and ends so is under way on a day; none when it is not.
fn certainty(starts: &Value, ends: &Value, day: NaiveDate) -> Option<Certainty> {
    let days = |value: &Value| match value {
        Value::Date(date) => (date.earliest(), date.latest(), date.inferred()),
        _ => (None, None, true),
    };
    let (first, start, is_start_inferred) = days(starts);
    let (end, last, is_end_inferred) = days(ends);
    if first.is_some_and(|first| first > day) || last.is_some_and(|last| last < day) {
        return None;
    }
    let is_known = !is_start_inferred && !is_end_inferred;
    let is_covered = start.is_some_and(|start| start <= day) && end.is_some_and(|end| end >= day);
    Some(match is_known && is_covered {
        true => Certainty::Certain,
        false => Certainty::Uncertain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ApproximateDate;

    fn on(starts: &str, ends: &str, day: &str) -> Option<Certainty> {
        let value = |text: &str| match text {
            "" => Value::Null,
            text => Value::Date(ApproximateDate::parse(text).unwrap()),
        };
        certainty(&value(starts), &value(ends), day.parse().unwrap())
    }

    #[test]
    fn what_is_not_known_to_the_day_is_uncertain_where_it_matters() {
        let certain = Some(Certainty::Certain);
        let uncertain = Some(Certainty::Uncertain);
        for (starts, ends, day, told) in [
            ("2021-08-11", "2022-07-15", "2021-08-10", None),
            ("2021-08-11", "2022-07-15", "2021-08-11", certain),
            ("2021-08-11", "2022-07-15", "2022-07-15", certain),
            ("2021-08-11", "2022-07-15", "2022-07-16", None),
            ("2022", "2023", "2022-06-01", uncertain),
            ("2021", "2023", "2022-06-01", certain),
            ("2021-08", "2022-07", "2022-06-30", certain),
            ("2021-08", "2022-07", "2022-07-02", uncertain),
            ("2021-08-11?", "2022-07-15", "2022-01-01", uncertain),
            ("", "2022-07-15", "2022-01-01", uncertain),
            ("", "2022-07-15", "2022-07-16", None),
            ("2021-08-11", "", "2026-01-01", uncertain),
            ("", "", "2026-01-01", uncertain),
            ("XXXX", "2022-07-15", "2022-01-01", uncertain),
        ] {
            assert_eq!(on(starts, ends, day), told, "{starts} to {ends} on {day}");
        }
    }

    #[test]
    fn funding_windows_have_phases() {
        let windows = crate::datasets::registry().find("funding-windows").unwrap();
        assert_eq!(windows.phases().unwrap().part.name, "phases");
        let named = crate::datasets::registry()
            .datasets()
            .filter(|dataset| dataset.open_by.is_some());
        assert!(named.into_iter().all(|dataset| dataset.phases().is_some()));
    }
}
