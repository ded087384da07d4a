use chrono::{DateTime, Utc};

use crate::{
    datasets::{
        changes::differences::{DEFAULT_RECORDS, DifferenceRequest, GREATEST_RECORDS, Span, to_json},
        registry,
    },
    domain::{Error, Moment, Result, wording},
    store::Snapshot,
    web::{
        query::{number, pairs, unknown},
        representation::Representation,
    },
};

/// The parameters of a difference.
const KNOWN: [&str; 5] = ["from", "to", "dataset", "after", "limit"];

/// What changed between two moments, by dataset and institution; record by record for a dataset that is named.
///
/// # Errors
/// `BadInput` that names the parameter, or for moments that are not in their order.
pub async fn diff(present: Snapshot, text: &str, now: DateTime<Utc>) -> Result<Representation> {
    let (mut from, mut to) = (None, None);
    let (mut dataset, mut after, mut limit) = (None, None, DEFAULT_RECORDS);
    for (name, value) in pairs(text)? {
        match name.as_str() {
            "from" => from = Some(Moment::parse(&value, now)?),
            "to" => to = Some(Moment::parse(&value, now)?),
            "dataset" => dataset = Some(registry().dataset(&value)?),
            "after" => after = Some(value),
            "limit" => limit = number(&name, &value, 1, GREATEST_RECORDS)?,
            _ => return Err(unknown(&name, &KNOWN)),
        }
    }
    let from = from.ok_or_else(|| {
        Error::bad_input(wording!(
            "from est nécessaire : un numéro de révision, un instant ou une édition",
            "from is needed: the number of a revision, an instant or an edition"
        ))
    })?;
    let to = match to {
        Some(to) => present.as_of(&to).await?,
        None => present.clone(),
    };
    let span = Span::new(present.as_of(&from).await?, to)?;
    let asked = dataset.map(|dataset| DifferenceRequest { dataset, after, limit });
    Ok(Representation::json(&to_json(&span, asked.as_ref()).await?))
}
