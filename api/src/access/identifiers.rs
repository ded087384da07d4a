use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::domain::{Error, Result};

/// How many random bytes a number is made of.
const NUMBER_BYTES: usize = 9;

/// Whether a text may name a key or a person.
pub(super) fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= 100 && !text.chars().any(char::is_control)
}

/// Whether a text may be the number of something private: no other is looked up.
pub fn is_number(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A number that cannot be guessed, for what is private.
///
/// # Errors
/// `Internal` when the system has no chance to give.
pub fn random_number() -> Result<String> {
    Ok(random::<NUMBER_BYTES>()?.replace(['_', '-'], "0"))
}

/// Random bytes, as text.
pub(super) fn random<const BYTES: usize>() -> Result<String> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Error::internal(error.to_string()))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}
