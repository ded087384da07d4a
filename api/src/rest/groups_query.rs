use crate::{
    datasets::{
        Dataset,
        aggregate::groups::{
            DEFAULT_GROUPS, GREATEST_GROUPS, Grouping, Ordered, dimension, dimensions, measure, measures, ordered_by,
        },
        read::filter::{self, Filter},
    },
    domain::{Error, Language, Result, wording},
    files::{Dialect, Form},
    store::Direction,
    web::{
        csv_dialect::{CSV_ONLY, dialect, words},
        list_query::{
            conditions::Conditions,
            labels::{LABELS, language},
        },
        query::{number, pairs, refuse_twice},
    },
};

/// The measure of a grouping that only counts.
pub(super) const NO_MEASURE: &str = "none";

/// The parameters that are no filters; each is given once.
const KNOWN: [&str; 11] = [
    "by",
    "measure",
    "sort",
    "limit",
    "offset",
    "q",
    LABELS,
    "dialect",
    "delimiter",
    "decimal",
    "bom",
];

/// How far into the groups an answer may begin.
const GREATEST_OFFSET: usize = 10_000;

/// The parsed query string of groups.
pub(super) struct GroupsQuery {
    pub(super) grouping: Grouping,
    /// The language of labels, if they are asked for.
    pub(super) labels: Option<Language>,
    /// How CSV is written.
    pub(super) dialect: Dialect,
    /// The language of titles, terms and dates in it, if they are asked for.
    pub(super) words: Option<Language>,
}

impl GroupsQuery {
    /// Reads a query string.
    ///
    /// # Errors
    /// `BadInput` that names the parameter.
    pub(super) fn parse(dataset: &'static Dataset, form: Form, text: &str) -> Result<Self> {
        let pairs = pairs(text)?;
        refuse_twice(&pairs, &KNOWN)?;
        let mut grouping = Grouping {
            measure: measures(dataset).first().copied(),
            limit: DEFAULT_GROUPS,
            ..Default::default()
        };
        let mut labels = None;
        let mut filters = Vec::new();
        let mut conditions = Conditions::default();
        let dialect = dialect(&pairs, form)?;
        for (name, value) in pairs {
            match name.as_str() {
                "by" => {
                    for name in value.split(',').filter(|name| !name.is_empty()) {
                        grouping.by.push(dimension(dataset, name)?);
                    }
                }
                "measure" if value == NO_MEASURE => grouping.measure = None,
                "measure" => grouping.measure = Some(measure(dataset, &value)?),
                "sort" => grouping.order = sort(&value)?,
                "limit" => grouping.limit = number(&name, &value, 1, GREATEST_GROUPS)?,
                "offset" => grouping.offset = number(&name, &value, 0, GREATEST_OFFSET)?,
                LABELS => labels = Some(language(&value)?),
                "q" => filters.push(filter::search(&value)?),
                name if CSV_ONLY.contains(&name) => {}
                _ => conditions.add(&name, &value),
            }
        }
        if grouping.by.is_empty() {
            return Err(nothing_to_group_by(dataset));
        }
        filters.extend(conditions.filters(dataset, &KNOWN)?);
        if !filters.is_empty() {
            grouping.filter = Some(Filter::All(filters).bounded()?);
        }
        Ok(Self {
            grouping,
            labels,
            words: words(text, form, dialect),
            dialect,
        })
    }
}

fn nothing_to_group_by(dataset: &Dataset) -> Error {
    let known: Vec<String> = dimensions(dataset)
        .into_iter()
        .map(|dimension| dimension.name)
        .collect();
    Error::bad_input(wording!(
        "by est nécessaire : une ou plusieurs des dimensions {}",
        "by is needed: one or more of {}",
        known.join(", ")
    ))
}

fn sort(text: &str) -> Result<Vec<(Ordered, Direction)>> {
    let terms = text.split(',').filter(|name| !name.is_empty()).map(|name| {
        let (name, direction) = match name.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (name, Direction::Ascending),
        };
        Ok((ordered_by(name)?, direction))
    });
    terms.collect()
}
