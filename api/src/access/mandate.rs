use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// On behalf of what an institution publishes: a line of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mandate {
    /// The transcriber of the founding data, on the command line alone.
    Seed,
    /// The Délégation au numérique en santé: what is national.
    Dns,
    /// The Agence du numérique en santé: software and its referencing.
    Ans,
    /// The Direction générale de l'offre de soins: SUN-ES.
    Dgos,
    /// The Caisse nationale de solidarité pour l'autonomie: ESMS numérique.
    Cnsa,
    /// The Caisse nationale de l'assurance maladie: the payments of the conventions, and the observations of its services.
    Cnam,
    /// A regional health agency: its region.
    Ars,
    /// A regional e-health group: drafts for its region.
    Grades,
}

impl Mandate {
    /// Every mandate that an institution can be given, with its code.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Dns, "dns"),
        (Self::Ans, "ans"),
        (Self::Dgos, "dgos"),
        (Self::Cnsa, "cnsa"),
        (Self::Cnam, "cnam"),
        (Self::Ars, "ars"),
        (Self::Grades, "grades"),
    ];

    /// The mandate that a code names.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == code)
            .map(|(mandate, _)| *mandate)
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == self)
            .map_or("seed", |(_, code)| *code)
    }

    /// Whether it is for one region.
    pub fn is_regional(self) -> bool {
        matches!(self, Self::Ars | Self::Grades)
    }
}

/// What a person or a program may do for its institution; each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads what the institution alone may read: its drafts, its audit.
    Reader,
    /// Saves drafts.
    Contributor,
    /// Publishes and schedules.
    Publisher,
    /// Gives and takes back keys and memberships.
    Administrator,
}

impl Role {
    /// Every role with its code, from the one that may least.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Reader, "reader"),
        (Self::Contributor, "contributor"),
        (Self::Publisher, "publisher"),
        (Self::Administrator, "administrator"),
    ];

    /// The role that a code names.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == code)
            .map(|(role, _)| *role)
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == self)
            .map_or("reader", |(_, code)| *code)
    }
}
