use std::sync::LazyLock;

use axum::{extract::Path, routing::get};
use sha2::{Digest, Sha256};

use crate::{
    domain::{Error, wording},
    files::hexadecimal,
    web::{conditional::FOR_EVER, problem::Failure, response::cached, route_policy::RoutePolicy, routes::Routes},
};

const STYLESHEET: &str = include_str!("style.css");

const ICON: &str = include_str!("icon.svg");

/// The addresses of what pages are drawn with. Each names its content, so that it may be kept for ever.
static ADDRESSES: LazyLock<[String; 2]> = LazyLock::new(|| {
    [("style", "css", STYLESHEET), ("icon", "svg", ICON)].map(|(name, ending, content)| {
        let digest = hexadecimal(&Sha256::digest(content)[..6]);
        format!("/assets/{name}-{digest}.{ending}")
    })
});

/// The address of the stylesheet.
pub(super) fn stylesheet() -> &'static str {
    &ADDRESSES[0]
}

/// The address of the icon.
pub(super) fn icon() -> &'static str {
    &ADDRESSES[1]
}

/// The addresses of what pages are drawn with.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new().route("/assets/{file}", RoutePolicy::ARCHIVE, get(get_asset))
}

async fn get_asset(Path(file): Path<String>) -> Result<axum::response::Response, Failure> {
    let named = |address: &str| address.strip_prefix("/assets/") == Some(&file);
    if named(stylesheet()) {
        return Ok(cached("text/css; charset=utf-8", STYLESHEET.to_owned(), FOR_EVER));
    }
    if named(icon()) {
        return Ok(cached("image/svg+xml", ICON.to_owned(), FOR_EVER));
    }
    Err(Error::not_found(wording!(
        "il n'y a pas de fichier « {file} »",
        "there is no file \"{file}\""
    ))
    .into())
}
