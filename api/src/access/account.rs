use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use crate::access::Mandate;

/// An institution that may act here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its public name.
    pub institution: String,
    /// On behalf of what it publishes.
    pub mandate: Mandate,
    /// The public name of its region, when its mandate is regional.
    pub region: Option<String>,
    /// When it was opened, in UTC.
    pub created_at: DateTime<Utc>,
    /// When it was closed, in UTC.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Account {
    /// The account as JSON.
    pub fn to_json(&self) -> Json {
        json!({
            "institution": self.institution,
            "mandate": self.mandate.code(),
            "region": self.region,
            "created_at": self.created_at,
            "closed_at": self.closed_at,
        })
    }
}
