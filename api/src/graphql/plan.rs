/// Arguments as the floor below takes them.
mod arguments;
/// Calculators and what they are given.
pub(super) mod calculations;
/// The fields that a selection comes to.
mod collect;
/// What changed.
pub(super) mod feeds;
/// Filters.
mod filters;
/// Rows counted and summed.
mod groupings;
/// What is asked of the schema itself.
pub(super) mod introspection;
/// Publications.
pub(super) mod mutations;
/// Answers that are no records.
pub(super) mod projection;
/// Records, connections and their fields.
pub(super) mod records;

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use async_graphql::{
    Name, Positioned,
    parser::types::{DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType},
};
use async_graphql_value::{ConstValue, Value as Literal};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::{names::camel, protocol::Request, schema::MUTATION};
use crate::{
    datasets::{
        Dataset, PageRequest, Selection,
        aggregate::groups::Grouping,
        changes::feed,
        model::description,
        registry,
        search::{self, DEFAULT_HITS, GREATEST_HITS, GREATEST_OFFSET, Search},
    },
    domain::{Error, Language, Moment, Result, Slug, wording},
};
use calculations::CalculatorField;
use collect::Collected;
use projection::Projection;
use records::{ConnectionPlan, RecordPlan};

/// The most that a query may cost: about the number of records that it may read.
pub(super) const GREATEST_COST: u64 = 50_000;

/// A parsed and validated document, with its variables.
pub(super) struct Document<'a> {
    pub(super) operation: &'a OperationDefinition,
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    variables: HashMap<Name, ConstValue>,
    /// A key under which two different things are asked: the library's own rule does not look inside merged fields.
    conflict: RefCell<Option<String>>,
}

/// What a query asks, ready to run.
pub(super) struct QueryPlan {
    /// The root fields, in the order of the answer.
    pub(super) fields: Vec<(String, Root, Option<Moment>)>,
    /// What it costs.
    pub(super) cost: u64,
}

/// A root field.
pub(super) enum Root {
    /// `__typename`: of a query, or of a mutation.
    Typename(&'static str),
    /// `__schema` and `__type`.
    Introspection(Arc<introspection::IntrospectionField>),
    /// The same, answered.
    Introspected(Bytes),
    /// The revision and the datasets.
    Meta(MetaPlan),
    /// What is found by words.
    Search(Search, Projection),
    /// The feed of changes.
    Changes(feed::FeedRequest, Projection),
    /// What changed between two moments.
    Diff(feeds::Difference, Projection),
    /// Rows counted and summed.
    Groups(&'static Dataset, Grouping, Projection),
    /// What calculators answer.
    Calculators(Vec<(String, CalculatorField)>),
    /// A list of a dataset.
    List {
        dataset: &'static Dataset,
        request: PageRequest,
        selection: Selection,
        plan: ConnectionPlan,
    },
    /// A record of a dataset, by slug or global id; none when the id means nothing.
    Record(Option<Lookup>),
    /// A publication.
    Write(Box<mutations::Written>),
    /// Records by global ids: a look-up per dataset, and which of its slugs answers each id.
    Records {
        lookups: Vec<Lookup>,
        places: Vec<Option<(usize, Slug)>>,
    },
}

/// Records of one dataset by their slugs.
pub(super) struct Lookup {
    pub(super) dataset: &'static Dataset,
    pub(super) slugs: Vec<Slug>,
    pub(super) selection: Selection,
    pub(super) plan: RecordPlan,
}

/// What is asked of `meta`.
pub(super) struct MetaPlan {
    pub(super) fields: Vec<(String, MetaField)>,
}

/// A field of `meta`.
pub(super) enum MetaField {
    Typename,
    Revision,
    PublishedAt,
    Datasets(Projection, Option<Language>),
}

impl<'a> Document<'a> {
    /// Chooses the operation and reads the variables, with their defaults.
    pub(super) fn new(parsed: &'a ExecutableDocument, request: &Request) -> Result<Self> {
        let operation = match (&parsed.operations, &request.operation_name) {
            (DocumentOperations::Single(operation), _) => Some(&operation.node),
            (DocumentOperations::Multiple(all), Some(name)) => all.get(name.as_str()).map(|operation| &operation.node),
            (DocumentOperations::Multiple(all), None) => all.values().next().map(|operation| &operation.node),
        };
        let operation = operation.ok_or_else(|| {
            Error::bad_input(wording!(
                "le document n'a pas cette opération",
                "the document has no such operation"
            ))
        })?;
        let mut variables = HashMap::new();
        for definition in &operation.variable_definitions {
            let name = &definition.node.name.node;
            let given = request.variables.get(name.as_str());
            let value = match given {
                Some(given) => Some(ConstValue::from_json(given.clone()).map_err(Error::internal)?),
                None => definition.node.default_value().cloned(),
            };
            let missing = value.as_ref().is_none_or(|value| *value == ConstValue::Null);
            if missing && !definition.node.var_type.node.nullable {
                return Err(Error::bad_input(wording!(
                    "la variable ${name} a besoin d'une valeur",
                    "the variable ${name} needs a value"
                )));
            }
            variables.extend(value.map(|value| (name.clone(), value)));
        }
        Ok(Self {
            operation,
            fragments: &parsed.fragments,
            variables,
            conflict: RefCell::new(None),
        })
    }

    fn conflict(&self, key: &str) {
        self.conflict.borrow_mut().get_or_insert_with(|| key.to_owned());
    }

    /// The value of an argument; none when it is a variable that was not given.
    fn value(&self, literal: &Literal) -> Option<ConstValue> {
        Some(match literal {
            Literal::Variable(name) => return self.variables.get(name).cloned(),
            Literal::List(items) => {
                ConstValue::List(items.iter().map(|item| self.value(item).unwrap_or_default()).collect())
            }
            Literal::Object(fields) => ConstValue::Object(
                fields
                    .iter()
                    .filter_map(|(name, literal)| Some((name.clone(), self.value(literal)?)))
                    .collect(),
            ),
            other => other.clone().into_const()?,
        })
    }
}

/// Plans a query: no SQL yet, and its price.
pub(super) fn plan(document: &Document<'_>, now: DateTime<Utc>) -> Result<QueryPlan> {
    let mut fields = Vec::new();
    let mut cost = 0u64;
    let writes = document.operation.ty == OperationType::Mutation;
    for collected in document.collect(&[&document.operation.selection_set.node], root_type(document), &[]) {
        let (root, price) = if writes && collected.name() != "__typename" {
            let (written, price) = mutations::plan(document, &collected)?;
            (Root::Write(Box::new(written)), price)
        } else {
            root(document, &collected, now)?
        };
        cost = cost.saturating_add(price);
        fields.push((collected.key.to_owned(), root, document.moment(&collected, now)?));
    }
    if let Some(key) = document.conflict.borrow().as_ref() {
        return Err(Error::bad_input(wording!(
            "« {key} » est demandé deux fois au même endroit, avec des champs ou des arguments différents : donnez un alias à l'un des deux",
            "\"{key}\" is asked twice in one place, with different fields or arguments: give one of them an alias"
        )));
    }
    refuse_costly(cost)?;
    Ok(QueryPlan { fields, cost })
}

/// Refuses a price beyond the greatest.
pub(super) fn refuse_costly(cost: u64) -> Result<()> {
    if cost > GREATEST_COST {
        return Err(Error::TooComplex {
            message: wording!(
                "la requête coûte {cost} points, et peut en coûter {GREATEST_COST} (un enregistrement vaut un point) : demandez des pages plus petites avec first, ou moins de listes emboîtées",
                "the query costs {cost} points, and may cost {GREATEST_COST} (a record is a point): ask for smaller pages with first, or fewer nested lists"
            ),
        });
    }
    Ok(())
}

/// The type of the root fields.
fn root_type(document: &Document<'_>) -> &'static str {
    match document.operation.ty {
        OperationType::Mutation => MUTATION,
        _ => "Query",
    }
}

fn root(document: &Document<'_>, collected: &Collected<'_>, now: DateTime<Utc>) -> Result<(Root, u64)> {
    Ok(match collected.name() {
        "__typename" => (Root::Typename(root_type(document)), 0),
        // Its price is known once it is written.
        "__schema" | "__type" => {
            let asked = introspection::IntrospectionField::read(document, collected)?;
            (Root::Introspection(Arc::new(asked)), 0)
        }
        "meta" => meta(document, collected)?,
        "search" => search(document, collected)?,
        "changes" => feeds::changes(document, collected)?,
        "diff" => feeds::diff(document, collected, now)?,
        "calculators" => calculations::plan(document, collected)?,
        "node" => {
            let id = document.text(collected, "id")?.unwrap_or_default();
            let lookup = match dataset_and_slug(&id) {
                None => None,
                Some((dataset, slug)) => Some(lookup(document, collected, dataset, vec![slug])?),
            };
            let cost = lookup.as_ref().map_or(1, |lookup| lookup.plan.cost);
            (Root::Record(lookup), cost)
        }
        "nodes" => nodes(document, collected)?,
        name => named(document, collected, name)?,
    })
}

fn named(document: &Document<'_>, collected: &Collected<'_>, name: &str) -> Result<(Root, u64)> {
    for dataset in registry().datasets() {
        if camel(dataset.name) == name {
            let mut selection = Selection::default();
            let (request, plan) = document.connection(dataset, collected, &mut selection)?;
            let cost = plan.cost;
            let root = Root::List {
                dataset,
                request,
                selection,
                plan,
            };
            return Ok((root, cost));
        }
        if name.strip_suffix("Groups") == Some(&camel(dataset.singular)) {
            return groupings::plan(document, collected, dataset);
        }
        if camel(dataset.singular) == name {
            let slug = document.text(collected, "slug")?.unwrap_or_default();
            let lookup = match Slug::parse(&slug) {
                Err(_) => None,
                Ok(slug) => Some(lookup(document, collected, dataset, vec![slug])?),
            };
            let cost = lookup.as_ref().map_or(1, |lookup| lookup.plan.cost);
            return Ok((Root::Record(lookup), cost));
        }
    }
    Err(Error::internal(format!(
        "the schema has a field {name} that the plan has not"
    )))
}

fn lookup(
    document: &Document<'_>,
    collected: &Collected<'_>,
    dataset: &'static Dataset,
    slugs: Vec<Slug>,
) -> Result<Lookup> {
    let mut selection = Selection::default();
    let plan = document.record(dataset, &collected.sets(), &mut selection)?;
    Ok(Lookup {
        dataset,
        slugs,
        selection,
        plan,
    })
}

fn nodes(document: &Document<'_>, collected: &Collected<'_>) -> Result<(Root, u64)> {
    let ids = document.texts(collected, "ids")?;
    if ids.len() > super::schema::GREATEST_PAGE {
        return Err(Error::bad_input(wording!(
            "ids : il y en a {}, et au plus {} à la fois",
            "ids: {} of them, and at most {} at once",
            ids.len(),
            super::schema::GREATEST_PAGE
        )));
    }
    let mut lookups: Vec<Lookup> = Vec::new();
    let mut places = Vec::with_capacity(ids.len());
    let mut cost = 0u64;
    for id in &ids {
        let Some((dataset, slug)) = dataset_and_slug(id) else {
            places.push(None);
            continue;
        };
        let at = match lookups.iter().position(|lookup| lookup.dataset.name == dataset.name) {
            Some(at) => at,
            None => {
                lookups.push(lookup(document, collected, dataset, Vec::new())?);
                lookups.len() - 1
            }
        };
        if !lookups[at].slugs.contains(&slug) {
            lookups[at].slugs.push(slug.clone());
        }
        cost = cost.saturating_add(lookups[at].plan.cost);
        places.push(Some((at, slug)));
    }
    Ok((Root::Records { lookups, places }, cost))
}

fn search(document: &Document<'_>, collected: &Collected<'_>) -> Result<(Root, u64)> {
    let text = document.text(collected, "query")?.unwrap_or_default();
    let datasets = document.texts(collected, "datasets")?;
    let limit = document
        .number(collected, "first", 1, GREATEST_HITS)?
        .unwrap_or(DEFAULT_HITS);
    let offset = document.number(collected, "offset", 0, GREATEST_OFFSET)?.unwrap_or(0);
    let asked = document.projection(&search::shape(), collected, &[]);
    let cost = 100 + limit as u64;
    Ok((Root::Search(Search::new(&text, &datasets, limit, offset)?, asked), cost))
}

fn meta(document: &Document<'_>, collected: &Collected<'_>) -> Result<(Root, u64)> {
    let mut cost = 1;
    let fields = document.collect(&collected.sets(), "Meta", &[]);
    let fields = fields.iter().map(|inner| {
        let field = match inner.name() {
            "revision" => MetaField::Revision,
            "publishedAt" => MetaField::PublishedAt,
            "datasets" => {
                cost += registry().datasets().count() as u64;
                let asked = document.projection(&description::shape(), inner, &[]);
                MetaField::Datasets(asked, document.language(inner)?)
            }
            _ => MetaField::Typename,
        };
        Ok((inner.key.to_owned(), field))
    });
    let fields = fields.collect::<Result<_>>()?;
    Ok((Root::Meta(MetaPlan { fields }), cost))
}

/// The global id of a record.
pub(super) fn global_id(dataset: &Dataset, slug: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{}:{slug}", dataset.name))
}

/// What a global id means; none when it is none of ours.
fn dataset_and_slug(id: &str) -> Option<(&'static Dataset, Slug)> {
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (name, slug) = text.split_once(':')?;
    Some((registry().find(name)?, Slug::parse(slug).ok()?))
}
