//! The GraphQL door. The library parses, validates, and answers introspection; the plan and the answer are ours: a document becomes,
//! before any SQL, a plan whose price is known, then one statement per level, then bytes.

/// Documents known by their hash.
mod documents;
/// What documents ask of the schema itself.
mod introspection;
/// What is refused before a document is validated.
mod limits;
/// Names as GraphQL writes them.
mod names;
/// A document as a plan.
mod plan;
/// Requests and answers as GraphQL over HTTP says them.
pub mod protocol;
/// The addresses.
pub(crate) mod routes;
/// The schema, made from the declarations.
mod schema;
/// Plans run, answers written.
mod write;

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
use serde_json::{Value as Json, json};

use crate::{
    access::Viewer,
    domain::{Clock, Error, Language, Result, wording},
    store::{Snapshot, Store},
};
use documents::Documents;
pub use documents::hash_of;
use introspection::Introspection;
use plan::Document;
use protocol::Request;

/// How many bytes of memory documents take that are kept as they were parsed, and requests as they were planned.
const MOST_PARSED: u64 = 2 << 20;
const MOST_PLANNED: u64 = 6 << 20;

/// How long they are kept when nobody sends them again.
const IDLE: Duration = Duration::from_secs(60);

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

/// A document as it was parsed, and what it takes.
struct Parsed {
    document: ExecutableDocument,
    weight: usize,
}

/// A request, ready to run: of whatever revision, and whenever, since moments that were past stay past.
struct Prepared {
    plan: plan::QueryPlan,
    weight: usize,
}

/// The schema in the schema definition language.
///
/// # Errors
/// `Internal` when the declarations do not make a schema.
pub fn schema_text() -> Result<String> {
    Ok(Executor::new()?.text().to_owned())
}

/// With what a request may write.
#[derive(Clone, Debug)]
pub struct MutationContext {
    /// Where to.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Who asks; nobody, when no credential was shown.
    pub viewer: Option<Viewer>,
}

/// What a request gives.
#[derive(Debug)]
pub struct Outcome {
    /// Whether the request could not be executed at all: then there is no `data`.
    pub refused: bool,
    /// Whether it told of an error.
    pub failed: bool,
    /// Whether it was asked to write.
    pub wrote: bool,
    /// Why it was refused, for the status.
    pub cause: Option<Error>,
    /// The response object, as JSON text.
    pub body: Vec<u8>,
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

    /// Lets caches drop what they are to keep no longer.
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

    /// Parses, bounds, validates and plans; answers what is asked of the schema itself.
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

    /// Answers what a plan asks of the schema itself, and adds its price.
    async fn introspect(&self, plan: &mut plan::QueryPlan, weight: &mut usize) -> Result<()> {
        for (_, root, _) in &mut plan.fields {
            if let plan::Root::Introspection(asked) = root {
                let answered = self.introspection.answer(&self.schema, asked.clone()).await?;
                plan.cost = plan.cost.saturating_add(answered.cost);
                plan::refuse_costly(plan.cost)?;
                *weight += answered.json.len();
                *root = plan::Root::Introspected(answered.json.clone());
            }
        }
        Ok(())
    }
}

/// Why a request is not executed.
enum Refusal {
    Ours(Error),
    OfLibrary(Vec<async_graphql::ServerError>),
}

impl Outcome {
    /// A request that cannot be executed.
    pub fn refusal(error: Error, language: Language) -> Self {
        let body = json!({ "errors": [own_error(&error, None, language)] })
            .to_string()
            .into_bytes();
        Self {
            refused: true,
            failed: true,
            wrote: false,
            cause: Some(error),
            body,
        }
    }

    fn errors(errors: &[Json]) -> Self {
        Self {
            refused: true,
            failed: true,
            wrote: false,
            cause: None,
            body: json!({ "errors": errors }).to_string().into_bytes(),
        }
    }
}

/// An error of the library's: parsing and validation, which the caller can mend. The library speaks English only.
fn library_error(error: &async_graphql::ServerError, language: Language) -> Json {
    let message = wording!("la requête GraphQL n'est pas valable : {}", "{}", error.message);
    let locations: Vec<Json> = error
        .locations
        .iter()
        .map(|place| json!({ "line": place.line, "column": place.column }))
        .collect();
    json!({
        "message": message.text(language),
        "locations": locations,
        "extensions": { "code": "BAD_USER_INPUT" },
    })
}

/// An error of ours. The causes of faults go to the log, under the request's id, never to the client.
fn own_error(error: &Error, path: Option<&str>, language: Language) -> Json {
    if let Some(cause) = std::error::Error::source(error) {
        tracing::error!(code = error.code(), %cause, "a GraphQL request failed");
    }
    let mut told = json!({
        "message": error.message(language),
        "extensions": { "code": error.code() },
    });
    if let Some(path) = path {
        told["path"] = json!([path]);
    }
    told
}
