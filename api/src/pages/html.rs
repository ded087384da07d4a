use askama::Template;

use crate::{
    domain::{Error, Result},
    web::{failure::PageText, representation::Representation},
};

/// What pages may load, and from where: their own stylesheet, pictures and script.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The media type of pages.
const HTML: &str = "text/html; charset=utf-8";

/// A page as its template writes it.
pub(super) fn html(page: &impl Template) -> Result<Representation> {
    let text = page.render().map_err(Error::internal)?;
    Ok(Representation::whole(HTML, text).with_header("content-security-policy", CONTENT_SECURITY_POLICY.to_owned()))
}

/// A page that others may show in a frame.
pub(super) fn html_in_frames(page: &impl Template) -> Result<Representation> {
    let security = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *");
    let text = page.render().map_err(Error::internal)?;
    Ok(Representation::whole(HTML, text).with_header("content-security-policy", security))
}

/// A page as its template writes it, for those who respond by themselves.
pub(super) fn page_text(page: &impl Template) -> Result<PageText> {
    Ok(PageText {
        html: page.render().map_err(Error::internal)?,
        security: CONTENT_SECURITY_POLICY,
    })
}
