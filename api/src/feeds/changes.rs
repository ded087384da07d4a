use bytes::Bytes;
use futures::{StreamExt, stream};
use serde_json::json;

use super::request::read_request;
use crate::{
    datasets::changes::feed::{DEFAULT_CHANGES, FeedRequest, GREATEST_CHANGES, changes as read},
    domain::Result,
    files::Rows,
    store::Snapshot,
    web::representation::{Payload, Representation},
};

/// A page of the changes after a place, oldest first.
///
/// # Errors
/// `BadInput` that names the parameter; `BadCursor` for a place that no response gave.
pub(super) async fn page(snapshot: &Snapshot, text: &str) -> Result<Representation> {
    let asked = read_request(text, DEFAULT_CHANGES, GREATEST_CHANGES)?;
    let found = read(snapshot, &asked).await?;
    let next = found.next.to_string();
    let kept = form_urlencoded::parse(text.as_bytes()).filter(|(name, _)| name != "after");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("after", &next).extend_pairs(kept);
    let address = format!("/v1/changes?{}", query.finish());
    let mut body = found.to_json(snapshot);
    body["links"] = json!({ "next": address });
    Ok(Representation::json(&body).with_header("link", format!("<{address}>; rel=\"next\"")))
}

/// All changes after a place up to now, a line each. The first are read before the response starts, so that an error can still be
/// written as one.
///
/// # Errors
/// As `page`.
pub(super) async fn lines(snapshot: Snapshot, text: &str) -> Result<Representation> {
    let asked = read_request(text, usize::MAX, usize::MAX)?;
    let rows = Rows::default();
    let reading = Reading {
        rows: rows.clone(),
        wanted: asked.limit,
        snapshot,
        asked,
    };
    let (start, rest) = reading.page().await?;
    let rest = stream::try_unfold(rest, |reading| async {
        match reading {
            None => Ok(None),
            Some(reading) => reading.page().await.map(Some),
        }
    });
    let bytes = stream::once(async { Ok(start) }).chain(rest);
    Ok(Representation {
        media_type: "application/x-ndjson",
        headers: Vec::new(),
        payload: Payload::Stream(bytes.boxed(), rows),
        is_provisional: false,
    })
}

struct Reading {
    snapshot: Snapshot,
    asked: FeedRequest,
    /// How many changes are still wanted.
    wanted: usize,
    rows: Rows,
}

impl Reading {
    async fn page(mut self) -> Result<(Bytes, Option<Self>)> {
        self.asked.limit = self.wanted.min(GREATEST_CHANGES);
        let found = read(&self.snapshot, &self.asked).await?;
        let mut text = String::new();
        for change in &found.data {
            text.push_str(&change.to_string());
            text.push('\n');
        }
        self.asked.after = found.next;
        self.wanted -= found.data.len();
        self.rows.add(found.data.len());
        let goes_on = found.more && self.wanted > 0;
        Ok((text.into(), goes_on.then_some(self)))
    }
}
