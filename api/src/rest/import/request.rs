use bytes::Bytes;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{
    form::{ImportForm, Written},
    rows,
};
use crate::{
    datasets::{model::suggestion::did_you_mean, registry},
    domain::{Error, Result, wording},
    files::{decimal, delimiter},
    publishing::{self, IdempotencyKey, Proposal, Publication},
    web::query::{boolean, pairs},
};

/// The parameters of an import.
pub const PARAMETERS: [&str; 9] = [
    "mode",
    "dry_run",
    "draft",
    "publish_at",
    "message",
    "reason",
    "delimiter",
    "decimal",
    "lang",
];

/// The request of an import.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// Whether it is all that the institution publishes in the dataset: the rest of it is withdrawn.
    pub replaces: bool,
    /// Whether it is only tried.
    pub dry_run: bool,
    /// Whether it is kept as a draft.
    pub draft: bool,
    /// When it is to be published by itself.
    pub publish_at: Option<DateTime<Utc>>,
    /// What the publication says of itself; by default, which file it was.
    pub message: Option<String>,
    /// Why, for a correction.
    pub reason: Option<String>,
    /// What separates the cells of CSV; seen from the header when it does not say.
    pub delimiter: Option<u8>,
    /// Whether decimals are written with a comma; when it does not say, they may be where cells are not separated by commas.
    pub decimal_comma: Option<bool>,
}

impl ImportRequest {
    /// Reads a query string.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and the nearest known one.
    pub fn parse(text: &str) -> Result<Self> {
        let mut request = Self::default();
        for (name, value) in pairs(text)? {
            match name.as_str() {
                "mode" => {
                    request.replaces = match value.as_str() {
                        "replace" => true,
                        "upsert" => false,
                        _ => {
                            return Err(Error::bad_input(wording!(
                                "mode est upsert (ce que le fichier n'a pas reste) ou replace (ce que vous avez publié et qu'il n'a pas est retiré)",
                                "mode is upsert (what the file lacks stays) or replace (what you published and it lacks is withdrawn)"
                            )));
                        }
                    }
                }
                "dry_run" => request.dry_run = boolean(&name, &value)?,
                "draft" => request.draft = boolean(&name, &value)?,
                "publish_at" => request.publish_at = Some(publishing::instant(&value)?),
                "message" => request.message = Some(value),
                "reason" => request.reason = Some(value),
                "delimiter" => request.delimiter = Some(delimiter(&value)?),
                "decimal" => request.decimal_comma = Some(decimal(&value)?),
                _ => {
                    let hint = did_you_mean(&name, PARAMETERS);
                    return Err(Error::bad_input(wording!(
                        "un import n'a pas de paramètre {name}{hint}",
                        "an import has no parameter {name}{hint}",
                        [hint]
                    )));
                }
            }
        }
        if request.dry_run && (request.draft || request.publish_at.is_some()) {
            return Err(Error::bad_input(wording!(
                "dry_run essaie seulement : ne donnez ni draft ni publish_at avec lui",
                "dry_run only tries: give neither draft nor publish_at with it"
            )));
        }
        Ok(request)
    }

    /// Reads a file as what is to be published.
    ///
    /// # Errors
    /// `NotFound` for an unknown dataset; `BadInput` for what is no such file; `TooComplex` for too many rows.
    pub fn proposal(&self, dataset: &str, form: ImportForm, bytes: &Bytes) -> Result<Proposal> {
        let dataset = registry().dataset(dataset)?;
        let file = format!("{}.{}", dataset.name, form.ending());
        let written = Written {
            delimiter: self.delimiter,
            decimal_comma: self.decimal_comma,
        };
        let table = rows::read(dataset, form, &file, bytes, written)?;
        Ok(Proposal {
            dataset: dataset.name.to_owned(),
            message: self.message.clone().unwrap_or_else(|| format!("Import de {file}")),
            reason: self.reason.clone(),
            file,
            header: table.header,
            rows: table.rows,
            withdrawals: Vec::new(),
            replaces: self.replaces,
            problems: table.problems,
        })
    }

    /// Reads a file as a publication. `retry` is the caller's own key for the request.
    ///
    /// # Errors
    /// As `proposal`.
    pub fn publication(
        &self,
        dataset: &str,
        form: ImportForm,
        bytes: &Bytes,
        retry: Option<String>,
    ) -> Result<Publication> {
        let proposal = self.proposal(dataset, form, bytes)?;
        Ok(Publication {
            retry: self.retry(dataset, bytes, retry),
            dry_run: self.dry_run,
            ..proposal.publication()?
        })
    }

    /// The idempotency key of the request.
    pub fn retry(&self, dataset: &str, bytes: &Bytes, key: Option<String>) -> Option<IdempotencyKey> {
        key.map(|key| IdempotencyKey {
            key,
            fingerprint: self.fingerprint(dataset, bytes),
        })
    }

    fn fingerprint(&self, dataset: &str, bytes: &Bytes) -> String {
        let mut digest = Sha256::new();
        digest.update(format!("import {dataset} {self:?}\n"));
        digest.update(bytes);
        format!("{:x}", digest.finalize())
    }
}
