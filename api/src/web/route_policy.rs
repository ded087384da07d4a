use axum::http::{Extensions, HeaderMap, HeaderValue, header};

use crate::domain::Language;

/// How a route treats its requests and responses: declared beside its handler, and found by everything else through `PolicyTable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoutePolicy {
    /// The view of the data that its handler reads.
    pub view: View,
    /// Whether its responses may be kept in memory by the response cache.
    pub is_cached: bool,
    /// The request headers that its responses vary by, besides Accept-Encoding.
    pub varies: Varies,
    /// Whether its responses may be frozen as permalinks.
    pub is_citable: bool,
    /// How its requests are counted and admitted.
    pub admission: Admission,
    /// How the body of a request reaches its handler.
    pub body: RequestBody,
    /// The form in which its errors are written.
    pub errors: ErrorForm,
}

/// The view of the data that a handler reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// None is pinned: the handler reads what it needs, and sets its own caching headers.
    None,
    /// The snapshot at `as_of`, or the present one. Even a response about a past moment may change: it depends on the program, on the
    /// day, or on files that are built later.
    Changing,
    /// The same, and a response about a past moment never changes.
    Settled,
    /// The present one: a GraphQL document names moments field by field. A POST may be no more than a query.
    Document,
}

/// The request headers that responses vary by, besides Accept-Encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Varies {
    /// The form that Accept prefers.
    pub form: bool,
    /// The language that `lang` or Accept-Language prefers; this one where neither does.
    pub language: Option<Language>,
}

/// How requests are counted and admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Never refused for lack of room: operators ask when there is none.
    Free,
    /// Counted against their client, and admitted among the requests in progress.
    Counted,
    /// The same, for handlers that often have all they need in memory: they begin on the server's own threads, and end there unless they wait.
    Prompt,
    /// Counted against their client, with turns of their own: the handler takes them.
    OwnTurns,
}

/// How the body of a request reaches its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestBody {
    /// Whole, before the request is admitted, up to the size that `--body-limit` sets.
    Buffered,
    /// The same, where the fields of our own forms are read besides JSON.
    Form,
    /// As it arrives: the handler bounds it.
    Streamed,
}

/// The form in which errors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorForm {
    /// A problem (RFC 9457).
    Problem,
    /// A GraphQL response with `errors`.
    Graphql,
}

impl RoutePolicy {
    /// Reads of data.
    pub const DATA: Self = Self {
        view: View::Settled,
        is_cached: true,
        is_citable: true,
        ..Self::PRIVATE
    };

    /// Responses that depend on the program, on the day, or on which files are built.
    pub const PROGRAM: Self = Self {
        view: View::Changing,
        is_cached: true,
        ..Self::PRIVATE
    };

    /// Pages for people: they depend on the program, and are in French for those who prefer no language.
    pub const PAGE: Self = Self {
        varies: Varies {
            form: false,
            language: Some(Language::French),
        },
        ..Self::PROGRAM
    };

    /// GraphQL queries and mutations.
    pub const DOCUMENT: Self = Self {
        view: View::Document,
        is_cached: true,
        is_citable: true,
        varies: Varies {
            form: true,
            language: Some(Language::English),
        },
        errors: ErrorForm::Graphql,
        admission: Admission::Prompt,
        ..Self::PRIVATE
    };

    /// What an institution alone may see or do, and every address that no route declares.
    pub const PRIVATE: Self = Self {
        view: View::None,
        is_cached: false,
        varies: Varies {
            form: false,
            language: None,
        },
        is_citable: false,
        admission: Admission::Counted,
        body: RequestBody::Buffered,
        errors: ErrorForm::Problem,
    };

    /// Frozen responses, with caching headers of their own.
    pub const ARCHIVE: Self = Self::PRIVATE;

    /// Responses that are frozen on demand, from pages too.
    pub const FREEZING: Self = Self {
        body: RequestBody::Form,
        ..Self::ARCHIVE
    };

    /// What operators ask.
    pub const OPERATIONS: Self = Self {
        admission: Admission::Free,
        ..Self::PRIVATE
    };

    /// Files that are imported.
    pub const IMPORT: Self = Self {
        admission: Admission::OwnTurns,
        body: RequestBody::Streamed,
        ..Self::PRIVATE
    };

    /// The policy of a request, which it was given when it came in.
    pub fn for_request(request: &Extensions) -> Self {
        request.get().copied().unwrap_or(Self::PRIVATE)
    }

    /// The same, with responses that vary by Accept.
    pub const fn varying_by_form(mut self) -> Self {
        self.varies.form = true;
        self
    }

    /// The same, with responses that vary by language.
    pub const fn varying_by_language(mut self) -> Self {
        self.varies.language = Some(Language::English);
        self
    }

    /// The same, by a handler that often has all it needs in memory.
    pub const fn prompt(mut self) -> Self {
        self.admission = Admission::Prompt;
        self
    }

    /// The same, with responses that may be frozen as permalinks.
    pub const fn citable(mut self) -> Self {
        self.is_citable = true;
        self
    }

    /// The same, with responses that the response cache does not keep.
    pub const fn uncached(mut self) -> Self {
        self.is_cached = false;
        self
    }
}

impl Varies {
    /// The headers, as Vary names them.
    pub fn header_value(self) -> HeaderValue {
        HeaderValue::from_static(match (self.form, self.language.is_some()) {
            (true, true) => "accept, accept-language, accept-encoding",
            (true, false) => "accept, accept-encoding",
            (false, true) => "accept-language, accept-encoding",
            (false, false) => "accept-encoding",
        })
    }

    /// The values of Accept, where responses vary by it; `*/*` says no more than no header.
    pub fn accepted(self, headers: &HeaderMap) -> impl Iterator<Item = &HeaderValue> {
        let accepted = headers.get_all(header::ACCEPT).iter();
        accepted.filter(move |accepted| self.form && *accepted != "*/*")
    }
}
