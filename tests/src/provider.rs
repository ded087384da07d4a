use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value as Json, json};

/// An OpenID Connect provider on loopback, in a process of its own.
#[derive(Debug)]
pub struct Provider {
    /// The `iss` of its tokens.
    pub issuer: String,
    process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Provider {
    /// Starts one.
    pub fn start() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("audits");
        let mut process = Command::new("node")
            .arg("oidc-provider.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let mut provider = Self {
            issuer: String::new(),
            asks: process.stdin.take().expect("its input"),
            answers: BufReader::new(process.stdout.take().expect("its output")),
            process,
        };
        provider.issuer = provider.answer()["issuer"].as_str().expect("an issuer").to_owned();
        provider
    }

    fn answer(&mut self) -> Json {
        // Its warnings are not for us.
        loop {
            let mut line = String::new();
            let length = self.answers.read_line(&mut line).expect("a line");
            assert!(length > 0, "the provider has ended");
            if let Ok(answer) = serde_json::from_str(&line) {
                return answer;
            }
        }
    }

    fn ask(&mut self, question: &Json) -> Json {
        writeln!(self.asks, "{question}").expect("the provider listens");
        self.answer()
    }

    /// Answers nobody from now on: connections stay open.
    pub fn hang(&mut self) {
        self.ask(&json!({ "hang": true }));
    }

    /// How many requests it holds without a response.
    pub fn held(&mut self) -> u64 {
        let answer = self.ask(&json!({ "held": true }));
        answer["held"].as_u64().expect("a number")
    }

    /// A token with these claims beside its own, signed so: `RS256`, `ES256`, `none`, or `HS256` with the public key.
    pub fn token(&mut self, claims: &Json, with: &str) -> String {
        let answer = self.ask(&json!({ "sign": claims, "with": with }));
        answer["token"].as_str().expect("a token").to_owned()
    }

    /// Takes other keys; the former are gone.
    pub fn rotate(&mut self) {
        self.ask(&json!({ "rotate": true }));
    }

    /// A token that its own token endpoint gives to a client, signed so.
    pub async fn granted(&self, client: &str, with: &str) -> String {
        let resource = format!("urn:segur:{}", with.to_lowercase());
        let form =
            format!("grant_type=client_credentials&client_id={client}&client_secret=loopback-only&resource={resource}");
        let answer = reqwest::Client::new()
            .post(format!("{}/token", self.issuer))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .expect("an answer");
        let body: Json = answer.json().await.expect("JSON");
        body["access_token"].as_str().expect("a token").to_owned()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
