use bytes::Bytes;
use futures::{StreamExt, stream};

use crate::{
    datasets::model::description::LICENCE,
    domain::Result,
    files::Rows,
    web::representation::{Payload, Representation},
};

/// What reads a file page by page.
pub(super) trait Pages: Sized + Send + 'static {
    /// A page, and what reads the next one, if there is one.
    fn page(self) -> impl Future<Output = Result<(Bytes, Option<Self>)>> + Send;
}

/// A file of a header and pages. The first page is read before the response starts, so that an error can still be written as one.
pub(super) async fn file(
    media_type: &'static str,
    header: Vec<u8>,
    rows: Rows,
    pages: impl Pages,
) -> Result<Representation> {
    let (first, rest) = pages.page().await?;
    let start = [header, first.into()].concat();
    let rest = stream::try_unfold(rest, |pages| async {
        match pages {
            None => Ok(None),
            Some(pages) => pages.page().await.map(Some),
        }
    });
    let bytes = stream::once(async { Ok(Bytes::from(start)) }).chain(rest);
    Ok(Representation {
        media_type,
        headers: Vec::new(),
        payload: Payload::Stream(bytes.boxed(), rows),
        is_provisional: false,
    })
}

/// The address of the next page: the same request, after another place.
pub(super) fn next(path: &str, query: &str, after: &str) -> String {
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "after" && name != "since");
    let mut next = form_urlencoded::Serializer::new(String::new());
    next.append_pair("after", after).extend_pairs(kept);
    format!("{path}?{}", next.finish())
}

/// The links of an answer: the next page, where there is one, and the licence.
pub(super) fn links(next: Option<&str>) -> String {
    let licence = format!("<{LICENCE}>; rel=\"license\"");
    match next {
        Some(address) => format!("<{address}>; rel=\"next\", {licence}"),
        None => licence,
    }
}
