use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;

use crate::domain::civil_day;

/// When editions are made by themselves.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// Never: an operator makes them.
    #[default]
    Never,
    /// Each day.
    Daily,
    /// Each week.
    Weekly,
    /// Each month.
    Monthly,
}

impl Schedule {
    /// The date of the edition that is to be made now; none when there is one already.
    pub(super) fn due(self, now: DateTime<Utc>, last: Option<NaiveDate>) -> Option<NaiveDate> {
        let today = civil_day(now);
        let since = match self {
            Self::Never => return None,
            Self::Daily => today,
            Self::Weekly => today - chrono::Days::new(today.weekday().num_days_from_monday().into()),
            Self::Monthly => today.with_day(1)?,
        };
        last.is_none_or(|last| last < since).then_some(today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_due_once_a_period() {
        let now = "2026-11-25T23:30:00Z".parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        // It is the 26th in Paris.
        assert_eq!(Schedule::Daily.due(now, day("2026-11-25")), day("2026-11-26"));
        assert_eq!(Schedule::Daily.due(now, day("2026-11-26")), None);
        assert_eq!(Schedule::Weekly.due(now, day("2026-11-22")), day("2026-11-26"));
        assert_eq!(Schedule::Weekly.due(now, day("2026-11-23")), None);
        assert_eq!(Schedule::Monthly.due(now, None), day("2026-11-26"));
        assert_eq!(Schedule::Monthly.due(now, day("2026-11-01")), None);
        assert_eq!(Schedule::Never.due(now, None), None);
    }
}
