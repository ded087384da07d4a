use chrono::NaiveDate;

use crate::{
    datasets::{
        Column, Dataset, Node, PageRequest, Selection, model::declaration::place, page, read::filter::Filter, registry,
    },
    domain::{ApproximateDate, Decimal, Error, Euros, Precision, Result, Slug, Value},
    store::Snapshot,
};

/// A published record that a calculator uses, with its sources.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its dataset.
    pub dataset: &'static Dataset,
    /// The record.
    pub node: Node,
}

/// The published records that a calculator works with.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// All of them.
    pub all: Vec<Figure>,
}

/// How many records of a dataset a calculator may read: a programme has a few dozen.
const MOST: usize = 5_000;

impl Figures {
    /// Reads those of a programme, in the datasets named.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub async fn read(snapshot: &Snapshot, programme: &str, datasets: &[&'static str]) -> Result<Self> {
        let selection = Selection {
            reference_slugs: true,
            parts: true,
            provenance: Some(Box::default()),
            ..Default::default()
        };
        let programme = Slug::parse(programme).map_err(Error::internal)?;
        let mut all = Vec::new();
        for name in datasets {
            let dataset = registry().target(name)?;
            let of_programme = dataset
                .column("programme")
                .map(|place| Filter::Reference(place, Box::new(Filter::Slug(vec![programme.clone()]))));
            let request = PageRequest {
                filter: of_programme,
                limit: MOST,
                ..Default::default()
            };
            let found = page(snapshot, dataset, &request, &selection).await?;
            all.extend(found.nodes.into_iter().map(|node| Figure { dataset, node }));
        }
        Ok(Self { all })
    }

    /// Those of a dataset.
    pub(super) fn in_dataset<'a>(&'a self, dataset: &'a str) -> impl Iterator<Item = &'a Figure> {
        self.all.iter().filter(move |figure| figure.dataset.name == dataset)
    }

    /// The record of a dataset that has a slug.
    pub fn named(&self, dataset: &str, slug: &str) -> Option<&Figure> {
        self.all
            .iter()
            .find(|figure| figure.dataset.name == dataset && figure.slug() == slug)
    }
}

impl Figure {
    /// Its public name.
    pub fn slug(&self) -> &str {
        &self.node.row.slug
    }

    /// The value of a column.
    pub fn value(&self, column: &str) -> Option<&Value> {
        self.dataset.column(column).and_then(|at| self.node.row.values.get(at))
    }

    pub(super) fn euros(&self, column: &str) -> Option<Euros> {
        match self.value(column) {
            Some(Value::Euros(amount)) => Some(*amount),
            _ => None,
        }
    }

    pub(super) fn decimal(&self, column: &str) -> Option<Decimal> {
        match self.value(column) {
            Some(Value::Decimal(quantity)) => Some(*quantity),
            _ => None,
        }
    }

    pub(super) fn integer(&self, column: &str) -> Option<i64> {
        match self.value(column) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// A text, the code of a term, or the slug of a record.
    pub fn text(&self, column: &str) -> &str {
        match self.value(column) {
            Some(Value::Text(text)) => text,
            Some(Value::Term(code)) => code,
            Some(Value::Reference(reference)) => &reference.slug,
            _ => "",
        }
    }

    pub(super) fn date(&self, column: &str) -> Option<&ApproximateDate> {
        match self.value(column) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        }
    }

    /// Whether a rule concerns a window: every window, those of its couloir, or those of its software function.
    pub(super) fn concerns(&self, window: &Self) -> bool {
        let own = |column| self.text(column).is_empty() || self.text(column) == window.text(column);
        own("couloir") && own("software_function")
    }

    /// Whether it is in force on a day; a day that is not given asks nothing, and a figure without date is always in force.
    pub(super) fn in_force(&self, on: Option<NaiveDate>) -> bool {
        let (Some(force), Some(on)) = (self.date("in_force"), on) else {
            return true;
        };
        // A year is when it begins; only an interval says when it ends.
        let ends = force.latest().filter(|_| force.precision() == Precision::Interval);
        force.earliest().is_none_or(|from| from <= on) && ends.is_none_or(|end| on <= end)
    }

    /// The items of a part.
    /// Its phases of a kind that were not superseded.
    pub(super) fn phases<'a>(&'a self, kind: &'static str) -> impl Iterator<Item = PartItem<'a>> {
        let is_superseded = |phase: &PartItem<'_>| matches!(phase.value("superseded"), Some(Value::Boolean(true)));
        self.items("phases")
            .filter(move |phase| phase.is("kind", kind) && !is_superseded(phase))
    }

    pub(super) fn items<'a>(&'a self, part: &str) -> impl Iterator<Item = PartItem<'a>> {
        let at = self.dataset.parts.iter().position(|known| known.name == part);
        at.into_iter().flat_map(|at| {
            let columns = &self.dataset.parts[at].columns;
            let items = self.node.row.parts.get(at).into_iter().flatten();
            items.map(|values| PartItem { columns, values })
        })
    }
}

/// An item of a part.
pub(super) struct PartItem<'a> {
    columns: &'a [Column],
    values: &'a [Value],
}

impl<'a> PartItem<'a> {
    /// The value of a column.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        place(self.columns, name).and_then(|at| self.values.get(at))
    }

    /// Whether a column holds the term.
    pub(super) fn is(&self, name: &str, code: &str) -> bool {
        matches!(self.value(name), Some(Value::Term(known)) if *known == code)
    }

    /// The date in a column.
    pub(super) fn date(&self, name: &str) -> Option<&'a ApproximateDate> {
        match self.value(name) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        }
    }
}

/// The figures of the founding data, for tests of pure rules.
#[cfg(test)]
pub(super) fn founding(programme: &str, datasets: &[&'static str]) -> Figures {
    use crate::{
        datasets::{Row, model::parse},
        domain::Revision,
    };
    let mut all = Vec::new();
    for table in segur_seed::embedded().unwrap() {
        let Some(name) = datasets.iter().find(|name| **name == table.dataset) else {
            continue;
        };
        let dataset = registry().find(name).unwrap();
        for read in table.rows {
            let cell = |column: &str| {
                let at = table.header.iter().position(|name| name == column);
                at.map(|at| read.cells[at].as_str()).unwrap_or_default()
            };
            let values = dataset
                .columns
                .iter()
                .map(|column| parse::value(column, cell(column.name)).unwrap());
            let row = Row {
                key: 0,
                period: None,
                slug: cell("slug").to_owned(),
                since: Revision(1),
                publication: None,
                values: values.collect(),
                parts: Vec::new(),
            };
            let node = Node {
                warnings: Vec::new(),
                row,
                provenance: Vec::new(),
                to_one: Vec::new(),
                to_many: Vec::new(),
                histories: Vec::new(),
            };
            let figure = Figure { dataset, node };
            let own = figure.text("programme");
            if own.is_empty() || own == programme {
                all.push(figure);
            }
        }
    }
    Figures { all }
}
