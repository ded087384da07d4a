use axum::{Json as Body, extract::rejection::JsonRejection};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::domain::{Error, Result, wording};

/// Reads a JSON body. No other media type is read, so that no page of another site can send one without a preflight request.
pub(crate) fn body(given: Result<Body<Json>, JsonRejection>) -> Result<Json> {
    let Body(json) = given.map_err(|rejection| {
        Error::bad_input(wording!(
            "envoyez un objet JSON, avec Content-Type: application/json : {rejection}",
            "send a JSON object, with Content-Type: application/json: {rejection}"
        ))
    })?;
    Ok(json)
}

/// Reads an object from JSON.
///
/// # Errors
/// `BadInput` that names what does not fit.
pub(crate) fn read<T: for<'a> Deserialize<'a>>(given: &Json) -> Result<T> {
    T::deserialize(given).map_err(|error| {
        Error::bad_input(wording!(
            "l'objet JSON ne convient pas : {error}",
            "the JSON object does not fit: {error}"
        ))
    })
}
