use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::NaiveDate;
use sea_orm::Value as Stored;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::{
    order,
    order_term::{OrderBy, OrderTerm},
};
use crate::{
    datasets::{Dataset, Row},
    domain::{Error, Result, wording},
    store::Direction,
};

/// How many bytes of the digest a cursor carries: enough to notice damage; a cursor is no secret.
const DIGEST_LENGTH: usize = 6;

/// The cursor of a row in a list: the row's values in the list's order, so that it stays true whatever is inserted or withdrawn.
pub fn encode(dataset: &Dataset, terms: &[OrderTerm], row: &Row) -> String {
    let values: Vec<Json> = order::position(dataset, terms, row).iter().map(to_json).collect();
    let text = json!([signature(dataset, terms), values]).to_string();
    let mut bytes = Sha256::digest(text.as_bytes())[..DIGEST_LENGTH].to_vec();
    bytes.extend_from_slice(text.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The position that a cursor marks in this list.
///
/// # Errors
/// `BadCursor` when it is damaged, or was given by another list or order.
pub fn decode(dataset: &Dataset, terms: &[OrderTerm], cursor: &str) -> Result<Vec<Stored>> {
    let damaged = || {
        Error::bad_cursor(wording!(
            "ce curseur est abîmé : prenez-le entier dans pageInfo, un edge ou un lien next, ou commencez sans curseur",
            "this cursor is damaged: take it whole from pageInfo, an edge or a next link, or start without one"
        ))
    };
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| damaged())?;
    let (digest, text) = bytes.split_at_checked(DIGEST_LENGTH).ok_or_else(damaged)?;
    if Sha256::digest(text)[..DIGEST_LENGTH] != *digest {
        return Err(damaged());
    }
    let (given, values): (String, Vec<Json>) = serde_json::from_slice(text).map_err(|_| damaged())?;
    let expected = signature(dataset, terms);
    if given != expected {
        return Err(Error::bad_cursor(wording!(
            "ce curseur vient d'une autre liste ou d'un autre tri : utilisez-le avec la liste, le tri et le filtre qui l'ont donné",
            "this cursor comes from another list or another order: use it with the list, order and filter that gave it"
        )));
    }
    let shape = order::shape(dataset, terms);
    if shape.len() != values.len() {
        return Err(damaged());
    }
    shape
        .iter()
        .zip(values)
        .map(|(kind, value)| from_json(kind, value).ok_or_else(damaged))
        .collect()
}

/// Tells lists apart: the dataset and its order.
fn signature(dataset: &Dataset, terms: &[OrderTerm]) -> String {
    let terms = terms.iter().map(|term| {
        let way = match term.direction {
            Direction::Ascending => "",
            Direction::Descending => "-",
        };
        let by = match term.by {
            OrderBy::Slug => "slug",
            OrderBy::Revision => "revision",
            OrderBy::Column(place) => dataset.columns[place].name,
        };
        format!(",{way}{by}")
    });
    format!("1:{}{}", dataset.name, terms.collect::<String>())
}

fn to_json(value: &Stored) -> Json {
    match value {
        Stored::BigInt(Some(number)) => json!(number),
        Stored::Bool(Some(answer)) => json!(answer),
        Stored::String(Some(text)) => json!(text),
        Stored::ChronoDate(Some(day)) => json!(day.to_string()),
        _ => Json::Null,
    }
}

fn from_json(kind: &Stored, value: Json) -> Option<Stored> {
    Some(match (kind, value) {
        (kind, Json::Null) => kind.as_null(),
        (Stored::BigInt(_), Json::Number(number)) => Stored::from(number.as_i64()?),
        (Stored::Bool(_), Json::Bool(answer)) => Stored::from(answer),
        (Stored::String(_), Json::String(text)) if !text.contains('\0') => Stored::from(text),
        (Stored::ChronoDate(_), Json::String(text)) => Stored::from(text.parse::<NaiveDate>().ok()?),
        _ => return None,
    })
}
