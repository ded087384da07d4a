use super::context::Layout;
use crate::{
    datasets::{
        Dataset, Identity, Kind, Page,
        model::description::term_label,
        page,
        read::{comparable::with_names_and_units, labels},
        registry,
    },
    domain::{Error, Result, Value},
    files::Form,
    store::Snapshot,
    web::list_query::Query,
};

/// A name, and the page that it leads to.
pub(super) struct Link {
    pub(super) name: String,
    pub(super) address: String,
}

/// Rows of a dataset, with the names of what they refer to.
pub(super) struct Rows {
    pub(super) dataset: &'static Dataset,
    pub(super) page: Page,
}

/// The rows that a query string chooses.
pub(super) async fn read(snapshot: &Snapshot, name: &str, query: &str) -> Result<Rows> {
    let dataset = registry().dataset(name)?;
    let query = Query::parse(dataset, Form::Page, query, snapshot.today())?;
    let page = page(snapshot, dataset, &query.page, &with_names_and_units(dataset)).await?;
    Ok(Rows { dataset, page })
}

/// The same; none of a moment that does not know yet what the query names.
pub(super) async fn read_known(snapshot: &Snapshot, name: &str, query: &str) -> Result<Option<Rows>> {
    match read(snapshot, name, query).await {
        Ok(rows) => Ok(Some(rows)),
        Err(Error::BadInput { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Rows {
    /// What a row is called, and its page.
    pub(super) fn link(&self, page: &Layout, at: usize) -> Link {
        let node = &self.page.nodes[at];
        let period = self.period().and_then(|place| match &node.row.values[place] {
            Value::Date(date) => Some(date.in_words().text(page.language).to_owned()),
            _ => None,
        });
        let name = period.or_else(|| labels::name(self.dataset, node));
        Link {
            name: name.unwrap_or_else(|| node.row.slug.clone()),
            address: page.record(self.dataset.name, &node.row.slug),
        }
    }

    /// What a row is called, after what it is a rule of, where it says that (`SONS hôpital : Infrastructure additionnelle`).
    pub(super) fn scoped(&self, page: &Layout, at: usize) -> String {
        let node = &self.page.nodes[at];
        let name = self.link(page, at).name;
        let scope = self.dataset.column("scope").map(|place| &node.row.values[place]);
        match scope {
            Some(Value::Text(scope)) => format!("{scope}{} {name}", page.say("\u{a0}:", ":")),
            _ => name,
        }
    }

    /// The column that names observations: their period.
    pub(super) fn period(&self) -> Option<usize> {
        self.dataset
            .column("period")
            .filter(|_| self.dataset.identity == Identity::Series)
    }

    /// The kinds of phases, as they are called.
    pub(super) fn phases(&self, page: &Layout, kinds: &[&'static str]) -> String {
        let kind = self
            .dataset
            .parts
            .iter()
            .flat_map(|part| &part.columns)
            .find(|column| column.name == "kind");
        let called = |code: &&'static str| match kind.map(|column| column.kind) {
            Some(Kind::Term(vocabulary)) => {
                term_label(vocabulary, code, page.language).unwrap_or_else(|| (*code).to_owned())
            }
            _ => (*code).to_owned(),
        };
        kinds.iter().map(called).collect::<Vec<_>>().join(", ")
    }
}
