use std::cmp::Ordering;

use sea_orm::Value as Stored;

use crate::{
    datasets::{
        Dataset, Kind, Row,
        read::{
            order,
            order_term::{OrderBy, OrderTerm},
        },
    },
    store::Direction,
};

/// Places of rows in an order.
pub(super) struct Sorted {
    /// None in the order of the key, which is that of the rows themselves.
    places: Option<Vec<usize>>,
    /// The rank of the row at each place; none in the order of the key.
    ranks: Option<Vec<usize>>,
    /// Which way each value of a position goes.
    directions: Vec<Direction>,
}

impl Sorted {
    pub(super) fn new(dataset: &Dataset, terms: &[OrderTerm], rows: &[Row]) -> Self {
        let directions = directions(dataset, terms);
        if terms.is_empty() {
            return Self {
                places: None,
                ranks: None,
                directions,
            };
        }
        let positions: Vec<Vec<Stored>> = rows.iter().map(|row| order::position(dataset, terms, row)).collect();
        let mut places: Vec<usize> = (0..rows.len()).collect();
        places.sort_by(|one, other| compare(&positions[*one], &positions[*other], &directions));
        let mut ranks = vec![0; rows.len()];
        for (rank, place) in places.iter().enumerate() {
            ranks[*place] = rank;
        }
        Self {
            places: Some(places),
            ranks: Some(ranks),
            directions,
        }
    }

    /// Some of these places, in this order.
    pub(super) fn among(&self, places: &[usize]) -> Self {
        let mut places = places.to_vec();
        if let Some(ranks) = &self.ranks {
            places.sort_unstable_by_key(|place| ranks[*place]);
        }
        Self {
            places: Some(places),
            ranks: None,
            directions: self.directions.clone(),
        }
    }

    /// The places beyond a position, or from the start; from the end, or before the position, where the page goes backward.
    pub(super) fn beyond(
        &self,
        length: usize,
        after: Option<&[Stored]>,
        backward: bool,
        position: impl Fn(usize) -> Vec<Stored>,
    ) -> impl Iterator<Item = usize> {
        let at = |rank: usize| self.places.as_ref().map_or(rank, |places| places[rank]);
        let (mut first, mut end) = (0, length);
        if let Some(after) = after {
            let is_before = |rank: usize| {
                let order = compare(&position(at(rank)), after, &self.directions);
                order == Ordering::Less || (order == Ordering::Equal && !backward)
            };
            let cut = partition_point(length, is_before);
            match backward {
                true => end = cut,
                false => first = cut,
            }
        }
        let count = end - first;
        (0..count).map(move |step| at(if backward { end - 1 - step } else { first + step }))
    }
}

/// The first of so many ranks of which something is not so; it is so of all those before.
fn partition_point(length: usize, is_so: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low.midpoint(high);
        match is_so(middle) {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}

/// Which way each value of a position goes: a date is two, and the key follows the last term's way.
fn directions(dataset: &Dataset, terms: &[OrderTerm]) -> Vec<Direction> {
    let mut directions = Vec::new();
    for term in terms {
        directions.push(term.direction);
        if let OrderBy::Column(place) = term.by
            && matches!(dataset.columns[place].kind, Kind::Date)
        {
            directions.push(term.direction);
        }
    }
    directions.push(terms.last().map_or(Direction::Ascending, |term| term.direction));
    directions
}

/// The order of two positions. Missing values come last, whichever way.
fn compare(one: &[Stored], other: &[Stored], directions: &[Direction]) -> Ordering {
    for ((one, other), direction) in one.iter().zip(other).zip(directions) {
        let order = match (is_missing(one), is_missing(other)) {
            (false, false) => match direction {
                Direction::Ascending => compare_values(one, other),
                Direction::Descending => compare_values(other, one),
            },
            (one, other) => one.cmp(&other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

fn is_missing(value: &Stored) -> bool {
    *value == value.as_null()
}

/// The order of two values of a column, as both engines have it: texts by their bytes.
fn compare_values(one: &Stored, other: &Stored) -> Ordering {
    match (one, other) {
        (Stored::BigInt(one), Stored::BigInt(other)) => one.cmp(other),
        (Stored::Bool(one), Stored::Bool(other)) => one.cmp(other),
        (Stored::String(one), Stored::String(other)) => one.cmp(other),
        (Stored::ChronoDate(one), Stored::ChronoDate(other)) => one.cmp(other),
        _ => Ordering::Equal,
    }
}
