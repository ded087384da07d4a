use std::{sync::Arc, time::Duration};

use async_graphql::{
    Request as LibraryRequest, Variables,
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
    introspection::{self, Introspection},
    limits,
    plan::{
        self,
        cost::refuse_costly,
        document::Document,
        root::{QueryPlan, RootField},
    },
    protocol::Request,
    schema, write,
};
use crate::{
    domain::{Error, Language, Result, wording},
    graphql::{
        mutation_context::MutationContext,
        outcome::{Outcome, library_error},
    },
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
    documents: Documents,
    introspection: Introspection,
    parsed: Cache<String, Arc<Parsed>>,
    planned: Cache<String, Arc<Prepared>>,
}

/// A parsed document, and the memory that it takes.
pub(super) struct Parsed {
    document: ExecutableDocument,
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
    pub async fn check(&self, text: &str) -> Result<()> {
        let checked = async {
            let parsed = self.parse(text)?;
            limits::before_validation(&parsed.document).map_err(Refusal::Ours)?;
            for (name, _) in parsed.document.operations.iter() {
                let request = Request {
                    query: text.to_owned(),
                    operation_name: name.map(ToString::to_string),
                    ..Default::default()
                };
                self.validate(&request, &parsed.document).await?;
            }
            Ok(())
        };
        checked.await.map_err(|refusal| match refusal {
            Refusal::Ours(error) => error,
            Refusal::OfLibrary(errors) => {
                let told: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
                let told = told.join("; ");
                Error::bad_input(wording!("{told}", "{told}"))
            }
        })
    }

    /// Whether the operation that a request chooses is other than a query; a document that cannot be read is not.
    pub fn mutates(&self, request: &Request) -> bool {
        let Ok(parsed) = self.parse(&request.query) else {
            return false;
        };
        Document::new(&parsed.document, request).is_ok_and(|document| document.operation.ty != OperationType::Query)
    }

    /// The name of the operation that a request chooses; empty where it has none.
    pub fn name(&self, request: &Request) -> String {
        if let Some(name) = &request.operation_name {
            return name.clone();
        }
        let parsed = self.parse(&request.query).ok();
        let name = parsed.and_then(|parsed| {
            parsed
                .document
                .operations
                .iter()
                .find_map(|(name, _)| name.map(ToString::to_string))
        });
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
            Err(Refusal::OfLibrary(errors)) => {
                let told: Vec<Json> = errors.iter().map(|error| library_error(error, language)).collect();
                Outcome::errors(&told)
            }
        }
    }

    /// Parses and bounds a document.
    fn parse(&self, text: &str) -> Result<Arc<Parsed>, Refusal> {
        if let Some(known) = self.parsed.get(text) {
            return Ok(known);
        }
        limits::before_parsing(text).map_err(Refusal::Ours)?;
        let parsed = parse_query(text).map_err(|error| Refusal::OfLibrary(vec![error.into()]))?;
        let weight = limits::weight(&parsed);
        let parsed = Arc::new(Parsed {
            document: parsed,
            weight,
        });
        self.parsed.insert(text.to_owned(), parsed.clone());
        Ok(parsed)
    }

    /// Validates a request.
    async fn validate(&self, request: &Request, parsed: &ExecutableDocument) -> Result<(), Refusal> {
        let variables = Variables::from_json(request.variables.clone());
        let mut library = LibraryRequest::new(request.query.clone())
            .variables(variables)
            .only_introspection();
        if let Some(name) = &request.operation_name {
            library = library.operation_name(name);
        }
        library.set_parsed_query(introspection::without_answers(parsed));
        let answer = self.schema.execute(library).await;
        if answer.errors.is_empty() {
            Ok(())
        } else {
            Err(Refusal::OfLibrary(answer.errors))
        }
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
        self.validate(request, &parsed.document).await?;
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

/// Why a request is not executed.
pub(super) enum Refusal {
    Ours(Error),
    OfLibrary(Vec<async_graphql::ServerError>),
}
