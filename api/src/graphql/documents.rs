use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::limits;
use crate::{
    domain::{Error, Result, wording},
    files::hexadecimal,
    store::Store,
};

/// How many bytes of documents are remembered by their hash.
const MOST_BYTES: u64 = 8 << 20;

/// For how long a document is remembered: one that is trusted no more is forgotten by then.
const REMEMBERED: Duration = Duration::from_secs(600);

/// Documents known by the SHA-256 of their text: those that clients sent once (automatic persisted queries), and those that are trusted.
#[derive(Clone)]
pub(super) struct Documents(Cache<String, Arc<str>>);

impl Documents {
    pub(super) fn new() -> Self {
        let weigh = |hash: &String, text: &Arc<str>| u32::try_from(hash.len() + text.len()).unwrap_or(u32::MAX);
        let cache = Cache::builder()
            .max_capacity(MOST_BYTES)
            .weigher(weigh)
            .time_to_live(REMEMBERED)
            .build();
        Self(cache)
    }

    /// Evicts expired entries.
    pub(super) fn trim(&self) {
        self.0.run_pending_tasks();
    }

    /// The text that a hash names.
    pub(super) async fn find(&self, store: &Store, hash: &str) -> Result<Arc<str>> {
        if let Some(known) = self.0.get(hash) {
            return Ok(known);
        }
        let trusted = store.trusted_document(hash).await?.ok_or(Error::UnknownDocument)?;
        let text: Arc<str> = trusted.into();
        self.0.insert(hash.to_owned(), text.clone());
        Ok(text)
    }

    /// Remembers a text that came with its hash.
    pub(super) fn learn(&self, hash: &str, text: &str) -> Result<()> {
        if hash_of(text) != hash {
            return Err(Error::bad_input(wording!(
                "sha256Hash n'est pas l'empreinte SHA-256 de query",
                "sha256Hash is not the SHA-256 of query"
            )));
        }
        limits::before_parsing(text)?;
        self.0.insert(hash.to_owned(), text.into());
        Ok(())
    }
}

/// The SHA-256 of a document, in hexadecimal: its name.
pub fn hash_of(text: &str) -> String {
    hexadecimal(&Sha256::digest(text))
}

/// A hash as clients write it, in hexadecimal with or without `sha256:` before it.
pub(super) fn read_hash(text: &str) -> Result<String> {
    let hash = text.strip_prefix("sha256:").unwrap_or(text);
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hash {
        return Err(Error::bad_input(wording!(
            "un document est nommé par son SHA-256 : 64 chiffres hexadécimaux",
            "a document is named by its SHA-256: 64 hexadecimal digits"
        )));
    }
    Ok(hash.to_lowercase())
}
