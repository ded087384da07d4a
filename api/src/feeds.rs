//! What changed: the feed of changes, and the differences between two moments.

/// The feed as Atom, for readers.
mod atom;
/// The feed as JSON, page by page or line by line.
mod changes;
/// The differences between two moments.
mod diff;

pub use atom::atom;
pub use changes::{FeedForm, changes};
pub use diff::diff;

use crate::{
    datasets::{
        changes::feed::{Asked, Place},
        registry,
    },
    domain::{Error, Result, Slug, wording},
    parameters::{number, pairs, unknown},
};

/// The parameters of the feed.
const KNOWN: [&str; 5] = ["after", "limit", "dataset", "region", "publisher"];

/// Reads which changes a query string asks for.
fn asked(text: &str, usual: usize, greatest: usize) -> Result<Asked> {
    let mut asked = Asked {
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

fn slug(name: &str, text: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|error| Error::bad_input(wording!("{name} : {error}", "{name}: {error}")))
}
