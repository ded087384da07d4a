/// Conditions in query strings.
pub mod conditions;
/// Conditions in words.
pub(crate) mod in_words;
/// The parameter that asks for labels.
pub(crate) mod labels;

use chrono::NaiveDate;
use conditions::Conditions;
use labels::{LABELS, language};

use crate::{
    datasets::{
        Dataset, Node, Page, PageRequest,
        model::{
            fields::{self, Field},
            parse,
            suggestion::did_you_mean,
        },
        read::{
            cursor,
            filter::{
                self, Filter,
                time::{self, Question},
            },
            order,
            order_term::OrderTerm,
        },
    },
    domain::{Error, Language, Result, wording},
    files::{Dialect, Form},
    store::Direction,
    web::{
        csv_dialect::{CSV_ONLY, dialect, words},
        query::{AS_OF, EVERYWHERE, boolean, pairs, refuse_twice},
    },
};

/// The default number of records of a page.
pub const DEFAULT_LIMIT: usize = 100;

/// The most records that a page may have.
pub const GREATEST_LIMIT: usize = 1_000;

/// The parameters that are not columns.
pub const RESERVED: [&str; 12] = [
    "q",
    "sort",
    "fields",
    LABELS,
    "limit",
    "after",
    "before",
    "count",
    "dialect",
    "delimiter",
    "decimal",
    "bom",
];

/// The parsed query string of a list.
#[derive(Clone, Debug)]
pub struct Query {
    /// Which rows.
    pub page: PageRequest,
    /// Which fields of them.
    pub fields: Vec<Field>,
    /// Whether the query chooses them.
    pub has_chosen: bool,
    /// How many at most, if it says.
    pub limit: Option<usize>,
    /// How CSV is written.
    pub dialect: Dialect,
    /// The language of titles, codes and dates in a file for a spreadsheet; none for those of the data.
    pub words: Option<Language>,
    /// Whether the query has nothing but a form: all rows, all fields, in their own order.
    whole: bool,
    /// The parameters other than cursors, as they came.
    kept: Vec<(String, String)>,
}

impl Query {
    /// Reads a query string.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and the nearest known one; `BadCursor`.
    pub fn parse(dataset: &'static Dataset, form: Form, text: &str, today: NaiveDate) -> Result<Self> {
        let mut query = Self::empty(dataset);
        let everywhere = form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .filter(|(name, _)| EVERYWHERE.contains(&name.as_str()));
        let mut filters = Vec::new();
        let mut conditions = Conditions::default();
        let mut cursor = None;
        let pairs = pairs(text)?;
        refuse_twice(&pairs, &RESERVED)?;
        query.dialect = dialect(&pairs, form)?;
        query.words = words(text, form, query.dialect);
        query.whole &= query.words.is_none();
        // So is the day that phases are asked of: it adds fields, which may be chosen among.
        if let Some(day) = day_asked(dataset, &pairs, today)? {
            query.fields.extend(fields::fields_of_day(day));
        }
        query.label(dataset, &pairs)?;
        if let Some(language) = query.words.filter(|_| !pairs.iter().any(|(name, _)| name == LABELS)) {
            query.fields = fields::named(dataset, std::mem::take(&mut query.fields), language);
        }
        let known = query.fields.clone();
        for (name, value) in pairs {
            query.whole &= CSV_ONLY.contains(&name.as_str());
            match name.as_str() {
                "q" => filters.push(filter::search(&value)?),
                SORT => query.page.order = sort(dataset, &value)?,
                "fields" => query.choose(select(dataset, &known, &value)?),
                "limit" => query.limit = Some(limit(form, &value)?),
                "after" | "before" if cursor.is_some() => {
                    return Err(Error::bad_input(wording!(
                        "donnez un seul curseur : after ou before, une fois",
                        "give one cursor: after or before, once"
                    )));
                }
                "after" | "before" => {
                    query.page.backward = name == "before";
                    cursor = Some(value.clone());
                }
                "count" => query.page.total = boolean(&name, &value)?,
                "dialect" | "delimiter" | "decimal" | "bom" | LABELS => {}
                _ => conditions.add(&name, &value),
            }
            if !matches!(name.as_str(), "after" | "before") {
                query.kept.push((name, value));
            }
        }
        query.kept.extend(everywhere);
        filters.extend(conditions.filters(dataset, &RESERVED)?);
        if let Some(cursor) = cursor {
            query.page.after_cursor = Some(cursor::decode(dataset, &query.page.order, &cursor)?);
        }
        if !filters.is_empty() {
            query.page.filter = Some(Filter::All(filters).bounded()?);
        }
        query.page.limit = query.limit.unwrap_or(DEFAULT_LIMIT);
        // A file tells its rows by itself.
        query.page.total &= form == Form::Page;
        if form != Form::Page && query.page.backward {
            return Err(Error::bad_input(wording!(
                "un fichier se lit vers l'avant : before est pour les pages JSON",
                "a file is read forward: before is for JSON pages"
            )));
        }
        Ok(query)
    }

    /// Reads the query string of a single record, which may only choose fields.
    ///
    /// # Errors
    /// `BadInput` that names the parameter.
    pub fn parse_fields(dataset: &'static Dataset, text: &str) -> Result<Self> {
        let mut query = Self::empty(dataset);
        let pairs = pairs(text)?;
        refuse_twice(&pairs, &RESERVED)?;
        query.label(dataset, &pairs)?;
        let known = query.fields.clone();
        for (name, value) in pairs {
            query.kept.push((name.clone(), value.clone()));
            if name == LABELS {
                continue;
            }
            if name != "fields" {
                let hint = did_you_mean(&name, ["fields", LABELS]);
                return Err(Error::bad_input(wording!(
                    "un enregistrement n'a pas de paramètre « {} »{hint}",
                    "a record has no parameter \"{}\"{hint}",
                    [hint],
                    parse::brief(&name)
                )));
            }
            query.choose(select(dataset, &known, &value)?);
        }
        Ok(query)
    }

    fn choose(&mut self, fields: Vec<Field>) {
        self.fields = fields;
        self.has_chosen = true;
    }

    /// Adds what values are called, where that is asked for.
    fn label(&mut self, dataset: &Dataset, pairs: &[(String, String)]) -> Result<()> {
        if let Some((_, tag)) = pairs.iter().find(|(name, _)| name == LABELS) {
            self.fields = fields::labelled(dataset, std::mem::take(&mut self.fields), language(tag)?);
        }
        Ok(())
    }

    fn empty(dataset: &Dataset) -> Self {
        Self {
            page: PageRequest::default(),
            fields: fields::fields(dataset),
            has_chosen: false,
            limit: None,
            dialect: Dialect::PLAIN,
            words: None,
            whole: true,
            kept: Vec::new(),
        }
    }

    /// Whether all rows are asked for, with all fields, in their own order.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The cursors of the pages before and after a page that was found, each with its parameter.
    pub fn beside(&self, dataset: &Dataset, found: &Page) -> [Option<(&'static str, String)>; 2] {
        let mark = |node: &Node| cursor::encode(dataset, &self.page.order, &node.row);
        let previous = found.nodes.first().filter(|_| found.has_previous);
        let next = found.nodes.last().filter(|_| found.has_next);
        [
            previous.map(|node| ("before", mark(node))),
            next.map(|node| ("after", mark(node))),
        ]
    }

    /// The query string of the same list with its `?`, with these parameters besides or in the place of its own: a cursor, an order; without a
    /// cursor, from its start. Empty where nothing is asked.
    pub fn with(&self, more: &[(&str, &str)]) -> String {
        let kept = self
            .kept()
            .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let text = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept.chain(more.iter().copied()))
            .finish();
        if text.is_empty() { text } else { format!("?{text}") }
    }

    /// The query string of the same list now, whatever moment this one names, with these parameters besides.
    pub fn of_now(&self, more: &[(&str, &str)]) -> String {
        let mut now = self.clone();
        now.kept.retain(|(name, _)| name != AS_OF);
        now.with(more)
    }

    /// The order that the query string asks for.
    pub fn sorted_by(&self) -> Option<&str> {
        self.kept().find(|(name, _)| *name == SORT).map(|(_, sort)| sort)
    }

    fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kept.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The parameter of the order.
const SORT: &str = "sort";

fn sort(dataset: &Dataset, text: &str) -> Result<Vec<OrderTerm>> {
    let terms = text
        .split(',')
        .filter(|name| !name.is_empty())
        .map(|name| {
            let (name, direction) = match name.strip_prefix('-') {
                Some(name) => (name, Direction::Descending),
                None => (name, Direction::Ascending),
            };
            let by = order::order_by(dataset, name)?;
            Ok(OrderTerm { by, direction })
        })
        .collect::<Result<_>>()?;
    order::bounded(terms)
}

fn select(dataset: &Dataset, known: &[Field], text: &str) -> Result<Vec<Field>> {
    let chosen = text.split(',').filter(|name| !name.is_empty()).map(|name| {
        known.iter().find(|field| field.name == name).cloned().ok_or_else(|| {
            let hint = did_you_mean(name, known.iter().map(|field| field.name.as_str()));
            Error::bad_input(wording!(
                "fields : {} n'a pas de champ « {} »{hint}",
                "fields: {} has no field \"{}\"{hint}",
                [hint],
                dataset.name,
                parse::brief(name)
            ))
        })
    });
    let chosen: Vec<Field> = chosen.collect::<Result<_>>()?;
    if chosen
        .iter()
        .enumerate()
        .any(|(at, field)| chosen[..at].contains(field))
    {
        return Err(Error::bad_input(wording!(
            "fields : chaque champ se nomme une fois",
            "fields: each field is named once"
        )));
    }
    if chosen.is_empty() {
        return Err(Error::bad_input(wording!(
            "fields : nommez au moins un champ, séparés par des virgules",
            "fields: name at least one field, separated by commas"
        )));
    }
    Ok(chosen)
}

fn limit(form: Form, text: &str) -> Result<usize> {
    let greatest = if form == Form::Page { GREATEST_LIMIT } else { usize::MAX };
    text.parse()
        .ok()
        .filter(|limit| (1..=greatest).contains(limit))
        .ok_or_else(|| {
            Error::bad_input(wording!(
                "limit : « {} » n'est pas compris entre 1 et {GREATEST_LIMIT} ; les fichiers (.csv, .ndjson…) donnent tout", "limit: \"{}\" is not between 1 and {GREATEST_LIMIT}; files (.csv, .ndjson…) give everything",
                parse::brief(text)
            ))
        })
}

/// The day that the phases of a list are asked of, if they are.
fn day_asked(dataset: &Dataset, pairs: &[(String, String)], today: NaiveDate) -> Result<Option<NaiveDate>> {
    let mut days = Vec::new();
    for (name, value) in pairs {
        let (name, _) = name.split_once('.').unwrap_or((name, ""));
        match time::named(dataset, name) {
            Some(Question::OpenOn) => days.push(time::day(name, value)?),
            Some(Question::Current) => days.push(today),
            _ => {}
        }
    }
    if days.iter().any(|day| *day != days[0]) {
        return Err(Error::bad_input(wording!(
            "open_on et current demandent un seul jour à la fois : posez deux questions",
            "open_on and current ask of one day at a time: ask twice"
        )));
    }
    Ok(days.first().copied())
}
