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

use crate::{
    domain::{Error, Result},
    store::Store,
};
pub use accounts::Account;
pub use mandate::{Mandate, Role};
pub use viewer::{Credential, Viewer};

/// A viewer as its institution stands now; none when what it showed was taken back since. A key past its end still stands for what was
/// decided before.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn standing(store: &Store, viewer: &Viewer) -> Result<Option<Viewer>> {
    let stands = match viewer.credential() {
        Credential::CommandLine => true,
        Credential::Key(number) => keys::stands(store, number).await?,
        Credential::Member(number) => members::stands(store, number).await?,
    };
    if !stands {
        return Ok(None);
    }
    match accounts::of(store, viewer.institution()).await {
        Ok(account) => Ok(Some(viewer.again(&account))),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
