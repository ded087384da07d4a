use std::{
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

use chrono::{DateTime, Utc};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header::HeaderMap};
use segur::{
    app,
    config::{GivenSettings, Settings},
    domain::Clock,
};
use serde_json::{Value as Json, json};

use crate::{Database, Engine, contract, database::files_of};

/// A server at an address, and a client of it.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub address: String,
    client: Client,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a header is text"))
    }

    /// How many statements it took, where it says so: to those who prefer `server-timing`, unless it was kept.
    pub fn statements(&self) -> Option<u64> {
        let timing = self.header("server-timing");
        timing.split("desc=\"").nth(1)?.split(' ').next()?.parse().ok()
    }
}

/// The instant at which the tests' data is published.
pub fn published_at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).expect("an instant")
}

/// The addresses of this machine, which limits do not apply to unless a test is about them.
pub const UNLIMITED: [&str; 2] = ["127.0.0.0/8", "::1"];

/// The settings of a server on a database, on a port of its own.
pub fn settings(url: &str) -> Settings {
    let given = GivenSettings {
        database_url: Some(url.to_owned()),
        listen: Some(([127, 0, 0, 1], 0).into()),
        files: Some(files_of(url)),
        metrics_listen: Some("off".to_owned()),
        // Many tests share this machine's address.
        unlimited: UNLIMITED.map(str::to_owned).to_vec(),
        log: Some(std::env::var("TEST_LOG").unwrap_or_else(|_| "off".to_owned())),
        ..GivenSettings::default()
    };
    let mut settings = Settings::read(given, Some("/dev/null".into())).expect("settings");
    settings.drain_timeout = Duration::from_secs(2);
    settings.store.readers = 3;
    settings
}

/// The server that tests which only read share, one an engine, with the founding data.
pub fn shared(engine: Engine) -> Server {
    static SQLITE: OnceLock<String> = OnceLock::new();
    static POSTGRESQL: OnceLock<String> = OnceLock::new();
    let address = match engine {
        Engine::Sqlite => &SQLITE,
        Engine::Postgresql => &POSTGRESQL,
    };
    Server::at(address.get_or_init(|| start_for_good(engine)))
}

/// Starts a server that lives as long as this process, on a thread of its own.
fn start_for_good(engine: Engine) -> String {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let database = Database::new(engine);
            let (address, _running) = start(&settings(&database.url)).await;
            tell.send(address).expect("the test still waits");
            std::future::pending::<()>().await;
        });
    });
    told.recv().expect("the server starts")
}

async fn start(settings: &Settings) -> (String, app::Running) {
    segur::telemetry::start(settings).expect("the log starts");
    let store = app::open_ready(settings, Clock::Fixed(published_at()))
        .await
        .expect("the store is ready");
    let running = app::serve(settings, store, Clock::System)
        .await
        .expect("the server starts");
    (format!("http://{}", running.address), running)
}

impl Server {
    /// A client of a server at an address.
    pub fn at(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            client: Client::new(),
        }
    }

    /// The same server, for a client at an address of this machine: 127.0.0.7 is another client than 127.0.0.8.
    pub fn from(&self, client: [u8; 4]) -> Self {
        let client = Client::builder().local_address(std::net::IpAddr::from(client)).build();
        Self {
            address: self.address.clone(),
            client: client.expect("a client"),
        }
    }

    /// The host and port that it listens on.
    pub fn host(&self) -> &str {
        self.address.trim_start_matches("http://")
    }

    /// A server of a test's own.
    pub async fn start(database: &Database) -> (Self, app::Running) {
        Self::start_with(&settings(&database.url)).await
    }

    /// A server of a test's own, with settings of its own.
    pub async fn start_with(settings: &Settings) -> (Self, app::Running) {
        let (address, running) = start(settings).await;
        (Self::at(&address), running)
    }

    /// The bytes at an address; an error when they end before their end.
    pub async fn bytes(&self, path: &str) -> reqwest::Result<Vec<u8>> {
        let response = self.request(Method::GET, path).send().await?;
        Ok(response.error_for_status()?.bytes().await?.to_vec())
    }

    /// A request to be completed.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    /// Sends a request and reads the answer.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let sent = request.try_clone().and_then(|request| request.build().ok());
        let response = request.send().await.expect("an answer");
        let answer = Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.expect("a whole body"),
        };
        // A proxy in front that has nothing to serve answers by itself.
        let is_of_proxy = answer.status == 503 && answer.headers.contains_key("x-varnish");
        let is_coded = answer.headers.contains_key("content-encoding");
        if let Some(sent) = sent.filter(|_| !is_coded && !is_of_proxy) {
            let (path, query) = (sent.url().path(), sent.url().query().unwrap_or_default());
            let kind = answer.header("content-type");
            contract::check(sent.method(), path, query, answer.status, kind, &answer.text);
        }
        answer
    }

    /// Reads an address.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// The JSON at an address, which must be there.
    pub async fn json(&self, path: &str) -> Json {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    /// Waits until the server knows of a revision published beside it.
    pub async fn wait_for(&self, revision: i64) {
        for _ in 0..200 {
            if self.json("/version").await["revision"].as_i64() >= Some(revision) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server never learns of revision {revision}");
    }

    /// Waits until the files of the last revision are built, and told of.
    pub async fn wait_for_files(&self) {
        for _ in 0..1_200 {
            let datasets = self.json("/v1/datasets").await;
            let datasets = datasets["data"].as_array().expect("a list").iter();
            let mut files = datasets.flat_map(|dataset| dataset["files"].as_array().expect("a list"));
            if files.all(|file| file["sha256"].is_string()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the files are never built");
    }

    /// The records of a REST list, all of them.
    pub async fn records(&self, path: &str) -> Vec<Json> {
        let mut records = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let page = self.json(&path).await;
            records.extend(page["data"].as_array().expect("data").iter().cloned());
            next = page["links"]["next"].as_str().map(str::to_owned);
        }
        records
    }

    /// The answer to a GraphQL query with variables, whatever it is.
    pub async fn graphql_answer(&self, query: &str, variables: Json) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = self
            .request(Method::POST, "/graphql")
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .body(body);
        self.send(request).await
    }

    /// The response object of a GraphQL query that must succeed.
    pub async fn graphql(&self, query: &str) -> Json {
        let answer = self.graphql_answer(query, json!({})).await;
        let body = answer.json();
        assert!(body.get("errors").is_none(), "{query}: {}", answer.text);
        body
    }

    /// The first error of a GraphQL query that must fail: its code and its message.
    pub async fn graphql_error(&self, query: &str) -> (String, String) {
        let body = self.graphql_answer(query, json!({})).await.json();
        let error = &body["errors"][0];
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        (text(&error["extensions"]["code"]), text(&error["message"]))
    }
}
