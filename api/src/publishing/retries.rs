use chrono::{DateTime, Utc};
use entity::idempotency::{ActiveModel, Entity};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait};
use sha2::{Digest, Sha256};

use super::{IdempotencyKey, Receipt};
use crate::{
    access::Viewer,
    domain::{Error, Result, wording},
    store::{LocalLock, Store, Write},
};

/// The longest key.
const LONGEST: usize = 200;

/// A request in flight, known by its key.
pub(super) struct InFlight {
    /// Held in this process until dropped.
    _claim: LocalLock,
    number: i64,
    key: String,
}

impl InFlight {
    /// Holds the key of a request in this process.
    ///
    /// # Errors
    /// `Conflict` when the same request is in flight already; `BadInput` for a key that is not one.
    pub(super) fn begin(store: &Store, viewer: &Viewer, retry: &IdempotencyKey) -> Result<Self> {
        let is_plain = retry.key.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
        if retry.key.is_empty() || retry.key.len() > LONGEST || !is_plain {
            return Err(Error::bad_input(wording!(
                "la clé d'idempotence a de 1 à {LONGEST} caractères ASCII visibles : un UUID convient",
                "an idempotency key has 1 to {LONGEST} visible ASCII characters: a UUID does"
            )));
        }
        let name = format!("{} {}", viewer.institution(), retry.key);
        let digest = Sha256::digest(&name);
        let number = digest
            .iter()
            .take(8)
            .fold(0i64, |number, byte| (number << 8) | i64::from(*byte));
        Ok(Self {
            _claim: store.locks().claim(name).ok_or_else(|| in_flight(&retry.key))?,
            number,
            key: retry.key.clone(),
        })
    }

    /// Holds it on every node too, until the transaction ends.
    ///
    /// # Errors
    /// `Conflict` when the same request is in flight on another node.
    pub(super) async fn claim(&self, write: &Write) -> Result<()> {
        if write.claim(self.number).await? {
            Ok(())
        } else {
            Err(in_flight(&self.key))
        }
    }
}

fn in_flight(key: &str) -> Error {
    Error::conflict(wording!(
        "une requête avec la clé d'idempotence {key} est en cours : réessayez dans une seconde pour avoir sa réponse",
        "a request with the idempotency key {key} is in flight: try again in a second for its answer"
    ))
}

/// The receipt of an earlier request with this key.
///
/// # Errors
/// `Conflict` when that request asked something else.
pub(super) async fn answered(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    retry: &IdempotencyKey,
) -> Result<Option<Receipt>> {
    let key = (viewer.institution().to_owned(), retry.key.clone());
    let Some(kept) = Entity::find_by_id(key).one(connection).await? else {
        return Ok(None);
    };
    if kept.fingerprint != retry.fingerprint {
        return Err(Error::conflict(wording!(
            "la clé d'idempotence {} a servi à une autre requête : prenez-en une neuve pour chaque requête",
            "the idempotency key {} was used for another request: take a new one for each request",
            retry.key
        )));
    }
    let receipt: Receipt = serde_json::from_str(&kept.answer).map_err(Error::internal)?;
    Ok(Some(Receipt {
        replayed: true,
        ..receipt
    }))
}

/// Stores the receipt, in the transaction of its publication.
pub(super) async fn keep(
    write: &Write,
    viewer: &Viewer,
    retry: &IdempotencyKey,
    receipt: &Receipt,
    at: DateTime<Utc>,
) -> Result<()> {
    let kept = ActiveModel {
        institution: Set(viewer.institution().to_owned()),
        key: Set(retry.key.clone()),
        fingerprint: Set(retry.fingerprint.clone()),
        answer: Set(serde_json::to_string(receipt).map_err(Error::internal)?),
        at: Set(at),
    };
    kept.insert(write.connection()).await?;
    Ok(())
}
