use std::{sync::Arc, time::Duration};

use async_graphql::{
    dynamic::Schema,
    parser::{
        parse_query,
        types::{ExecutableDocument, OperationType},
    },
};
use chrono::{DateTime, Utc};
use moka::sync::Cache;
use serde_json::Value as Json;

use super::{
    documents::Documents,
    introspection::Introspection,
    limits,
    plan::{
        self,
        cost::refuse_costly,
        document::Document,
        root::{QueryPlan, RootField},
    },
    protocol::Request,
    schema,
    validator::{Invalid, ValidDocument, Validator, plain_text},
    write,
};
use crate::{
    domain::{Error, Language, Result, wording},
    graphql::{mutation_context::MutationContext, outcome::Outcome},
    store::{Snapshot, Store},
};

/// The sizes of the caches of parsed documents and of planned requests, in bytes.
pub(super) const MOST_PARSED: u64 = 2 << 20;

pub(super) const MOST_PLANNED: u64 = 6 << 20;

/// How long an unused entry is cached.
pub(super) const IDLE: Duration = Duration::from_secs(60);

/// The schema in force; cheap to clone.
#[derive(Clone)]
pub struct Executor {
    schema: Schema,
    text: Arc<str>,
    validator: Validator,
    documents: Documents,
    introspection: Introspection,
    parsed: Cache<String, Arc<Parsed>>,
    planned: Cache<String, Arc<Prepared>>,
}

/// A parsed and validated document, and the memory that it takes.
pub(super) struct Parsed {
    document: ExecutableDocument,
    valid: ValidDocument,
    weight: usize,
}

/// A request, ready to run: of whatever revision, and whenever, since moments that were past stay past.
pub(super) struct Prepared {
    plan: QueryPlan,
    weight: usize,
}

/// The schema in the schema definition language.
///
/// # Errors
/// `Internal` when the declarations do not make a schema.
pub fn schema_text() -> Result<String> {
    Ok(Executor::new()?.text().to_owned())
}

impl Executor {
    /// Makes the schema from the declarations.
    ///
    /// # Errors
    /// `Internal` when they do not make a schema.
    pub fn new() -> Result<Self> {
        let schema = schema::schema()?;
        let text = schema::text(&schema);
        let weigh = |text: &String, weight: usize| u32::try_from(text.len() + weight).unwrap_or(u32::MAX);
        Ok(Self {
            schema,
            validator: Validator::new(&text)?,
            text: text.into(),
            documents: Documents::new(),
            introspection: Introspection::new(),
            parsed: Cache::builder()
                .max_capacity(MOST_PARSED)
                .time_to_idle(IDLE)
                .weigher(move |text: &String, parsed: &Arc<Parsed>| weigh(text, parsed.weight))
                .build(),
            planned: Cache::builder()
                .max_capacity(MOST_PLANNED)
                .time_to_idle(IDLE)
                .weigher(move |text: &String, prepared: &Arc<Prepared>| weigh(text, prepared.weight))
                .build(),
        })
    }

    /// Evicts expired entries of the caches.
    pub fn trim(&self) {
        self.parsed.run_pending_tasks();
        self.planned.run_pending_tasks();
        self.documents.trim();
        self.introspection.trim();
    }

    /// The schema in the schema definition language, with every description.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The request with the document that it names, where it names one; a document sent with its hash is remembered by it.
    ///
    /// # Errors
    /// `UnknownDocument` for a hash of none; `BadInput` for a hash of another; `Unavailable` when the store cannot be reached.
    pub async fn resolve_persisted_query(&self, store: &Store, mut request: Request) -> Result<Request> {
        if let Some(hash) = &request.hash {
            if request.query.is_empty() {
                request.query = self.documents.find(store, hash).await?.to_string();
            } else {
                self.documents.learn(hash, &request.query)?;
            }
        }
        Ok(request)
    }

    /// Whether a document can be executed, once its variables are given.
    ///
    /// # Errors
    /// `BadInput` that says what is wrong; `TooComplex` and `TooDeep` past the limits.
    pub fn check(&self, text: &str) -> Result<()> {
        let checked = self.parse(text);
        match checked {
            Ok(parsed) => limits::before_validation(&parsed.document).map(|_| ()),
            Err(Refusal::Ours(error)) => Err(error),
            Err(Refusal::Invalid(errors)) => {
                let told: Vec<&str> = errors.iter().map(Invalid::message).collect();
                let told = told.join("; ");
                Err(Error::bad_input(wording!("{told}", "{told}")))
            }
        }
    }

    /// Whether the operation that a request chooses is other than a query; a document that cannot be read is not.
    pub fn mutates(&self, request: &Request) -> bool {
        let Ok(document) = read(&request.query) else {
            return false;
        };
        Document::new(&document, request).is_ok_and(|document| document.operation.ty != OperationType::Query)
    }

    /// The name of the operation that a request chooses; empty where it has none.
    pub fn name(&self, request: &Request) -> String {
        if let Some(name) = &request.operation_name {
            return name.clone();
        }
        let named = |document: &ExecutableDocument| {
            let mut operations = document.operations.iter();
            operations.find_map(|(name, _)| name.map(ToString::to_string))
        };
        let name = match self.parsed.get(&request.query) {
            Some(parsed) => named(&parsed.document),
            None => read(&request.query).ok().and_then(|document| named(&document)),
        };
        name.unwrap_or_default()
    }

    /// Executes a request against a view of the data. A mutation needs `writing`.
    pub async fn execute(
        &self,
        snapshot: &Snapshot,
        request: Request,
        language: Language,
        now: DateTime<Utc>,
        writing: Option<&MutationContext>,
    ) -> Outcome {
        match self.prepare(&request, now).await {
            Ok(prepared) => write::run(snapshot, &prepared.plan, language, writing).await,
            Err(Refusal::Ours(error)) => Outcome::refusal(error, language),
            Err(Refusal::Invalid(errors)) => {
                let told: Vec<Json> = errors.iter().map(|error| error.to_json(language)).collect();
                Outcome::errors(&told)
            }
        }
    }

    /// Parses, bounds and validates a document.
    fn parse(&self, text: &str) -> Result<Arc<Parsed>, Refusal> {
        if let Some(known) = self.parsed.get(text) {
            return Ok(known);
        }
        let document = read(text)?;
        // Bounded before it is validated, which may take long.
        limits::before_validation(&document).map_err(|error| match error {
            Error::BadInput { message } => Refusal::Invalid(vec![Invalid::new(message.english, None)]),
            error => Refusal::Ours(error),
        })?;
        let valid = self.validator.document(&plain_text(text)).map_err(Refusal::Invalid)?;
        let weight = 2 * limits::weight(&document);
        let parsed = Arc::new(Parsed {
            document,
            valid,
            weight,
        });
        self.parsed.insert(text.to_owned(), parsed.clone());
        Ok(parsed)
    }

    /// Parses, bounds, validates and plans a request, and answers its introspection.
    async fn prepare(&self, request: &Request, now: DateTime<Utc>) -> Result<Arc<Prepared>, Refusal> {
        let name = request.operation_name.as_deref().unwrap_or_default();
        let key = format!("{name}\0{}\0{}", request.variables, request.query);
        if let Some(known) = self.planned.get(&key) {
            return Ok(known);
        }
        match self.prepare_new(request, now).await {
            Ok((prepared, is_query)) => {
                let prepared = Arc::new(prepared);
                if is_query {
                    self.planned.insert(key, prepared.clone());
                }
                Ok(prepared)
            }
            Err(refusal) => {
                // What is refused takes no room.
                self.parsed.invalidate(&request.query);
                Err(refusal)
            }
        }
    }

    async fn prepare_new(&self, request: &Request, now: DateTime<Utc>) -> Result<(Prepared, bool), Refusal> {
        let parsed = self.parse(&request.query)?;
        let fields = limits::before_validation(&parsed.document).map_err(Refusal::Ours)?;
        self.validator
            .variables(&parsed.valid, request)
            .map_err(Refusal::Invalid)?;
        let (mut plan, is_query) = {
            let document = Document::new(&parsed.document, request).map_err(Refusal::Ours)?;
            let plan = plan::plan(&document, now).map_err(Refusal::Ours)?;
            (plan, document.operation.ty == OperationType::Query)
        };
        let mut weight = limits::planned_weight(fields, &request.variables);
        self.introspect(&mut plan, &mut weight).await.map_err(Refusal::Ours)?;
        Ok((Prepared { plan, weight }, is_query))
    }

    /// Answers the introspection of a plan, and adds its price.
    async fn introspect(&self, plan: &mut QueryPlan, weight: &mut usize) -> Result<()> {
        for (_, root, _) in &mut plan.fields {
            if let RootField::Introspection(asked) = root {
                let answered = self.introspection.answer(&self.schema, asked.clone()).await?;
                plan.cost = plan.cost.saturating_add(answered.cost);
                refuse_costly(plan.cost)?;
                *weight += answered.json.len();
                *root = RootField::IntrospectionBytes(answered.json.clone());
            }
        }
        Ok(())
    }
}

/// Reads a document, bounded, that is not validated yet.
fn read(text: &str) -> Result<ExecutableDocument, Refusal> {
    limits::before_parsing(text).map_err(Refusal::Ours)?;
    parse_query(plain_text(text)).map_err(|error| {
        let place = error.positions().next().map(|place| (place.line, place.column));
        Refusal::Invalid(vec![Invalid::new(error.to_string(), place)])
    })
}

/// Why a request is not executed.
pub(super) enum Refusal {
    Ours(Error),
    Invalid(Vec<Invalid>),
}
