use crate::{
    datasets::{
        changes::feed::{FeedRequest, Place},
        registry,
    },
    domain::{Error, Result, Slug, wording},
    web::query::{number, pairs, unknown},
};

/// The parameters of the feed.
pub(super) const KNOWN: [&str; 5] = ["after", "limit", "dataset", "region", "publisher"];

/// Reads which changes a query string asks for.
pub(super) fn read_request(text: &str, usual: usize, greatest: usize) -> Result<FeedRequest> {
    let mut asked = FeedRequest {
        limit: usual,
        ..Default::default()
    };
    for (name, value) in pairs(text)? {
        match name.as_str() {
            "after" => asked.after = Place::parse(&value)?,
            "limit" => asked.limit = number(&name, &value, 1, greatest)?,
            "dataset" => {
                for name in value.split(',').filter(|name| !name.is_empty()) {
                    asked.datasets.push(registry().dataset(name)?.name);
                }
            }
            "region" => asked.region = Some(slug(&name, &value)?),
            "publisher" => asked.publisher = Some(slug(&name, &value)?),
            _ => return Err(unknown(&name, &KNOWN)),
        }
    }
    Ok(asked)
}

pub(super) fn slug(name: &str, text: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|error| Error::bad_input(wording!("{name} : {error}", "{name}: {error}")))
}
