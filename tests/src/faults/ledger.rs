use std::{
    collections::BTreeMap,
    ops::Range,
    time::{Duration, Instant},
};

use serde_json::Value as Json;

use crate::{Database, Server, program};

/// What a campaign of faults came to.
#[derive(Debug, Default)]
pub struct Report {
    /// How many faults were made.
    pub faults: usize,
    /// How many of them reached something: a call that failed, a connection that was cut.
    pub reached: usize,
    /// How many publications were acknowledged in spite of their fault.
    pub acknowledged: usize,
    /// How many were refused, and there all the same when they were asked for again.
    pub there_all_the_same: usize,
    /// How many were refused, and made when they were asked for again.
    pub made_again: usize,
    /// How many times the process ended by itself, since it could not write any more.
    pub ended: usize,
    /// How many times `segur check` was run.
    pub checks: usize,
    /// Refusals by their status.
    pub statuses: BTreeMap<u16, usize>,
    /// How long it took.
    pub took: Duration,
}

/// The number of the first publication that is made before the faults.
pub(super) const BEFORE: usize = 1_000_000;

/// How many faults are made in one database.
const ROUND: usize = 250;

/// Makes so many faults, in databases of a few hundred each, and sums up what they came to.
pub(super) async fn rounds<R: Future<Output = Report>>(faults: usize, round: impl Fn(Range<usize>) -> R) -> Report {
    let started = Instant::now();
    let mut sum = Report::default();
    for first in (0..faults).step_by(ROUND) {
        let report = round(first..faults.min(first + ROUND)).await;
        sum.faults += report.faults;
        sum.reached += report.reached;
        sum.acknowledged += report.acknowledged;
        sum.there_all_the_same += report.there_all_the_same;
        sum.made_again += report.made_again;
        sum.ended += report.ended;
        sum.checks += report.checks;
        for (status, count) in report.statuses {
            *sum.statuses.entry(status).or_default() += count;
        }
    }
    sum.took = started.elapsed();
    sum
}

/// What was acknowledged, and what must therefore be there: each publication names an editor.
#[derive(Debug, Default)]
pub struct Ledger {
    /// What the campaign came to so far.
    pub report: Report,
    revisions: BTreeMap<usize, i64>,
}

/// The answer to a publication: its status (0 where there was none), the revision, and whether an earlier request had made it.
pub struct Answered {
    /// Its status.
    pub status: u16,
    revision: Option<i64>,
    was_there: bool,
}

impl Answered {
    /// The revision that was acknowledged.
    pub fn revision(&self) -> Option<i64> {
        self.revision
    }
}

/// Publishes an editor, by a key that makes a retry known.
pub async fn publish(client: &reqwest::Client, address: &str, key: &str, number: usize) -> Answered {
    let file = format!("slug,name,source_document\nessai-{number},Essai {number},webinaire-idf-2022\n");
    let request = client
        .post(format!("{address}/v1/editors/import?message=essai-{number}"))
        .bearer_auth(key)
        .header("content-type", "text/csv")
        .header("idempotency-key", format!("essai-{number}"))
        .body(file);
    let (status, body) = match request.send().await {
        Ok(answer) => (
            answer.status().as_u16(),
            answer.json::<Json>().await.unwrap_or_default(),
        ),
        Err(_) => (0, Json::Null),
    };
    Answered {
        status,
        revision: body["revision"].as_i64(),
        was_there: body["replayed"] == true,
    }
}

impl Ledger {
    /// Notes the answer to a publication that met a fault: whether it is to be asked for again.
    ///
    /// # Panics
    /// On an answer other than "done", or "not now".
    pub fn faulted(&mut self, number: usize, answered: &Answered, what: &str) -> bool {
        self.report.faults += 1;
        match answered.status {
            200 => {
                self.report.acknowledged += 1;
                self.acknowledge(number, answered);
                false
            }
            0 | 409 | 503 => {
                *self.report.statuses.entry(answered.status).or_default() += 1;
                true
            }
            status => panic!("{what}: a publication was answered {status}"),
        }
    }

    /// Asks for a publication until it is done: with no more faults, it is.
    ///
    /// # Panics
    /// When it is not done in time.
    pub async fn again(&mut self, client: &reqwest::Client, address: &str, key: &str, number: usize, what: &str) {
        let done = self.again_unless(client, address, key, (number, what), || false).await;
        assert!(
            done,
            "{what}: publication {number} is not done once the faults are over"
        );
    }

    /// The same, until the process has ended by itself: whether it is done.
    ///
    /// # Panics
    /// When it is not done in time, or is refused.
    pub async fn again_unless(
        &mut self,
        client: &reqwest::Client,
        address: &str,
        key: &str,
        (number, what): (usize, &str),
        mut has_ended: impl FnMut() -> bool,
    ) -> bool {
        for _ in 0..200 {
            let answered = publish(client, address, key, number).await;
            if answered.status == 200 {
                if answered.was_there {
                    self.report.there_all_the_same += 1;
                } else {
                    self.report.made_again += 1;
                }
                self.acknowledge(number, &answered);
                return true;
            }
            assert!(
                matches!(answered.status, 0 | 409 | 503),
                "{what}: asked again, a publication was answered {}",
                answered.status
            );
            if has_ended() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{what}: publication {number} is not done once the faults are over");
    }

    fn acknowledge(&mut self, number: usize, answered: &Answered) {
        let revision = answered.revision.expect("a revision is told");
        let before = self.revisions.insert(number, revision);
        assert!(
            before.is_none_or(|before| before == revision),
            "publication {number} has two revisions"
        );
    }

    /// The last revision acknowledged.
    pub fn last(&self) -> i64 {
        self.revisions.values().copied().max().unwrap_or_default()
    }

    /// How many publications were acknowledged.
    pub fn count(&self) -> usize {
        self.revisions.len()
    }

    /// What a node says of itself is true: it is ready at the revision that the database has, and no revision is missing.
    ///
    /// # Panics
    /// When it is not.
    pub async fn verify_ready(&self, address: &str, stored: (i64, i64), what: &str) {
        let (last, count) = stored;
        assert_eq!(last, count, "{what}: a revision is missing");
        let told = reqwest::get(format!("{address}/health/ready")).await;
        let told: Json = told.expect("an answer").json().await.expect("JSON");
        assert_eq!(told["revision"], last, "{what}: {told}");
        assert!(
            last >= self.last(),
            "{what}: revision {} was acknowledged, and {last} is stored",
            self.last()
        );
    }

    /// Everything acknowledged is there, once, as it was acknowledged; and the database is well.
    ///
    /// # Panics
    /// When something is not.
    pub async fn verify(&mut self, database: &Database, address: &str) {
        let server = Server::at(address);
        let mut found: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for record in server.records("/v1/editors?limit=1000&fields=slug,revision").await {
            let slug = record["slug"].as_str().expect("a slug");
            if let Some(number) = slug.strip_prefix("essai-").and_then(|number| number.parse().ok()) {
                found
                    .entry(number)
                    .or_default()
                    .push(record["revision"].as_i64().expect("a revision"));
            }
        }
        for (number, revision) in &self.revisions {
            assert_eq!(
                found.get(number),
                Some(&vec![*revision]),
                "publication {number} is there once"
            );
        }
        assert_eq!(found.len(), self.revisions.len(), "and nothing else is");
        self.check(database, "the end");
    }

    /// `segur check` finds all well, at the last revision acknowledged.
    ///
    /// # Panics
    /// When it does not.
    pub fn check(&mut self, database: &Database, what: &str) {
        self.report.checks += 1;
        let check = program::run(&["check", "--database-url", &database.url, "--log", "off"]);
        let text = String::from_utf8_lossy(&check.stdout).into_owned() + &String::from_utf8_lossy(&check.stderr);
        let well = format!("all is well at revision {}", self.last().max(crate::FOUNDED));
        assert!(check.status.success() && text.contains(&well), "{what}: {well}: {text}");
    }
}
