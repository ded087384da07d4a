//! Introspection: bounded and priced like any query, and answered from a model made once.

/// The schema as introspection shows it.
mod model;

use std::{sync::Arc, time::Duration};

use async_graphql::{Request as LibraryRequest, dynamic::Schema};
use bytes::Bytes;
use model::{Model, Writer};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::{OnceCell, Semaphore};

use super::plan::{cost::GREATEST_COST, introspection::IntrospectionField};
use crate::{
    background,
    domain::{Error, Result, wording},
};

/// The size of the cache of introspection results, in bytes: explorers and code generators send few distinct documents.
const MOST_KEPT: u64 = 4 << 20;

/// How long an unused result is cached.
const IDLE: Duration = Duration::from_secs(60);

/// How many answers are written at once: each takes a processor.
const AT_ONCE: usize = 2;

/// How many objects of the schema (types, fields, arguments, values) are one point of the price.
const OBJECTS_OF_A_POINT: u64 = 10;

/// How many bytes the answer to one field may have.
const MOST_BYTES: usize = 4 << 20;

/// Answers introspection. Cheap to clone.
#[derive(Clone)]
pub(super) struct Introspection {
    model: Arc<OnceCell<Arc<Model>>>,
    answers: Cache<[u8; 32], Arc<Answered>>,
    turns: Arc<Semaphore>,
}

/// The answer to a field, and its price.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) json: Bytes,
    pub(super) cost: u64,
}

impl Introspection {
    pub(super) fn new() -> Self {
        let weigh = |_: &[u8; 32], answer: &Arc<Answered>| u32::try_from(answer.json.len() + 256).unwrap_or(u32::MAX);
        Self {
            model: Arc::default(),
            answers: Cache::builder()
                .max_capacity(MOST_KEPT)
                .weigher(weigh)
                .time_to_idle(IDLE)
                .build(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Evicts expired results.
    pub(super) fn trim(&self) {
        self.answers.run_pending_tasks();
    }

    /// The result of an introspection field, written off the runtime's workers.
    ///
    /// # Errors
    /// `TooComplex` when it asks for more of the schema than a query may.
    pub(super) async fn answer(&self, schema: &Schema, asked: Arc<IntrospectionField>) -> Result<Arc<Answered>> {
        let key: [u8; 32] = Sha256::digest(format!("{asked:?}")).into();
        if let Some(known) = self.answers.get(&key) {
            return Ok(known);
        }
        let turn = self.turns.clone().acquire_owned().await.map_err(Error::internal)?;
        let model = self.model.get_or_try_init(|| model(schema)).await?.clone();
        let written = background::run(move || {
            let _turn = turn;
            let mut writer = Writer::new(&model, GREATEST_COST * OBJECTS_OF_A_POINT, MOST_BYTES);
            writer.write(&asked).map(|()| writer.finish()).ok()
        });
        let written = written.await?;
        let (json, objects) = written.ok_or_else(too_much)?;
        let answered = Arc::new(Answered {
            // No larger than what it is weighed as.
            json: json.into_boxed_slice().into(),
            cost: objects.div_ceil(OBJECTS_OF_A_POINT),
        });
        self.answers.insert(key, answered.clone());
        Ok(answered)
    }
}

fn too_much() -> Error {
    Error::TooComplex {
        message: wording!(
            "la requête demande plus du schéma qu'elle ne peut ({GREATEST_COST} points, dix objets du schéma en valant un) : prenez /schema.graphql, ou emboîtez moins de listes de types et de champs",
            "the query asks for more of the schema than it may ({GREATEST_COST} points, ten objects of the schema being one): take /schema.graphql, or nest fewer lists of types and fields"
        ),
    }
}

/// Reads the whole schema from the library, once.
async fn model(schema: &Schema) -> Result<Arc<Model>> {
    let request = LibraryRequest::new(model::WHOLE).only_introspection();
    let answer = schema.execute(request).await;
    if let Some(error) = answer.errors.first() {
        return Err(Error::internal(error.message.clone()));
    }
    let json = answer.data.into_json().map_err(Error::internal)?;
    Ok(Arc::new(Model::read(json)?))
}
