/// What the requests of a group of routes may take: declared beside the routes, applied by the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) struct Limits {
    pub(in crate::http) work: Work,
}

/// How requests are counted and worked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Work {
    /// They are never refused for lack of room: operators ask when there is none.
    Free,
    /// They count against their client, and take a turn among the requests that are worked at.
    Counted,
    /// They count against their client, and have turns of their own.
    OwnTurns,
}

impl Limits {
    /// What operators ask.
    pub(in crate::http) const OPERATIONS: Self = Self { work: Work::Free };
    /// What is read, and written in one small body.
    pub(in crate::http) const ORDINARY: Self = Self { work: Work::Counted };
    /// Files that are sent to be imported.
    pub(in crate::http) const IMPORTS: Self = Self { work: Work::OwnTurns };
}
