use chrono::{Datelike, NaiveDate};

use super::{bucket::Bucket, grouping::Grouping};
use crate::{
    datasets::{
        Column, Dataset,
        aggregate::series_totals::span::{END, MONTH, REST, WHOLE, YEAR, first_of_month, last_of_month, month},
        read::filter::{Comparison, Filter},
    },
    domain::Value,
};

/// The name of the column that holds the period of an observation.
const PERIOD: &str = "period";

/// What is asked of the periods of observations: that none begins before a day, and none ends after another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
}

/// The spans of time that an interval is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spans {
    /// Those that are in it whole, each from one to another.
    pub(super) whole: Vec<[String; 2]>,
    /// The months that are not, with the first and the last day of theirs that are.
    pub(super) cut: Vec<(String, NaiveDate, NaiveDate)>,
    /// The rests that may not be, each from one to another: their observations are read.
    pub(super) rests: Vec<[String; 2]>,
}

/// The longest spans that a grouping may add up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Longest {
    Series,
    Year,
    Month,
}

/// The longest spans that a grouping may add up; none where it groups by what totals do not tell apart.
pub(super) fn longest(grouping: &Grouping, dataset: &Dataset) -> Option<Longest> {
    let mut longest = Longest::Series;
    for dimension in &grouping.by {
        let column: &Column = &dataset.columns[dimension.column];
        match dimension.bucket {
            None if column.of_series => {}
            Some(Bucket::Year) if longest != Longest::Month => longest = Longest::Year,
            Some(Bucket::Year) => {}
            Some(Bucket::Month) => longest = Longest::Month,
            _ => return None,
        }
    }
    Some(longest)
}

impl Interval {
    /// What conditions ask of periods; none where they ask for more than an interval.
    pub(super) fn of(conditions: &[Filter], dataset: &Dataset) -> Option<Self> {
        let mut interval = Self::default();
        for condition in conditions {
            let Filter::Column(place, comparison) = condition else {
                return None;
            };
            if dataset.columns[*place].name != PERIOD {
                return None;
            }
            let (from, to) = match comparison {
                Comparison::Gte(Value::Date(date)) => (date.earliest()?, NaiveDate::MAX),
                Comparison::Gt(Value::Date(date)) => (date.latest()?.succ_opt()?, NaiveDate::MAX),
                Comparison::Lte(Value::Date(date)) => (NaiveDate::MIN, date.latest()?),
                Comparison::Lt(Value::Date(date)) => (NaiveDate::MIN, date.earliest()?.pred_opt()?),
                _ => return None,
            };
            if from != NaiveDate::MIN {
                interval.from = interval.from.max(Some(from));
            }
            if to != NaiveDate::MAX {
                interval.to = Some(interval.to.map_or(to, |known| known.min(to)));
            }
        }
        Some(interval)
    }

    /// The spans that it is made of.
    pub(super) fn spans(self, longest: Longest) -> Spans {
        let mut spans = Spans::default();
        if self == Self::default() {
            spans.whole = match longest {
                Longest::Series => vec![range(WHOLE, WHOLE)],
                Longest::Year => vec![all(YEAR), range(REST, REST)],
                Longest::Month => vec![all(MONTH), all(REST)],
            };
            return spans;
        }
        if matches!((self.from, self.to), (Some(from), Some(to)) if from > to) {
            return spans;
        }
        if longest == Longest::Month {
            spans.add_months(self.from, self.to);
            spans.rests.push(all(REST));
            return spans;
        }
        spans.rests.push(range(REST, REST));
        let first = self.from.map(year_that_begins);
        let last = self.to.map(year_that_ends);
        if !matches!((first, last), (Some(first), Some(last)) if first > last) {
            let first = first.map_or(YEAR.to_owned(), year_named);
            let last = last.map_or(format!("{YEAR}{END}"), year_named);
            spans.whole.push([first, last]);
        }
        let cut = |day: NaiveDate| {
            let [first, last] =
                [(1, 1), (12, 31)].map(|(month, of_month)| NaiveDate::from_ymd_opt(day.year(), month, of_month));
            (
                self.from.max(first),
                self.to.map_or(last, |to| last.map(|last| last.min(to))),
            )
        };
        let mut years: Vec<NaiveDate> = Vec::new();
        years.extend(self.from.filter(|from| year_that_begins(*from) != from.year()));
        years.extend(self.to.filter(|to| year_that_ends(*to) != to.year()));
        years.dedup_by_key(|day| day.year());
        for day in years {
            let (first, last) = cut(day);
            spans.add_months(first, last);
            let rest = format!("{REST}{:04}", day.year());
            spans.rests.push([rest.clone(), rest]);
        }
        spans
    }
}

impl Spans {
    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.cut.is_empty() && self.rests.is_empty()
    }

    /// Adds the months from a day to another, and what they cut out of the first and the last.
    fn add_months(&mut self, from: Option<NaiveDate>, to: Option<NaiveDate>) {
        let cut_first = from.filter(|from| *from != first_of_month(*from));
        let cut_last = to.filter(|to| *to != last_of_month(*to));
        for day in [cut_first, cut_last].into_iter().flatten() {
            let name = month(day);
            if self.cut.iter().all(|(known, ..)| *known != name) {
                let first = from.map_or(first_of_month(day), |from| from.max(first_of_month(day)));
                let last = to.map_or(last_of_month(day), |to| to.min(last_of_month(day)));
                self.cut.push((name, first, last));
            }
        }
        let first = from.map(|from| match cut_first {
            Some(_) => last_of_month(from).succ_opt().map(month),
            None => Some(month(from)),
        });
        let last = to.map(|to| match cut_last {
            Some(_) => first_of_month(to).pred_opt().map(month),
            None => Some(month(to)),
        });
        let first = first.map_or(Some(MONTH.to_owned()), |known| known);
        let last = last.map_or(Some(format!("{MONTH}{END}")), |known| known);
        if let (Some(first), Some(last)) = (first, last)
            && first <= last
        {
            self.whole.push([first, last]);
        }
    }
}

fn range(first: &str, last: &str) -> [String; 2] {
    [first.to_owned(), last.to_owned()]
}

/// Every span of a kind.
fn all(kind: &str) -> [String; 2] {
    [kind.to_owned(), format!("{kind}{END}")]
}

fn year_named(year: i32) -> String {
    format!("{YEAR}{year:04}")
}

/// The first year that begins on a day or after it.
fn year_that_begins(day: NaiveDate) -> i32 {
    day.year() + i32::from(day.ordinal() != 1)
}

/// The last year that ends on a day or before it.
fn year_that_ends(day: NaiveDate) -> i32 {
    day.year() - i32::from((day.month(), day.day()) != (12, 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(from: Option<&str>, to: Option<&str>) -> (Vec<String>, Vec<String>, Vec<String>) {
        let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let interval = Interval {
            from: day(from),
            to: day(to),
        };
        let Spans { whole, cut, rests } = interval.spans(Longest::Series);
        let ends = |all: Vec<[String; 2]>| all.into_iter().map(|span| span.join(" to ")).collect();
        let cut = cut
            .into_iter()
            .map(|(span, first, last)| format!("{span}: {first} to {last}"));
        (ends(whole), cut.collect(), ends(rests))
    }

    #[test]
    fn a_year_is_one_total() {
        let (whole, cut, rests) = spans(Some("2024-01-01"), Some("2024-12-31"));
        assert_eq!(whole, ["y2024 to y2024"]);
        assert!(cut.is_empty());
        assert_eq!(rests, ["r to r"]);
    }

    #[test]
    fn an_interval_is_made_of_years_months_and_days() {
        let (whole, cut, rests) = spans(Some("2021-11-30"), Some("2024-02-28"));
        assert_eq!(
            whole,
            ["y2022 to y2023", "m2021-12 to m2021-12", "m2024-01 to m2024-01"]
        );
        assert_eq!(
            cut,
            [
                "m2021-11: 2021-11-30 to 2021-11-30",
                "m2024-02: 2024-02-01 to 2024-02-28"
            ]
        );
        assert_eq!(rests, ["r to r", "r2021 to r2021", "r2024 to r2024"]);
    }

    #[test]
    fn days_of_one_month_are_cut_out_of_it_once() {
        let (whole, cut, _) = spans(Some("2024-02-02"), Some("2024-02-10"));
        assert!(whole.is_empty());
        assert_eq!(cut, ["m2024-02: 2024-02-02 to 2024-02-10"]);
    }

    #[test]
    fn what_has_no_end_goes_on() {
        let (whole, cut, rests) = spans(Some("2024-12-31"), None);
        assert_eq!(whole, ["y2025 to y~"]);
        assert_eq!(cut, ["m2024-12: 2024-12-31 to 2024-12-31"]);
        assert_eq!(rests, ["r to r", "r2024 to r2024"]);
        assert_eq!(spans(None, None).0, ["w to w"]);
    }
}
