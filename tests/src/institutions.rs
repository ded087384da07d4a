use std::fmt::Display;

use chrono::{DateTime, Utc};
use segur::{
    access::{
        Account, Mandate, Role, Viewer, account_store,
        keys::{self, NewKey},
    },
    app,
    store::Store,
};

use crate::{Answer, Database, Server, server::settings};

/// The institutions that the policy speaks of, each with its mandate and its region.
pub const INSTITUTIONS: [(&str, Mandate, Option<&str>); 9] = [
    ("dns", Mandate::Dns, None),
    ("ans", Mandate::Ans, None),
    ("dgos", Mandate::Dgos, None),
    ("cnsa", Mandate::Cnsa, None),
    ("cnam", Mandate::Cnam, None),
    ("ars-bretagne", Mandate::Ars, Some("bretagne")),
    ("ars-normandie", Mandate::Ars, Some("normandie")),
    ("grades-bretagne", Mandate::Grades, Some("bretagne")),
    ("grades-normandie", Mandate::Grades, Some("normandie")),
];

/// The present instant, which tests may read.
pub fn now() -> DateTime<Utc> {
    segur::domain::Clock::System.now()
}

/// A table of one observation of Brittany, which its ARS may publish: one record, whatever its value.
pub fn observation(value: impl Display) -> String {
    observations([("Essai".to_owned(), value)])
}

/// A table of observations of Brittany: one of each category.
pub fn observations<V: Display>(values: impl IntoIterator<Item = (String, V)>) -> String {
    let rows = values.into_iter().map(|(category, value)| {
        format!("documents-alimentant-le-dmp,bretagne,{category},2026-Q1,{value},final,exact,webinaire-idf-2022\n")
    });
    let header = "indicator,region,category,period,value,status,qualifier,document\n".to_owned();
    std::iter::once(header).chain(rows).collect()
}

/// Opens the account of an institution.
pub async fn account(store: &Store, institution: &str) -> Account {
    let (_, mandate, region) = INSTITUTIONS
        .into_iter()
        .find(|(known, ..)| *known == institution)
        .expect("an institution of the policy");
    account_store::open(store, now(), "test", institution, mandate, region)
        .await
        .expect("an account")
}

/// A new key of an institution, in a role.
pub async fn key(store: &Store, institution: &str, role: Role) -> String {
    let new = NewKey {
        name: format!("{} of the tests", role.code()),
        role,
        datasets: None,
        ends_at: None,
    };
    let account = account(store, institution).await;
    keys::create(store, now(), &account, &Viewer::operator(&account), new)
        .await
        .expect("a key")
        .1
}

/// A key of an institution, made beside the server that runs on the database.
pub async fn key_on(database: &Database, institution: &str, role: Role) -> String {
    let store = app::open(&settings(&database.url)).await.expect("the store");
    let key = key(&store, institution, role).await;
    store.close().await.expect("closed");
    key
}

impl Server {
    /// Sends a file to be imported.
    pub async fn import(&self, key: &str, dataset: &str, query: &str, kind: &str, file: impl Into<String>) -> Answer {
        let request = self
            .request(reqwest::Method::POST, &format!("/v1/{dataset}/import{query}"))
            .bearer_auth(key)
            .header("content-type", kind)
            .body(file.into());
        self.send(request).await
    }

    /// Sends a table.
    pub async fn import_csv(&self, key: &str, dataset: &str, query: &str, file: impl Into<String>) -> Answer {
        self.import(key, dataset, query, "text/csv", file).await
    }

    /// The response object of a GraphQL request with a key.
    pub async fn graphql_as(&self, key: &str, query: &str, variables: serde_json::Value) -> serde_json::Value {
        let request = self
            .request(reqwest::Method::POST, "/graphql")
            .bearer_auth(key)
            .json(&serde_json::json!({ "query": query, "variables": variables }));
        self.send(request).await.json()
    }

    /// Reads an address with a key.
    pub async fn get_as(&self, key: &str, path: &str) -> Answer {
        let request = self.request(reqwest::Method::GET, path).bearer_auth(key);
        self.send(request).await
    }
}

/// Who publishes a dataset.
pub fn owner(dataset: &str) -> &'static str {
    match dataset {
        "editors" | "referencings" | "software-functions" | "solutions" | "specifications" => "ans",
        "funding-windows" | "prerequisites" | "regional-envelopes" | "usage-targets" => "dgos",
        "tariffs" => "cnsa",
        "observations" => "cnam",
        "roadmap-progress" => "ars-bretagne",
        _ => "dns",
    }
}
