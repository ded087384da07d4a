use crate::{
    datasets::{Dataset, Node},
    domain::Result,
    pages::{
        context::Layout,
        figures::Figure,
        rows::{Link, Rows, read},
        rows_table::{RowsTable, caption},
    },
    store::Snapshot,
};

/// The dataset of what is measured.
pub(super) const OBSERVATIONS: &str = "observations";

/// How many rows a section shows of those that refer to the record.
pub(super) const MOST_ROWS: usize = 12;

/// Rows that refer to the record.
pub(super) struct Section {
    pub(super) dataset: &'static Dataset,
    pub(super) title: String,
    pub(super) caption: String,
    pub(super) table: RowsTable,
    pub(super) rows: Rows,
    pub(super) figures: Vec<Figure>,
    /// The page of all of them.
    pub(super) all: Link,
}

/// The rows of each dataset that refer to a record; those of observations apart, which are many.
pub(super) async fn sections(
    page: &Layout,
    snapshot: &Snapshot,
    dataset: &'static Dataset,
    node: &Node,
) -> Result<Vec<Section>> {
    let mut sections = Vec::new();
    for relation in dataset
        .relations
        .iter()
        .filter(|relation| relation.target != OBSERVATIONS)
    {
        let query = format!("{}={}", relation.by, node.row.slug);
        let title = page
            .language
            .choose(relation.description)
            .trim_end_matches('.')
            .to_owned();
        sections.extend(section(page, snapshot, (relation.target, MOST_ROWS), &query, title).await?);
    }
    Ok(sections)
}

/// The first rows of a query; nothing where it has none.
pub(super) async fn section(
    page: &Layout,
    snapshot: &Snapshot,
    (dataset, most): (&str, usize),
    query: &str,
    title: String,
) -> Result<Option<Section>> {
    let rows = read(snapshot, dataset, &format!("{query}&count=true&limit={most}")).await?;
    Ok((!rows.page.nodes.is_empty()).then(|| section_of(page, rows, query, title)))
}

/// The section of rows that were read.
pub(super) fn section_of(page: &Layout, rows: Rows, query: &str, title: String) -> Section {
    Section {
        dataset: rows.dataset,
        caption: caption(page, &title, rows.page.total.unwrap_or_default()),
        table: RowsTable::without(page, &rows, None, query.split('=').next().unwrap_or_default()),
        figures: Vec::new(),
        all: Link {
            name: page
                .say(
                    "Toutes les lignes, avec filtres et fichiers",
                    "All rows, with filters and files",
                )
                .to_owned(),
            address: page.link(&format!("/datasets/{}?{query}", rows.dataset.name)),
        },
        title,
        rows,
    }
}
