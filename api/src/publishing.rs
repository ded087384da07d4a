//! The one path that writes: authorise each record, validate, compare with what is published, apply, number the revision, commit.

/// Where documents disagree.
mod conflicts;
/// Current versions, in statements.
mod current;
/// The states of drafts.
mod draft_states;
/// Drafts.
pub mod drafts;
/// What is given to be published, read and validated.
mod input;
/// What is stored, compared with what was published.
mod integrity;
/// What a publication changes, compared with what is published, and applied.
mod plan;
/// Publications: authorised, validated, compared, applied, committed.
mod publish;
/// What a publication did.
mod receipt;
/// What a publication did, as programs read it.
mod receipt_body;
/// Requests made again.
mod retries;
/// Revisions undone.
mod revert;
/// Series of observations: their names and slugs.
mod series;

pub use input::command::{Citation, Entry, Expects, GivenVersion, IdempotencyKey, Publication, Withdrawal};
pub use input::instant::instant;
pub use input::names::{NameRead, resolve_names, units};
pub use input::proposal::Proposal;
pub use input::text_rows::{SLUG, SOURCES, TextRow, read_changes, read_rows};
pub use integrity::verify;
pub use plan::row_warnings::{CODES as WARNING_CODES, RowWarning};
pub use plan::search_index::rebuild as rebuild_search;
pub use publish::{enter, publish};
pub use receipt::{FieldTold, MOST_CHANGES_TOLD, Receipt, ReceiptChange};
pub use receipt_body::ReceiptBody;
pub use revert::reverting;
pub use series::name_of;
