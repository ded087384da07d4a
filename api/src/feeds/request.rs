use chrono::{DateTime, Duration, Utc};

use crate::{
    datasets::{
        changes::feed::{FeedRequest, Place},
        read::filter::time::moment,
        registry,
    },
    domain::{Error, Moment, Result, Slug, wording},
    files::Form,
    store::Snapshot,
    web::{
        csv_dialect::{CSV_ONLY, csv_only, dialect},
        query::{number, pairs, refuse_twice, unknown},
    },
};

/// The parameters of the feed.
pub(super) const KNOWN: [&str; 6] = ["after", "since", "limit", "dataset", "region", "publisher"];

/// Reads which changes a query string asks for in a form, of those that a view knows.
pub(super) async fn read_request(
    snapshot: &Snapshot,
    text: &str,
    form: Form,
    usual: usize,
    greatest: usize,
    now: DateTime<Utc>,
) -> Result<FeedRequest> {
    let mut asked = FeedRequest {
        limit: usual,
        ..Default::default()
    };
    let mut since = None;
    let given = pairs(text)?;
    refuse_twice(&given, &["after", "since", "limit", "region", "publisher"])?;
    refuse_twice(&given, &CSV_ONLY)?;
    dialect(&given, form)?;
    for (name, value) in given {
        match name.as_str() {
            "since" => since = Some(past(moment(&value)?, now)?),
            name if CSV_ONLY.contains(&name) => {}
            "after" => asked.after = Place::parse(&value)?,
            "limit" => asked.limit = number(&name, &value, 1, greatest)?,
            "dataset" => {
                for name in value.split(',').filter(|name| !name.is_empty()) {
                    asked.datasets.push(registry().dataset(name)?.name);
                }
            }
            "region" => asked.region = Some(slug(&name, &value)?),
            "publisher" => asked.publisher = Some(slug(&name, &value)?),
            _ => return Err(unknown(&name, &[&KNOWN[..], csv_only(form)].concat())),
        }
    }
    if let Some(since) = since {
        if asked.after != Place::default() {
            return Err(Error::bad_input(wording!(
                "donnez since (un moment) ou after (une place du fil), pas les deux",
                "give since (a moment) or after (a place in the feed), not both"
            )));
        }
        asked.after = Place::after(snapshot.as_of(&since).await?.revision());
    }
    Ok(asked)
}

/// How far ahead the clock of a client may be.
const AHEAD: Duration = Duration::minutes(1);

/// Refuses a moment still to come: the place that it stands for is not known yet.
fn past(moment: Moment, now: DateTime<Utc>) -> Result<Moment> {
    match moment {
        Moment::Instant(at) if at > now + AHEAD => Err(Error::bad_input(wording!(
            "since est à venir : donnez un moment passé",
            "since is still to come: give a past moment"
        ))),
        moment => Ok(moment),
    }
}

pub(super) fn slug(name: &str, text: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|error| Error::bad_input(wording!("{name} : {error}", "{name}: {error}")))
}
