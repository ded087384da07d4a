use crate::{access::Viewer, domain::Clock, store::Store};

/// With what a request may write.
#[derive(Clone, Debug)]
pub struct MutationContext {
    /// Where to.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Who asks; nobody, when no credential was shown.
    pub viewer: Option<Viewer>,
}
