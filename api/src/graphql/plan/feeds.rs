use chrono::{DateTime, Utc};

use super::{collect::Collected, document::Document, root::RootField};
use crate::{
    datasets::{
        changes::{
            differences::{self, DEFAULT_RECORDS, GREATEST_RECORDS},
            feed::{self, DEFAULT_CHANGES, FeedRequest, GREATEST_CHANGES, Place, Since},
        },
        registry,
    },
    domain::{Error, Moment, Result, Slug, wording},
    graphql::plan::difference::Difference,
};

/// The price of a difference besides its records.
const COST: u64 = 200;

/// Plans the feed of changes.
pub(super) fn changes(
    document: &Document<'_>,
    collected: &Collected<'_>,
    now: DateTime<Utc>,
) -> Result<(RootField, u64)> {
    let slug = |name: &str| -> Result<Option<Slug>> {
        let text = document.text(collected, name)?;
        let read = |text: String| {
            Slug::parse(&text).map_err(|error| Error::bad_input(wording!("{name} : {error}", "{name}: {error}")))
        };
        text.map(read).transpose()
    };
    let after = document.text(collected, "after")?;
    let since = document.text(collected, "since")?;
    let since = since.map(|text| Since::parse(&text, now)).transpose()?;
    let limit = document.number(collected, "first", 1, GREATEST_CHANGES)?;
    let limit = limit.unwrap_or(DEFAULT_CHANGES);
    let asked = FeedRequest {
        after: after.map(|text| Place::parse(&text)).transpose()?.unwrap_or_default(),
        datasets: document
            .texts(collected, "datasets")?
            .iter()
            .map(|name| registry().dataset(name).map(|dataset| dataset.name))
            .collect::<Result<_>>()?,
        region: slug("region")?,
        publisher: slug("publisher")?,
        limit,
    };
    let projection = document.projection(&feed::page_shape(), collected, &[])?;
    // Each has the record before it and after it.
    Ok((RootField::Changes(asked, since, projection), 100 + 2 * limit as u64))
}

/// Plans the differences between two moments.
pub(super) fn diff(document: &Document<'_>, collected: &Collected<'_>, now: DateTime<Utc>) -> Result<(RootField, u64)> {
    let moment = |name: &str| -> Result<Option<Moment>> {
        let text = document.text(collected, name)?;
        text.map(|text| Moment::parse(&text, now)).transpose()
    };
    let from = moment("from")?.ok_or_else(|| Error::bad_input(wording!("from est nécessaire", "from is needed")))?;
    let dataset = document.text(collected, "dataset")?;
    let dataset = dataset.map(|name| registry().dataset(&name)).transpose()?;
    let limit = document.number(collected, "first", 1, GREATEST_RECORDS)?;
    let limit = limit.unwrap_or(DEFAULT_RECORDS);
    let difference = Difference {
        from,
        to: moment("to")?,
        dataset,
        after: document.text(collected, "after")?,
        limit,
    };
    let records = if dataset.is_some() { 2 * limit as u64 } else { 0 };
    let projection = document.projection(&differences::shape(), collected, &[])?;
    Ok((RootField::Diff(difference, projection), COST + records))
}
