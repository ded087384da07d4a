use super::{collect::Collected, document::Document};
use crate::domain::Result;

/// A field of a page's place in its list.
#[derive(Clone, Copy)]
pub(in crate::graphql) enum PageInfoField {
    Typename,
    HasNextPage,
    HasPreviousPage,
    StartCursor,
    EndCursor,
}

impl<'a> Document<'a> {
    /// Plans the place of a page in its list.
    pub(super) fn page_info(&self, collected: &Collected<'a>) -> Result<Vec<(String, PageInfoField)>> {
        let fields = self.collect(&collected.sets(), "PageInfo", &[]);
        let fields = fields.iter().map(|field| {
            let asked = match field.name() {
                "hasNextPage" => PageInfoField::HasNextPage,
                "hasPreviousPage" => PageInfoField::HasPreviousPage,
                "startCursor" => PageInfoField::StartCursor,
                "endCursor" => PageInfoField::EndCursor,
                "__typename" => PageInfoField::Typename,
                _ => return Err(field.unplanned("PageInfo")),
            };
            Ok((field.key.to_owned(), asked))
        });
        fields.collect()
    }
}
