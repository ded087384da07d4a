use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::amounts::Key;
use crate::{
    datasets::{Dataset, Identity},
    domain::{Error, Result, wording},
};

pub(super) fn encode((key, period): &Key) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{key}:{}", period.as_deref().unwrap_or_default()))
}

pub(super) fn decode(dataset: &Dataset, text: &str) -> Result<Key> {
    let read = || {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (key, period) = text.split_once(':').filter(|_| !text.contains(char::is_control))?;
        let period = (dataset.identity == Identity::Series).then(|| period.to_owned());
        Some((key.parse().ok()?, period))
    };
    read().ok_or_else(|| {
        Error::bad_cursor(wording!(
            "after : donnez tel quel ce qu'une réponse a donné pour ce jeu de données",
            "after: give, as it is, what an answer gave for this dataset"
        ))
    })
}
