//! Imports: CSV in both dialects, or NDJSON, as one publication.

/// The forms in which files come in.
mod form;
/// The request of an import.
mod request;
/// The addresses.
pub(crate) mod routes;
/// Files parsed as rows.
mod rows;

use serde_json::json;

use crate::{publishing::Receipt, web::representation::Representation};

pub use form::{ImportForm, MOST_ROWS};
pub use request::ImportRequest;

/// The answer to an import.
pub(super) fn answer(receipt: &Receipt, dry_run: bool) -> Representation {
    let mut body = receipt.to_json();
    body["dry_run"] = json!(dry_run);
    if !dry_run && let Some(members) = body.as_object_mut() {
        members.remove("changes");
    }
    Representation::json(&body)
}
