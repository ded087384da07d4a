use crate::{
    datasets::read::citing::citing,
    domain::Result,
    pages::{
        context::Layout,
        rows::{Link, read},
        sources::citations,
    },
    store::Snapshot,
};

/// How many rows of each dataset are listed.
const MOST_ROWS: usize = 200;

/// What a document is cited for, and where in it.
pub(super) struct Statement {
    pub(super) locator: String,
    pub(super) link: Link,
    /// The dataset that the row belongs to.
    pub(super) kind: &'static str,
}

/// The records that cite a document, in its own order, and whether there are more.
pub(super) async fn statements(page: &Layout, snapshot: &Snapshot, slug: &str) -> Result<(Vec<Statement>, bool)> {
    let mut statements = Vec::new();
    let mut has_more = false;
    for dataset in citing(snapshot, slug).await? {
        let rows = read(
            snapshot,
            dataset.name,
            &format!("source_document={slug}&limit={MOST_ROWS}"),
        )
        .await?;
        has_more |= rows.page.has_next;
        for (at, node) in rows.page.nodes.iter().enumerate() {
            let own = citations(page, node)
                .into_iter()
                .filter(|citation| citation.slug == slug);
            let locators: Vec<String> = own.filter_map(|citation| citation.locator).collect();
            statements.push(Statement {
                locator: locators.join(" ; "),
                link: rows.link(page, at),
                kind: page.words(&dataset.title),
            });
        }
    }
    statements.sort_by_cached_key(|statement| in_order(&statement.locator));
    Ok((statements, has_more))
}

/// What sorts places in a document as people count: page 9 before page 10. Rows without a place come last.
fn in_order(locator: &str) -> (bool, Vec<(u64, String)>) {
    let mut key = Vec::new();
    let mut rest = locator;
    while !rest.is_empty() {
        let words = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        let (text, numbers) = rest.split_at(words);
        let digits = numbers
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(numbers.len());
        let (number, after) = numbers.split_at(digits);
        key.push((0, text.to_lowercase()));
        key.push((number.parse().unwrap_or(u64::MAX), String::new()));
        rest = after;
    }
    (locator.is_empty(), key)
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn places_sort_as_people_count() {
        let mut places = ["p. 10", "", "p. 9, tableau 2", "p. 9", "diapositive 3"];
        places.sort_by_cached_key(|place| in_order(place));
        assert_eq!(places, ["diapositive 3", "p. 9", "p. 9, tableau 2", "p. 10", ""]);
    }
}
