use crate::{datasets::Kind, domain::Euros};

/// A value of a measure, exact, as text.
pub(super) fn written(kind: Kind, value: i128) -> String {
    match kind {
        Kind::Euros => i64::try_from(value).map_or_else(
            |_| format!("{}.{:02}", value / 100, value.abs() % 100),
            |cents| Euros::from_cents(cents).to_string(),
        ),
        Kind::Decimal => thousandths(value),
        _ => value.to_string(),
    }
}

fn thousandths(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let size = value.unsigned_abs();
    match size % 1000 {
        0 => format!("{sign}{}", size / 1000),
        rest => format!("{sign}{}.{}", size / 1000, format!("{rest:03}").trim_end_matches('0')),
    }
}

/// The average, to the cent for money and to the thousandth for the rest, halves away from zero.
pub(super) fn average(kind: Kind, sum: i128, measured: i64) -> String {
    let measured = std::cmp::Ord::max(i128::from(measured), 1);
    let rounded = |value: i128| {
        let half = if value < 0 { -measured / 2 } else { measured / 2 };
        (value + half) / measured
    };
    match kind {
        Kind::Euros => written(kind, rounded(sum)),
        Kind::Decimal => thousandths(rounded(sum)),
        _ => thousandths(rounded(sum * 1000)),
    }
}
