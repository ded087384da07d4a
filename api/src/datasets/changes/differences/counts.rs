use serde_json::{Value as Json, json};

use super::amounts::PART;
use crate::datasets::{Dataset, aggregate::containment::amounts};

/// What an institution changed in a dataset.
#[derive(Default)]
pub(super) struct Counts {
    created: i64,
    revised: i64,
    withdrawn: i64,
    /// How many have amounts that do not add: parts of one whole that is cut in several ways.
    pub(super) mixed: i64,
    /// The sums of each amount before and after, in cents; none where no record has it.
    amounts: Vec<[Option<i128>; 2]>,
}

impl Counts {
    pub(super) fn add(&mut self, [own, paired]: [i64; 2], sums: &[Option<i64>], withdrawn: bool) {
        if withdrawn {
            self.withdrawn += own;
        } else {
            self.created += own - paired;
            self.revised += paired;
        }
        self.amounts.resize(sums.len() / 4, [None; 2]);
        let added = |known: Option<i128>, [great, small]: [Option<i64>; 2]| {
            let more = great
                .zip(small)
                .map(|(great, small)| i128::from(great) * i128::from(PART) + i128::from(small));
            match (known, more) {
                (Some(known), Some(more)) => Some(known + more),
                (known, more) => known.or(more),
            }
        };
        for (known, [great_before, small_before, great_after, small_after]) in
            self.amounts.iter_mut().zip(sums.as_chunks().0)
        {
            *known = [
                added(known[0], [*great_before, *small_before]),
                added(known[1], [*great_after, *small_after]),
            ];
        }
    }

    pub(super) fn to_json(&self, dataset: &Dataset, institution: &str) -> Json {
        let euros = |cents: Option<i128>| {
            cents.map(|cents| {
                let sign = if cents < 0 { "-" } else { "" };
                let cents = cents.unsigned_abs();
                format!("{sign}{}.{:02}", cents / 100, cents % 100)
            })
        };
        let known = amounts(dataset)
            .zip(&self.amounts)
            .filter(|(_, sums)| sums.iter().any(Option::is_some))
            // No sum rather than one that counts a euro twice.
            .map(|(column, sums)| (column, if self.mixed > 0 { [None; 2] } else { *sums }));
        let amounts = known.map(|(column, [before, after])| {
            json!({
                "field": column.name,
                "before": euros(before),
                "after": euros(after),
                "difference": euros(before.zip(after).map(|(before, after)| after - before)),
            })
        });
        json!({
            "dataset": dataset.name,
            "publisher": institution,
            "created": self.created,
            "revised": self.revised,
            "withdrawn": self.withdrawn,
            "amounts": amounts.collect::<Json>(),
        })
    }
}
