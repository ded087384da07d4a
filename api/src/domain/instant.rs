use chrono::{DateTime, SecondsFormat, Utc};

/// An instant as every answer writes it: in UTC, to the second (`2026-11-24T09:00:00Z`).
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
