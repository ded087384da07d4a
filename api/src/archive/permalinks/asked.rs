use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::question::NewPermalink;
use crate::{
    domain::{Error, Language, wording},
    web::{failure::Failure, media_type::is_form},
};

/// The largest form that is read, in bytes: an address.
const LARGEST_FORM: usize = 64 * 1024;

/// A request to keep a response, as JSON or by the form of a page.
pub(super) struct Asked {
    pub(super) asked: NewPermalink,
    pub(super) by_form: Option<SentForm>,
}

/// A form that a browser sent: it is led on to the page of the permalink.
pub(super) struct SentForm {
    /// The language of the page that it was on.
    pub(super) language: Option<Language>,
}

impl SentForm {
    /// Leads the browser to the page of a permalink.
    pub(super) fn see(&self, id: &str) -> Response {
        let query = self.language.map(|language| format!("?lang={}", language.tag()));
        let address = format!("/q/{id}{}", query.unwrap_or_default());
        (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
    }
}

impl<S: Send + Sync> FromRequest<S> for Asked {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        if is_form(request.headers()) {
            return form(request).await;
        }
        let read: Result<Json<NewPermalink>, JsonRejection> = Json::from_request(request, state).await;
        let Json(asked) = read.map_err(|rejection| not_expected(&rejection.body_text()))?;
        Ok(Self { asked, by_form: None })
    }
}

async fn form(request: Request) -> Result<Asked, Failure> {
    let body = axum::body::to_bytes(request.into_body(), LARGEST_FORM).await;
    let body = body.map_err(|error| not_expected(&error.to_string()))?;
    let field = |wanted: &str| {
        let mut fields = form_urlencoded::parse(&body);
        fields
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    Ok(Asked {
        by_form: Some(SentForm {
            language: field("lang").and_then(|tag| Language::of_tag(&tag)),
        }),
        asked: NewPermalink::of_address(field("address").unwrap_or_default()),
    })
}

fn not_expected(text: &str) -> Failure {
    Error::bad_input(wording!(
        "le corps n'est pas celui attendu : {text}",
        "the body is not what it must be: {text}"
    ))
    .into()
}
