use super::context::Layout;
use crate::datasets::{Node, model::fields::Source, read::json};

/// A place where a fact was read.
pub(super) struct Citation {
    /// The public name of the document.
    pub(super) slug: String,
    /// The title of the document.
    pub(super) title: String,
    /// The page of the document.
    pub(super) page: String,
    /// Where the document is, if it has an address.
    pub(super) address: Option<String>,
    /// The place in it.
    pub(super) locator: Option<String>,
    /// The field that it supports, when it supports only one.
    pub(super) field: Option<String>,
}

impl Citation {
    /// Whether its place is a line of the text that was taken from the document.
    pub(super) fn counts_lines(&self) -> bool {
        self.locator.as_deref().is_some_and(|place| place.starts_with("ligne"))
    }
}

/// The documents of a row, each once.
pub(super) fn documents(page: &Layout, node: &Node) -> Vec<Citation> {
    let mut documents: Vec<Citation> = Vec::new();
    for citation in citations(page, node) {
        if documents.iter().all(|known| known.page != citation.page) {
            documents.push(citation);
        }
    }
    documents
}

/// Where the facts of a row were read.
pub(super) fn citations(page: &Layout, node: &Node) -> Vec<Citation> {
    let each = |source| json::sources(source, node).into_iter();
    let documents = each(Source::Document)
        .zip(each(Source::Title))
        .zip(each(Source::Address));
    let places = each(Source::Locator).zip(each(Source::Field));
    let citations = documents
        .zip(places)
        .filter_map(|(((slug, title), address), (locator, field))| {
            let slug = slug?;
            Some(Citation {
                page: page.record("documents", &slug),
                title: title.unwrap_or_else(|| slug.clone()),
                slug,
                address,
                locator,
                field,
            })
        });
    citations.collect()
}
