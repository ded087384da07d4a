use super::bucket::{BUCKETS, Bucket};
use crate::{
    datasets::{
        Dataset, Kind,
        model::{description::has_labels, parse::brief, suggestion::did_you_mean},
        registry,
    },
    domain::{Bilingual, Error, Language, Result, wording},
};

/// The name of the column that holds the INSEE code of a region.
pub(super) const INSEE_CODE: &str = "insee_code";

/// What rows can be grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Its name (`region`, `period_year`).
    pub name: String,
    /// The place of its column.
    pub(super) column: usize,
    /// The span of time that its dates fall into.
    pub(super) bucket: Option<Bucket>,
}

impl Dimension {
    /// What it is called: the title of its column, and the span that dates are put in.
    pub fn title(&self, dataset: &Dataset, language: Language) -> String {
        let title = language.choose(dataset.columns[self.column].title);
        let span = BUCKETS.iter().find(|(bucket, ..)| Some(*bucket) == self.bucket);
        let by = language.choose(Bilingual::new("par", "by"));
        span.map_or_else(
            || title.to_owned(),
            |(.., span)| format!("{title}, {by} {}", language.choose(*span)),
        )
    }

    /// The kind of its values.
    pub fn kind<'a>(&self, dataset: &'a Dataset) -> &'a Kind {
        &dataset.columns[self.column].kind
    }

    /// Whether its values are called something.
    pub fn has_labels(&self, dataset: &Dataset) -> bool {
        let column = &dataset.columns[self.column];
        has_labels(column) || matches!(column.kind, Kind::Reference(_))
    }

    /// Whether its values are records with an INSEE code.
    pub fn has_insee_codes(&self, dataset: &Dataset) -> bool {
        match dataset.columns[self.column].kind {
            Kind::Reference(target) => registry()
                .find(target)
                .is_some_and(|target| target.column(INSEE_CODE).is_some()),
            _ => false,
        }
    }
}

/// The dimensions of a dataset.
pub fn dimensions(dataset: &Dataset) -> Vec<Dimension> {
    let mut all = Vec::new();
    for (column, declared) in dataset.columns.iter().enumerate() {
        let dimension = |name: String, bucket| Dimension { name, column, bucket };
        match declared.kind {
            Kind::List | Kind::Decimal | Kind::Euros => {}
            Kind::Date => {
                all.push(dimension(declared.name.to_owned(), None));
                for (bucket, name, _) in BUCKETS {
                    all.push(dimension(format!("{}_{name}", declared.name), Some(bucket)));
                }
            }
            _ => all.push(dimension(declared.name.to_owned(), None)),
        }
    }
    all
}

/// A dimension by its name, asked by a client.
///
/// # Errors
/// `BadInput`, with the nearest known name.
pub fn dimension(dataset: &Dataset, name: &str) -> Result<Dimension> {
    let known = dimensions(dataset);
    known
        .iter()
        .find(|dimension| dimension.name == name)
        .cloned()
        .ok_or_else(|| {
            let hint = did_you_mean(name, known.iter().map(|dimension| dimension.name.as_str()));
            Error::bad_input(wording!(
                "{} ne peut pas être groupé par « {} »{hint}",
                "{} cannot be grouped by \"{}\"{hint}",
                [hint],
                dataset.name,
                brief(name)
            ))
        })
}
