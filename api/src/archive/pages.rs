use axum::{
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};
use chrono::{DateTime, Utc};

use super::citation::CitationBody;
use crate::{
    domain::{Language, Result, Revision},
    web::{
        failure::PageText,
        language,
        response::{SHORTLY, cached},
        site::Site,
    },
};

/// Writes what is frozen as pages for people. The door of pages knows how they look.
#[derive(Clone, Copy)]
pub(crate) struct ArchivePages {
    /// A permalink.
    pub permalink: fn(&KeptAnswer, &Reader) -> Result<PageText>,
    /// The list of editions.
    pub editions: fn(&[FrozenState], &Reader) -> Result<PageText>,
    /// An edition.
    pub edition: fn(&FrozenState, &Reader) -> Result<PageText>,
}

/// Who reads a page, and where.
pub(crate) struct Reader {
    /// The site.
    pub site: Site,
    /// The address that was asked.
    pub uri: Uri,
    /// The language of the page.
    pub language: Language,
}

impl Reader {
    /// Who sent a request: in French, unless the request prefers English.
    pub(super) fn new(site: &Site, uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default();
        Self {
            site: site.clone(),
            uri: uri.clone(),
            language: language::negotiated(query, headers).unwrap_or(Language::French),
        }
    }
}

/// A page as a response: the program may write it otherwise later, so that it is kept for a while only.
pub(super) fn page_response(page: PageText, language: Language) -> Response {
    let mut response = cached("text/html; charset=utf-8", page.html, SHORTLY);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(page.security));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept, accept-language, accept-encoding"),
    );
    response
}

/// A response at an address where browsers get a page.
pub(super) fn varying_by_form(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// A query kept with its answer.
pub(crate) struct KeptAnswer {
    /// Its name.
    pub id: String,
    /// Its whole address.
    pub address: String,
    /// What was asked, in French and in English.
    pub title: [String; 2],
    /// The address of the query, of now.
    pub now: String,
    /// The revision of its data.
    pub revision: Revision,
    /// When that was published; none before the first.
    pub published_at: Option<DateTime<Utc>>,
    /// The media type of the answer.
    pub media_type: String,
    /// Its rows, where it has rows.
    pub rows: Option<u64>,
    /// Its size, in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// How to cite it, in French and in English.
    pub citation: [String; 2],
    /// Its first bytes, of a text.
    pub beginning: Vec<u8>,
}

/// An edition.
pub(crate) struct FrozenState {
    /// Its date.
    pub name: String,
    /// The revision of its data.
    pub revision: Revision,
    /// How to cite it, in French and in English.
    pub citation: [String; 2],
    /// Its files.
    pub files: Vec<FrozenFile>,
}

/// A file of an edition.
pub(crate) struct FrozenFile {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its rows, where it has rows.
    pub rows: Option<u64>,
    /// Its size, in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

impl CitationBody {
    /// As a sentence, in French and in English.
    pub(super) fn sentences(&self) -> [String; 2] {
        [self.fr.clone(), self.en.clone()]
    }
}
