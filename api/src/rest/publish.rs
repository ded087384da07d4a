use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::Viewer,
    domain::{Clock, Error, Result, wording},
    publishing::{self, Publication, Receipt, ReceiptBody},
    store::Store,
};

/// What was published, or would be.
#[derive(Serialize, ToSchema)]
#[schema(as = Receipt)]
pub(super) struct PublishedBody {
    #[serde(flatten)]
    receipt: ReceiptBody,
    /// Whether it was only tried.
    dry_run: bool,
}

impl PublishedBody {
    pub(super) fn new(receipt: ReceiptBody, dry_run: bool) -> Self {
        Self {
            receipt: if dry_run { receipt } else { receipt.without_changes() },
            dry_run,
        }
    }
}

/// The header by which a retry is known.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The caller's own key for the request, if it gives one.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = key.to_str().map_err(|_| {
        Error::bad_input(wording!(
            "Idempotency-Key est un texte ASCII",
            "Idempotency-Key is an ASCII text"
        ))
    })?;
    // The draft standard writes it as a quoted string.
    let bare = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
    Ok(Some(bare.unwrap_or(key).to_owned()))
}

/// Publishes to the end, even when the client leaves meanwhile.
pub(super) async fn publish(store: Store, clock: Clock, viewer: Viewer, publication: Publication) -> Result<Receipt> {
    let publishing = tokio::spawn(async move { publishing::publish(&store, clock, &viewer, publication).await });
    publishing.await.map_err(Error::internal)?
}
