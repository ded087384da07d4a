use super::answer::Form;
use crate::{
    datasets::{
        Dataset, PageRequest, Selection, cursor,
        declaration::REVISION,
        fields::{self, Field, Shows},
        filter::{self, Filter, OPERATORS},
        order::{self, OrderTerm},
        parse,
        suggestion::did_you_mean,
    },
    domain::{Error, Language, Result, Slug, wording},
    store::Direction,
};

/// How many records a page has, unless the query says otherwise.
pub const DEFAULT_LIMIT: usize = 100;

/// The most records that a page may have.
pub const GREATEST_LIMIT: usize = 1_000;

/// The parameters that are not columns.
pub const RESERVED: [&str; 10] = [
    "q",
    "sort",
    "fields",
    "limit",
    "after",
    "before",
    "count",
    "delimiter",
    "decimal",
    "bom",
];

/// The filter by the documents that a record cites, named as the column of the files.
pub const SOURCE: &str = "source_document";

/// The parameter that names the language of messages, at every address.
pub(super) const LANGUAGE: &str = "lang";

/// The parameter that names the moment of which the data is read, at every address of data.
pub const AS_OF: &str = "as_of";

/// The parameters of every address: the floor above reads them.
const EVERYWHERE: [&str; 2] = [LANGUAGE, AS_OF];

/// The parameters that only CSV has.
const CSV_ONLY: [&str; 3] = ["delimiter", "decimal", "bom"];

/// How CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What separates cells.
    pub delimiter: u8,
    /// Whether decimals are written with a comma.
    pub decimal_comma: bool,
    /// Whether the text starts with a byte-order mark.
    pub byte_order_mark: bool,
}

/// What a query string asks of a dataset.
#[derive(Clone, Debug)]
pub struct Query {
    /// Which rows.
    pub page: PageRequest,
    /// Which fields of them.
    pub fields: Vec<Field>,
    /// How many at most, if it says.
    pub limit: Option<usize>,
    /// How CSV is written.
    pub dialect: Dialect,
    /// The parameters other than cursors, as they came.
    kept: Vec<(String, String)>,
}

impl Query {
    /// Reads a query string.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and the nearest known one; `BadCursor`.
    pub fn parse(dataset: &'static Dataset, form: Form, text: &str) -> Result<Self> {
        let mut query = Self::empty(dataset);
        let everywhere = form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .filter(|(name, _)| EVERYWHERE.contains(&name.as_str()));
        let mut filters = Vec::new();
        let mut cursor = None;
        for (name, value) in pairs(text)? {
            if RESERVED.contains(&name.as_str()) && query.kept.iter().any(|(known, _)| *known == name) {
                return Err(Error::bad_input(wording!(
                    "{name} est donné deux fois",
                    "{name} is given twice"
                )));
            }
            if CSV_ONLY.contains(&name.as_str()) && form != Form::Csv {
                return Err(Error::bad_input(wording!(
                    "{name} est pour la forme .csv",
                    "{name} is for the .csv form"
                )));
            }
            match name.as_str() {
                "q" => filters.push(filter::search(&value)?),
                "sort" => query.page.order = sort(dataset, &value)?,
                "fields" => query.fields = select(dataset, &value)?,
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
                "delimiter" => query.dialect.delimiter = delimiter(&value)?,
                "decimal" => query.dialect.decimal_comma = decimal(&value)?,
                "bom" => query.dialect.byte_order_mark = boolean(&name, &value)?,
                _ => filters.push(condition(dataset, &name, &value, &RESERVED)?),
            }
            if !matches!(name.as_str(), "after" | "before") {
                query.kept.push((name, value));
            }
        }
        query.kept.extend(everywhere);
        if let Some(cursor) = cursor {
            query.page.beyond = Some(cursor::decode(dataset, &query.page.order, &cursor)?);
        }
        if !filters.is_empty() {
            query.page.filter = Some(Filter::All(filters).bounded()?);
        }
        query.page.limit = query.limit.unwrap_or(DEFAULT_LIMIT);
        // A file tells its rows by itself.
        query.page.total &= form == Form::Json;
        if form != Form::Json && query.page.backward {
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
        for (name, value) in pairs(text)? {
            if name != "fields" {
                let hint = did_you_mean(&name, ["fields"]);
                return Err(Error::bad_input(wording!(
                    "un enregistrement n'a pas de paramètre « {} »{hint}",
                    "a record has no parameter \"{}\"{hint}",
                    parse::brief(&name)
                )));
            }
            query.fields = select(dataset, &value)?;
        }
        Ok(query)
    }

    fn empty(dataset: &Dataset) -> Self {
        Self {
            page: PageRequest::default(),
            fields: fields::fields(dataset),
            limit: None,
            dialect: Dialect {
                delimiter: b',',
                decimal_comma: false,
                byte_order_mark: false,
            },
            kept: Vec::new(),
        }
    }

    /// What must be read to show the fields.
    pub fn selection(&self) -> Selection {
        let shows = |wanted: fn(Shows) -> bool| self.fields.iter().any(|field| wanted(field.shows));
        Selection {
            reference_slugs: shows(|shows| matches!(shows, Shows::Column(_))),
            publication: shows(|shows| matches!(shows, Shows::PublishedAt | Shows::Publisher)),
            parts: shows(|shows| matches!(shows, Shows::Part(_))),
            provenance: shows(|shows| matches!(shows, Shows::Source(_))).then(Box::default),
            ..Default::default()
        }
    }

    /// The address of the same list, from its start or beyond a cursor.
    pub fn address(&self, dataset: &Dataset, cursor: Option<(&str, &str)>) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(&self.kept);
        if let Some((name, cursor)) = cursor {
            text.append_pair(name, cursor);
        }
        let text = text.finish();
        let mark = if text.is_empty() { "" } else { "?" };
        format!("/v1/{}{mark}{text}", dataset.name)
    }
}

/// Reads a query string that may only hold `limit`.
///
/// # Errors
/// `BadInput` that names the parameter, or the bounds.
pub(super) fn only_limit(text: &str, usual: usize, greatest: usize) -> Result<usize> {
    let mut limit = usual;
    for (name, value) in pairs(text)? {
        if name != "limit" {
            let hint = did_you_mean(&name, ["limit"]);
            return Err(Error::bad_input(wording!(
                "il n'y a pas de paramètre « {} » ici{hint}",
                "there is no parameter \"{}\" here{hint}",
                parse::brief(&name)
            )));
        }
        limit = number(&name, &value, 1, greatest)?;
    }
    Ok(limit)
}

/// A whole number between bounds.
///
/// # Errors
/// `BadInput` that names the parameter, and the bounds.
pub(super) fn number(name: &str, text: &str, least: usize, most: usize) -> Result<usize> {
    let read = text.parse().ok().filter(|number| (least..=most).contains(number));
    read.ok_or_else(|| {
        Error::bad_input(wording!(
            "{name} : « {} » n'est pas compris entre {least} et {most}",
            "{name}: \"{}\" is not between {least} and {most}",
            parse::brief(text)
        ))
    })
}

/// The parameters of a query string, decoded; `lang` and `as_of` are read by the floor above, and only checked here.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    for (name, value) in &pairs {
        // The decoder replaces what is not UTF-8 by this mark.
        if [name, value].iter().any(|part| part.contains(['\u{fffd}', '\0'])) {
            return Err(Error::bad_input(wording!(
                "le paramètre « {} » n'est pas du texte UTF-8 encodé par des pour cent",
                "the parameter \"{}\" is not plain UTF-8 text, percent-encoded",
                parse::brief(name)
            )));
        }
    }
    if pairs
        .iter()
        .any(|(name, tag)| name == LANGUAGE && Language::of_tag(tag).is_none())
    {
        return Err(Error::bad_input(wording!(
            "lang : écrivez fr ou en",
            "lang: write fr or en"
        )));
    }
    for once in EVERYWHERE {
        if pairs.iter().filter(|(name, _)| name == once).count() > 1 {
            return Err(Error::bad_input(wording!(
                "{once} est donné deux fois",
                "{once} is given twice"
            )));
        }
    }
    pairs.retain(|(name, _)| !EVERYWHERE.contains(&name.as_str()));
    Ok(pairs)
}

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

fn select(dataset: &Dataset, text: &str) -> Result<Vec<Field>> {
    let known = fields::fields(dataset);
    let chosen = text.split(',').filter(|name| !name.is_empty()).map(|name| {
        known.iter().find(|field| field.name == name).cloned().ok_or_else(|| {
            let hint = did_you_mean(name, known.iter().map(|field| field.name.as_str()));
            Error::bad_input(wording!(
                "fields : {} n'a pas de champ « {} »{hint}",
                "fields: {} has no field \"{}\"{hint}",
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
    let greatest = if form == Form::Json { GREATEST_LIMIT } else { usize::MAX };
    text.parse()
        .ok()
        .filter(|limit| (1..=greatest).contains(limit))
        .ok_or_else(|| {
            Error::bad_input(wording!(
                "limit : « {} » n'est pas compris entre 1 et {GREATEST_LIMIT} ; les formes .csv et .ndjson donnent tout", "limit: \"{}\" is not between 1 and {GREATEST_LIMIT}; the .csv and .ndjson forms give everything",
                parse::brief(text)
            ))
        })
}

pub(super) fn boolean(name: &str, text: &str) -> Result<bool> {
    match text {
        "true" | "1" | "" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Error::bad_input(wording!(
            "{name} : écrivez true ou false",
            "{name}: write true or false"
        ))),
    }
}

pub(super) fn delimiter(text: &str) -> Result<u8> {
    match text {
        "," | ";" | "\t" => Ok(text.as_bytes()[0]),
        _ => Err(Error::bad_input(wording!(
            "delimiter : une virgule, un point-virgule (%3B) ou une tabulation (%09)",
            "delimiter: a comma, a semicolon (%3B) or a tab (%09)"
        ))),
    }
}

pub(super) fn decimal(text: &str) -> Result<bool> {
    match text {
        "," => Ok(true),
        "." => Ok(false),
        _ => Err(Error::bad_input(wording!(
            "decimal : un point ou une virgule",
            "decimal: a dot or a comma"
        ))),
    }
}

/// A parameter named as a column, or as a column and an operator; `beside` are the other parameters that the address takes.
pub(super) fn condition(dataset: &'static Dataset, name: &str, value: &str, beside: &[&str]) -> Result<Filter> {
    let (column, operator) = match name.rsplit_once('.') {
        Some((column, operator)) => (column, operator),
        None => (name, "eq"),
    };
    if !OPERATORS.contains(&operator) {
        return Err(Error::bad_input(wording!(
            "{} : il n'y a pas d'opérateur « {} »{}",
            "{}: there is no operator \"{}\"{}",
            parse::brief(name),
            parse::brief(operator),
            did_you_mean(operator, OPERATORS)
        )));
    }
    let operands: Vec<String> = match operator {
        "in" | "not_in" => value.split(',').map(str::to_owned).collect(),
        _ => vec![value.to_owned()],
    };
    if column == "slug" {
        return slugs(column, operator, &operands, Filter::Slug);
    }
    if column == SOURCE {
        return slugs(column, operator, &operands, Filter::Source);
    }
    if column == REVISION.name {
        return filter::comparison(&REVISION, Filter::Revision, operator, &operands);
    }
    match dataset.column(column) {
        Some(place) => {
            let plain = |comparison| Filter::Column(place, comparison);
            filter::comparison(&dataset.columns[place], plain, operator, &operands)
        }
        None => {
            let columns = dataset.columns.iter().map(|column| column.name);
            let known = columns
                .chain(["slug", SOURCE, REVISION.name])
                .chain(beside.iter().copied())
                .chain(EVERYWHERE);
            let hint = did_you_mean(column, known);
            Err(Error::bad_input(wording!(
                "{} n'a pas de paramètre « {} »{hint}",
                "{} has no parameter \"{}\"{hint}",
                dataset.name,
                parse::brief(name)
            )))
        }
    }
}

fn slugs(name: &str, operator: &str, operands: &[String], named: fn(Vec<Slug>) -> Filter) -> Result<Filter> {
    let slugs = operands
        .iter()
        .map(|text| {
            Slug::parse(text).map_err(|error| Error::bad_input(wording!("{name} : {error}", "{name}: {error}")))
        })
        .collect::<Result<_>>()?;
    match operator {
        "eq" | "in" => Ok(named(slugs)),
        "ne" | "not_in" => Ok(Filter::Not(Box::new(named(slugs)))),
        _ => Err(Error::bad_input(wording!(
            "{name} accepte eq, ne, in et not_in",
            "{name} takes eq, ne, in and not_in"
        ))),
    }
}
