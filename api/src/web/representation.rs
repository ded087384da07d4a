use bytes::Bytes;
use futures::stream::BoxStream;
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    domain::{Error, Result},
    files::{BuiltFile, DatasetFile, Form, Rows},
    web::failure::Failure,
};

/// What a handler responds with: a representation of a resource (RFC 9110), with its headers.
pub(crate) struct Representation {
    /// The media type.
    pub media_type: &'static str,
    /// More headers.
    pub headers: Vec<(&'static str, String)>,
    /// The bytes.
    pub payload: Payload,
    /// Whether it will say more later about the same revision: then no cache may keep it.
    pub is_provisional: bool,
}

/// The bytes of a representation.
pub(crate) enum Payload {
    /// In memory.
    Whole(Bytes),
    /// As they are read, with a count of rows. An error cuts the transfer, so that no half file looks whole.
    Stream(BoxStream<'static, Result<Bytes>>, Rows),
    /// A stored file, whose rows, size and digest are known; it can be read in ranges.
    File(BuiltFile),
}

/// What a handler gives: a representation, or a problem.
pub(crate) type Responded = Result<Representation, Failure>;

impl Representation {
    /// A representation that is in memory.
    pub fn whole(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self {
            media_type,
            headers: Vec::new(),
            payload: Payload::Whole(bytes.into()),
            is_provisional: false,
        }
    }

    /// A representation in JSON.
    pub fn json(body: &Json) -> Self {
        Self::whole(Form::Page.media_type(), body.to_string())
    }

    /// The same, of what writes itself as JSON.
    ///
    /// # Errors
    /// `Internal` for what cannot be written.
    pub fn json_of(body: &impl Serialize) -> Result<Self> {
        let text = serde_json::to_string(body).map_err(Error::internal)?;
        Ok(Self::whole(Form::Page.media_type(), text))
    }

    /// A file: a stored one, or its bytes as they are made.
    pub fn file(form: Form, file: DatasetFile) -> Self {
        Self {
            media_type: form.media_type(),
            headers: Vec::new(),
            payload: match file {
                DatasetFile::Built(built) => Payload::File(built),
                DatasetFile::Made(content) => Payload::Stream(content.bytes, content.rows),
            },
            is_provisional: false,
        }
    }

    /// The same with a header, unless its value is empty.
    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        if !value.is_empty() {
            self.headers.push((name, value));
        }
        self
    }

    /// The same, which will say more later about the same revision, or not.
    pub fn provisional(mut self, is_provisional: bool) -> Self {
        self.is_provisional = is_provisional;
        self
    }
}
