use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Account, Mandate, Role};
use crate::domain::{Error, Result, wording};

/// The viewer of a request: an institution, and who acts for it. Every publication has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    institution: String,
    mandate: Mandate,
    region: Option<String>,
    role: Role,
    /// The only datasets that the credential may write, when it says.
    datasets: Option<Vec<String>>,
    author: String,
    credential: Credential,
    /// When the credential ends, if it does.
    ends_at: Option<DateTime<Utc>>,
}

/// The credential of a viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// None: an operator, on the machine itself.
    CommandLine,
    /// A key, by its number.
    Key(String),
    /// A token of an OpenID provider: the membership, by its number.
    Member(String),
}

impl Viewer {
    /// The transcriber of the founding data, which the program embeds: it acts from the command line alone.
    pub fn seed() -> Self {
        Self {
            institution: "seed".to_owned(),
            mandate: Mandate::Seed,
            region: None,
            role: Role::Publisher,
            datasets: None,
            author: "segur seed".to_owned(),
            credential: Credential::CommandLine,
            ends_at: None,
        }
    }

    /// An operator who acts for an institution on the machine itself.
    pub fn operator(account: &Account) -> Self {
        Self::for_credential(
            account,
            Role::Administrator,
            None,
            "command line",
            Credential::CommandLine,
        )
    }

    /// A viewer who acts for an institution in a role.
    pub(super) fn for_credential(
        account: &Account,
        role: Role,
        datasets: Option<Vec<String>>,
        author: &str,
        credential: Credential,
    ) -> Self {
        Self {
            institution: account.institution.clone(),
            mandate: account.mandate,
            region: account.region.clone(),
            role,
            datasets,
            author: author.to_owned(),
            credential,
            ends_at: None,
        }
    }

    /// The same viewer, whose credential ends.
    pub(super) fn until(self, ends_at: Option<DateTime<Utc>>) -> Self {
        Self { ends_at, ..self }
    }

    /// When the credential ends, in UTC, if it does.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.ends_at
    }

    /// Refuses to give an access that would last longer than this credential.
    pub(super) fn refuse_longer(&self, ends_at: Option<DateTime<Utc>>) -> Result<()> {
        match self.ends_at {
            Some(end) if ends_at.is_none_or(|asked| asked > end) => Err(Error::forbidden(wording!(
                "ce justificatif finit le {end} : il ne peut pas donner d'accès qui dure plus",
                "this credential ends on {end}: it may not give an access that lasts longer"
            ))),
            _ => Ok(()),
        }
    }

    /// The same viewer, with what its institution may do now.
    pub(super) fn again(&self, account: &Account) -> Self {
        Self {
            mandate: account.mandate,
            region: account.region.clone(),
            ..self.clone()
        }
    }

    /// The public name of the institution.
    pub fn institution(&self) -> &str {
        &self.institution
    }

    /// On behalf of what it publishes.
    pub fn mandate(&self) -> Mandate {
        self.mandate
    }

    /// The public name of its region, when its mandate is regional.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// What the viewer may do for the institution.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The only datasets that the credential may write; all those of the institution when it does not say.
    pub fn datasets(&self) -> Option<&[String]> {
        self.datasets.as_deref()
    }

    /// Who acts for it.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// What the viewer showed.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }
}
