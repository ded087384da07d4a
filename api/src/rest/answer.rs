use bytes::Bytes;
use futures::stream::BoxStream;
use serde_json::Value as Json;

use crate::{domain::Result, store::Snapshot};

/// The forms in which rows are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A page of records, as JSON.
    Json,
    /// Every record on its own line, as JSON.
    NdJson,
    /// A table, as CSV.
    Csv,
}

impl Form {
    /// Every form, with the ending that names it in an address and its media type.
    pub const ALL: [(Form, &'static str, &'static str); 3] = [
        (Form::Json, "json", "application/json"),
        (Form::NdJson, "ndjson", "application/x-ndjson"),
        (Form::Csv, "csv", "text/csv; charset=utf-8; header=present"),
    ];

    /// The form that an ending names.
    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known, _)| *known == ending)
            .map(|(form, _, _)| *form)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(form, _, _)| *form == self)
            .map_or("application/json", |(_, _, media_type)| media_type)
    }

    /// Its ending.
    pub fn ending(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(form, _, _)| *form == self)
            .map_or("json", |(_, ending, _)| ending)
    }
}

/// What a door answers with; the floor above makes it HTTP.
pub struct Answer {
    /// The media type.
    pub media_type: &'static str,
    /// More headers.
    pub headers: Vec<(&'static str, String)>,
    /// The bytes.
    pub payload: Payload,
}

/// The bytes of an answer.
pub enum Payload {
    /// All at once.
    Whole(Bytes),
    /// As they are read; an error cuts the transfer, so that no half file looks whole.
    Stream(BoxStream<'static, Result<Bytes>>),
}

impl Answer {
    /// An answer that is all there.
    pub fn whole(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self {
            media_type,
            headers: Vec::new(),
            payload: Payload::Whole(bytes.into()),
        }
    }

    /// An answer in JSON.
    pub fn json(body: &Json) -> Self {
        Self::whole(Form::Json.media_type(), body.to_string())
    }

    /// The same answer with a header, unless its value is empty.
    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        if !value.is_empty() {
            self.headers.push((name, value));
        }
        self
    }

    /// The same answer, saying how many SQL statements it took.
    pub fn with_statements(self, snapshot: &Snapshot) -> Self {
        let told = format!("sql;desc=\"{} statements\"", snapshot.statements());
        self.with_header("server-timing", told)
    }
}
