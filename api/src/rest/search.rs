use axum::routing::get;
use serde_json::json;

use crate::{
    datasets::{
        model::{parse::brief, suggestion::did_you_mean},
        search::{DEFAULT_HITS, GREATEST_HITS, GREATEST_OFFSET, Search},
    },
    domain::{Error, Result, wording},
    store::Snapshot,
    web::{
        conditional::Pinned,
        query::{QueryText, number, pairs},
        representation::{Representation, Responded},
        route_policy::RoutePolicy,
        routes::Routes,
    },
};

/// The address of searches.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new().route("/v1/search", RoutePolicy::DATA, get(get_hits))
}

async fn get_hits(Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    Ok(search(snapshot, &query).await?)
}

/// The parameters of a search.
const KNOWN: [&str; 4] = ["q", "dataset", "limit", "offset"];

/// Searches all datasets or some, the best hit first.
///
/// # Errors
/// `BadInput` that names the parameter; `NotFound` for an unknown dataset.
async fn search(snapshot: Snapshot, text: &str) -> Result<Representation> {
    let mut words = None;
    let mut datasets = Vec::new();
    let (mut limit, mut offset) = (DEFAULT_HITS, 0);
    for (name, value) in pairs(text)? {
        match name.as_str() {
            "q" if words.is_none() => words = Some(value),
            "dataset" => datasets.extend(value.split(',').map(str::to_owned)),
            "limit" => limit = number(&name, &value, 1, GREATEST_HITS)?,
            "offset" => offset = number(&name, &value, 0, GREATEST_OFFSET)?,
            "q" => return Err(Error::bad_input(wording!("q est donné deux fois", "q is given twice"))),
            _ => {
                let hint = did_you_mean(&name, KNOWN);
                return Err(Error::bad_input(wording!(
                    "une recherche n'a pas de paramètre « {} »{hint}",
                    "a search has no parameter \"{}\"{hint}",
                    [hint],
                    brief(&name)
                )));
            }
        }
    }
    let words = words.ok_or_else(|| {
        Error::bad_input(wording!(
            "q est nécessaire : les mots à chercher",
            "q is needed: the words to look for"
        ))
    })?;
    let mut body = Search::new(&words, &datasets, limit, offset)?.run(&snapshot).await?;
    body["revision"] = json!(snapshot.revision().0);
    Ok(Representation::json(&body))
}
