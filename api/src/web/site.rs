use std::{fmt, ops::Deref, sync::Arc};

/// The address that clients know the service by, without a slash at its end. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Site(Arc<str>);

impl Site {
    /// A site at this address.
    pub fn new(address: &str) -> Self {
        Self(address.into())
    }
}

impl Deref for Site {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Site {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
