use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

/// Names that this process holds for a while, each by one holder.
#[derive(Clone, Debug, Default)]
pub struct LocalLocks(Arc<Mutex<HashSet<String>>>);

/// A name held; given back when dropped.
#[derive(Debug)]
pub struct LocalLock {
    claims: LocalLocks,
    name: String,
}

impl LocalLocks {
    /// Holds a name; none when someone holds it.
    pub fn claim(&self, name: String) -> Option<LocalLock> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(name.clone()).then(|| LocalLock {
            claims: self.clone(),
            name,
        })
    }
}

impl Drop for LocalLock {
    fn drop(&mut self) {
        let mut held = self.claims.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_holder_at_a_time() {
        let claims = LocalLocks::default();
        let held = claims.claim("a".to_owned());
        assert!(held.is_some() && claims.claim("a".to_owned()).is_none() && claims.claim("b".to_owned()).is_some());
        drop(held);
        assert!(claims.claim("a".to_owned()).is_some());
    }
}
