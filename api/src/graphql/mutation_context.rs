use crate::{access::Viewer, domain::Clock, store::Store};

/// The context of a mutation.
#[derive(Clone, Debug)]
pub struct MutationContext {
    /// Where to.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// The viewer; none without a credential.
    pub viewer: Option<Viewer>,
}
