use chrono::{DateTime, Utc};

use crate::{
    datasets::{
        changes::feed::{FeedRequest, Place, Since},
        registry,
    },
    domain::{Error, Result, Slug, wording},
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
            "since" => since = Some(Since::parse(&value, now)?),
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
    asked.starting(snapshot, since.as_ref()).await
}

pub(super) fn slug(name: &str, text: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|error| Error::bad_input(wording!("{name} : {error}", "{name}: {error}")))
}
