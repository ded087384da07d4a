//! Who may do what: institutions, their members and keys, the policy over them, and the audit of what they did.

/// What lets institutions act here.
pub mod accounts;
/// What happened, chained so that tampering shows.
pub mod audit;
/// The keys of programs.
pub mod keys;
/// What institutions may publish, and what persons may do for them.
pub mod mandate;
/// The persons who act for institutions.
pub mod members;
/// Tokens of OpenID Connect providers.
pub mod oidc;
/// The one place that decides.
pub mod policy;
/// Who asks.
pub mod viewer;

use chrono::{DateTime, Utc};

use crate::{
    domain::{Error, Result},
    store::{Store, Write},
};
pub use accounts::Account;
pub use mandate::{Mandate, Role};
pub use viewer::{Credential, Viewer};

/// A viewer as its institution stands now; none when what it showed was taken back since. A key past its end still stands for what was
/// decided before.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn current_viewer(store: &Store, viewer: &Viewer) -> Result<Option<Viewer>> {
    let stands = match viewer.credential() {
        Credential::CommandLine => true,
        Credential::Key(number) => keys::stands(store, number).await?,
        Credential::Member(number) => members::stands(store, number).await?,
    };
    if !stands {
        return Ok(None);
    }
    match accounts::find(store, viewer.institution()).await {
        Ok(account) => Ok(Some(viewer.again(&account))),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Proves a credential again in the transaction that it writes by: what was revoked, removed or closed since the request began is refused, and
/// until the transaction ends nobody revokes what it showed.
///
/// # Errors
/// `Unauthenticated` when the credential stands no longer; `Unavailable` when the store cannot be reached.
pub async fn prove(write: &Write, viewer: &Viewer, at: DateTime<Utc>) -> Result<()> {
    let stands = match viewer.credential() {
        Credential::CommandLine => return Ok(()),
        Credential::Key(number) => keys::stands_in(write, at, number).await?,
        Credential::Member(number) => members::stands_in(write, at, number).await?,
    };
    if stands && accounts::stands_in(write, viewer).await? {
        return Ok(());
    }
    tracing::info!("a credential was taken back while its request was worked at");
    Err(Error::Unauthenticated)
}
