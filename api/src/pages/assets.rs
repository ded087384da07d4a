use std::sync::LazyLock;

use axum::{extract::Path, response::Response, routing::get};
use sha2::{Digest, Sha256};

use crate::{
    charts::png,
    domain::{Error, wording},
    files::{Bytes, hexadecimal},
    web::{conditional::FOR_EVER, failure::Failure, response::cached, route_policy::RoutePolicy, routes::Routes},
};

const STYLESHEET: &str = include_str!("style.css");

const ICON: &str = include_str!("icon.svg");

/// What links to pages show where a page has no chart.
const PREVIEW: &str = include_str!("preview.svg");

/// A file that pages are drawn with.
struct Asset {
    /// Its address names its content, so that it may be kept for ever.
    address: String,
    media_type: &'static str,
    content: Bytes,
}

impl Asset {
    fn new(name: &str, ending: &str, media_type: &'static str, content: Vec<u8>) -> Self {
        let digest = hexadecimal(&Sha256::digest(&content)[..6]);
        Self {
            address: format!("/assets/{name}-{digest}.{ending}"),
            media_type,
            content: content.into(),
        }
    }

    /// A drawing as points.
    fn drawn(name: &str, svg: &str) -> Self {
        Self::new(name, "png", "image/png", png(svg, 1).unwrap_or_default())
    }
}

/// The stylesheet, the icon, the icon as points, and the preview.
static ASSETS: LazyLock<[Asset; 4]> = LazyLock::new(|| {
    let large = ICON.replacen("<svg ", "<svg width=\"512\" height=\"512\" ", 1);
    [
        Asset::new("style", "css", "text/css; charset=utf-8", STYLESHEET.into()),
        Asset::new("icon", "svg", "image/svg+xml", ICON.into()),
        Asset::drawn("icon-512", &large),
        Asset::drawn("preview", PREVIEW),
    ]
});

/// The address of the stylesheet.
pub(super) fn stylesheet() -> &'static str {
    &ASSETS[0].address
}

/// The address of the icon.
pub(super) fn icon() -> &'static str {
    &ASSETS[1].address
}

/// The address of the icon as points, 512 wide.
pub(super) fn large_icon() -> &'static str {
    &ASSETS[2].address
}

/// The address of what links to pages show where a page has no chart, 1200 × 630.
pub(super) fn preview() -> &'static str {
    &ASSETS[3].address
}

/// The addresses of what pages are drawn with.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new().route("/assets/{file}", RoutePolicy::ARCHIVE, get(get_asset))
}

async fn get_asset(Path(file): Path<String>) -> Result<Response, Failure> {
    let named = |asset: &&Asset| asset.address.strip_prefix("/assets/") == Some(&file);
    match ASSETS.iter().find(named) {
        Some(asset) => Ok(cached(asset.media_type, asset.content.clone(), FOR_EVER)),
        None => Err(Error::not_found(wording!(
            "il n'y a pas de fichier « {file} »",
            "there is no file \"{file}\""
        ))
        .into()),
    }
}
