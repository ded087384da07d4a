/// Mistakes in observations.
mod of_observations;
/// Mistakes in the phases of windows.
mod of_phases;
/// Texts that hold rows.
mod of_texts;
/// Totals that are not the sum of their parts.
mod of_totals;
/// A warning about a row.
mod row_warning;

use chrono::NaiveDate;

pub use self::row_warning::RowWarning;
use crate::{domain::Result, publishing::Publication, store::Snapshot};

/// The codes, each with what it means.
pub const CODES: [(&str, &str); 8] = [
    (of_observations::OVER_HUNDRED, "a percentage is over a hundred"),
    (of_observations::NEGATIVE, "a value is negative"),
    (
        of_observations::FINAL_BEFORE_ITS_PERIOD,
        "a measured value is final for a period that has not begun",
    ),
    (
        of_observations::FAR_FROM_THE_LAST,
        "a value is ten times the last one of its series, or a tenth of it",
    ),
    (
        of_totals::BELOW,
        "the parts of an amount that are published come to less than it",
    ),
    (of_totals::EXCEED, "they come to more"),
    (
        of_phases::OUTSIDE_ITS_WINDOW,
        "a phase ends before its window takes applications or orders",
    ),
    (
        of_texts::HOLDS_ROWS,
        "a text holds a line that looks like a row of a file",
    ),
];

/// What of a publication is most often a mistake, on a day, beside what is published; in the order of its rows.
pub(in crate::publishing) async fn warnings(
    before: &Snapshot,
    publication: &Publication,
    today: NaiveDate,
) -> Result<Vec<RowWarning>> {
    let mut warnings = of_observations::warnings(before, publication, today).await?;
    warnings.extend(of_phases::warnings(publication)?);
    warnings.extend(of_texts::warnings(publication)?);
    warnings.extend(of_totals::warnings(before, publication).await?);
    warnings.sort_by(|one, other| one.origin.cmp(&other.origin));
    Ok(warnings)
}
