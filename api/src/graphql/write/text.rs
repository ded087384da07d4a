use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value as Json;

use crate::domain::{Language, instant};

/// JSON text, written piece by piece into one buffer.
pub(super) struct Text {
    bytes: Vec<u8>,
    /// Whether the next key or item comes first in its object or list.
    first: bool,
    language: Language,
}

impl Text {
    pub(super) fn new(language: Language) -> Self {
        Self {
            bytes: Vec::with_capacity(4096),
            first: true,
            language,
        }
    }

    /// The language of words, where a field does not ask for another.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Truncates the text to a length.
    pub(super) fn cut(&mut self, length: usize) {
        self.bytes.truncate(length);
        self.first = false;
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A value that is written already.
    pub(super) fn bytes(&mut self, value: &[u8]) {
        self.bytes.extend_from_slice(value);
    }

    pub(super) fn open(&mut self) {
        self.bytes.push(b'{');
        self.first = true;
    }

    pub(super) fn close(&mut self) {
        self.bytes.push(b'}');
        self.first = false;
    }

    /// A key of the object that is open. GraphQL names need no escaping.
    pub(super) fn key(&mut self, key: &str) {
        self.separate();
        self.bytes.push(b'"');
        self.raw(key);
        self.raw("\":");
    }

    /// A list, each item written by the function.
    pub(super) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.bytes.push(b'[');
        self.first = true;
        for item in items {
            self.separate();
            write(self, item);
        }
        self.bytes.push(b']');
        self.first = false;
    }

    fn separate(&mut self) {
        if !self.first {
            self.bytes.push(b',');
        }
        self.first = false;
    }

    pub(super) fn null(&mut self) {
        self.raw("null");
    }

    pub(super) fn boolean(&mut self, answer: bool) {
        self.raw(if answer { "true" } else { "false" });
    }

    pub(super) fn string(&mut self, text: &str) {
        self.json(text);
    }

    pub(super) fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.null(),
        }
    }

    pub(super) fn day(&mut self, day: Option<NaiveDate>) {
        self.optional(day.map(|day| day.to_string()).as_deref());
    }

    pub(super) fn instant(&mut self, at: DateTime<Utc>) {
        self.string(&instant(at));
    }

    /// Any value that serde writes.
    pub(super) fn json<T: serde::Serialize + ?Sized>(&mut self, value: &T) {
        let kept = self.bytes.len();
        if let Err(error) = serde_json::to_writer(&mut self.bytes, value) {
            tracing::error!(%error, "a value cannot be written as JSON");
            self.bytes.truncate(kept);
            self.json(&Json::Null);
        }
    }
}
