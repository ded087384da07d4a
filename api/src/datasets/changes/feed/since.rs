use chrono::{DateTime, Duration, Utc};

use super::Place;
use crate::{
    datasets::read::filter::time::moment,
    domain::{Error, Moment, Result, wording},
    store::Snapshot,
};

/// How far ahead the clock of a client may be.
const AHEAD: Duration = Duration::minutes(1);

/// The moment at which a reader starts to follow the feed.
#[derive(Clone, Debug)]
pub struct Since(Moment);

impl Since {
    /// Reads a moment; a day begins at midnight in Paris.
    ///
    /// # Errors
    /// `BadInput` for what is no moment, and for one still to come: its place in the feed is not known yet.
    pub fn parse(text: &str, now: DateTime<Utc>) -> Result<Self> {
        match moment(text)? {
            Moment::Instant(at) if at > now + AHEAD => Err(Error::bad_input(wording!(
                "since est à venir : donnez un moment passé",
                "since is still to come: give a past moment"
            ))),
            moment => Ok(Self(moment)),
        }
    }

    /// Where the feed goes on after this moment.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached; `NotFound` for a revision that is not published.
    pub async fn place(&self, snapshot: &Snapshot) -> Result<Place> {
        Ok(Place::after(snapshot.as_of(&self.0).await?.revision()))
    }
}
