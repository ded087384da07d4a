use askama::Template;
use axum::http::{StatusCode, Uri};

use super::{
    context::{Context, Layout},
    html::page_text,
};
use crate::{
    domain::Language,
    web::{failure::PageText, problem::Problem, site::Site},
};

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemTemplate<'a> {
    page: Layout,
    status: u16,
    detail: String,
    code: &'a str,
    /// The same page without what was asked of it, where that was wrong.
    again: Option<String>,
    /// What was asked of it, each with the same page without it.
    asked: Vec<(String, String)>,
    /// The page that says what the code means.
    meaning: String,
    request_id: &'a str,
}

/// A problem as a page for people.
pub(crate) fn problem_page(problem: &Problem<'_>, site: &Site, uri: &Uri, language: Language) -> Option<PageText> {
    let page = Context::new(language, site.clone(), uri).bare(problem.title).of_now();
    let code = problem.code.to_lowercase().replace('_', "-");
    let is_wrong = problem.status == StatusCode::BAD_REQUEST;
    let template = ProblemTemplate {
        again: is_wrong.then(|| page.without_conditions()),
        asked: if is_wrong { page.asked() } else { Vec::new() },
        meaning: page.link(&format!("/docs/errors/{code}")),
        page,
        status: problem.status.as_u16(),
        detail: sentence(problem.detail),
        code: problem.code,
        request_id: problem.request_id,
    };
    page_text(&template).ok()
}

/// A message as a sentence: with a capital, and a full stop.
pub(super) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if message.ends_with(['.', '?', '!', '…']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{end}", letters.as_str())
}
