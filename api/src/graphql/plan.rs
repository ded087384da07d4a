/// Arguments as the floor below takes them.
mod arguments;
/// Calculators and their inputs.
pub(super) mod calculations;
/// The fields that a selection comes to.
mod collect;
/// What a query may cost.
pub(super) mod cost;
/// Two moments, compared.
pub(super) mod difference;
/// A document, with the variables of its request.
pub(super) mod document;
/// What changed.
pub(super) mod feeds;
/// Filters.
mod filters;
/// Rows counted and summed.
mod groupings;
/// Introspection.
pub(super) mod introspection;
/// Publications.
pub(super) mod mutations;
/// The place of a page in its list.
pub(super) mod page_info;
/// Phases under way on a day.
pub(super) mod phases;
/// Answers that are no records.
pub(super) mod projection;
/// Records, connections and their fields.
pub(super) mod records;
/// Planned root fields.
pub(super) mod root;
/// Values of arguments.
pub(super) mod values;

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use chrono::{DateTime, Utc};
use collect::Collected;

use super::{
    ids::{self, RecordId},
    names::camel,
};
use crate::{
    datasets::{
        Dataset, Selection,
        model::description,
        registry,
        search::{self, DEFAULT_HITS, GREATEST_HITS, GREATEST_OFFSET, Search},
    },
    domain::{Error, Result, Slug, wording},
    graphql::plan::{
        cost::refuse_costly,
        document::{Document, root_type},
        root::{Lookup, MetaField, MetaPlan, QueryPlan, RootField},
    },
};

/// Plans a query: no SQL yet, and its price.
pub(super) fn plan(document: &Document<'_>, now: DateTime<Utc>) -> Result<QueryPlan> {
    let mut fields = Vec::new();
    let mut cost = 0u64;
    let writes = document.operation.ty == OperationType::Mutation;
    for collected in document.collect(&[&document.operation.selection_set.node], root_type(document), &[]) {
        let (root, price) = if writes && collected.name() != "__typename" {
            let (written, price) = mutations::plan(document, &collected)?;
            (RootField::Mutation(Box::new(written)), price)
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

fn root(document: &Document<'_>, collected: &Collected<'_>, now: DateTime<Utc>) -> Result<(RootField, u64)> {
    Ok(match collected.name() {
        "__typename" => (RootField::Typename(root_type(document)), 0),
        // Its price is known once it is written.
        "__schema" | "__type" => {
            let asked = introspection::IntrospectionField::read(document, collected)?;
            (RootField::Introspection(Arc::new(asked)), 0)
        }
        "meta" => meta(document, collected)?,
        "search" => search(document, collected)?,
        "changes" => feeds::changes(document, collected, now)?,
        "diff" => feeds::diff(document, collected, now)?,
        "calculators" => calculations::plan(document, collected)?,
        "node" => {
            let id = document.text(collected, "id")?.unwrap_or_default();
            let lookup = match ids::parse(&id) {
                None => None,
                Some((dataset, id)) => Some(lookup(document, collected, dataset, vec![id])?),
            };
            let cost = lookup.as_ref().map_or(1, |lookup| lookup.plan.cost);
            (RootField::Record(lookup), cost)
        }
        "nodes" => nodes(document, collected)?,
        name => named(document, collected, name)?,
    })
}

fn named(document: &Document<'_>, collected: &Collected<'_>, name: &str) -> Result<(RootField, u64)> {
    for dataset in registry().datasets() {
        if camel(dataset.name) == name {
            let mut selection = Selection::default();
            let (request, plan) = document.connection(dataset, collected, &mut selection)?;
            let cost = plan.cost;
            let root = RootField::List {
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
                Ok(slug) => Some(lookup(document, collected, dataset, vec![RecordId::Slug(slug)])?),
            };
            let cost = lookup.as_ref().map_or(1, |lookup| lookup.plan.cost);
            return Ok((RootField::Record(lookup), cost));
        }
    }
    Err(collected.unplanned(root_type(document)))
}

fn lookup(
    document: &Document<'_>,
    collected: &Collected<'_>,
    dataset: &'static Dataset,
    ids: Vec<RecordId>,
) -> Result<Lookup> {
    let mut selection = Selection::default();
    let plan = document.record(dataset, &collected.sets(), &mut selection)?;
    Ok(Lookup {
        dataset,
        ids,
        selection,
        plan,
    })
}

fn nodes(document: &Document<'_>, collected: &Collected<'_>) -> Result<(RootField, u64)> {
    let given = document.texts(collected, "ids")?;
    if given.len() > crate::graphql::names::GREATEST_PAGE {
        return Err(Error::bad_input(wording!(
            "ids : il y en a {}, et au plus {} à la fois",
            "ids: {} of them, and at most {} at once",
            given.len(),
            crate::graphql::names::GREATEST_PAGE
        )));
    }
    let mut lookups: Vec<Lookup> = Vec::new();
    let mut places = Vec::with_capacity(given.len());
    let mut cost = 0u64;
    for id in &given {
        let Some((dataset, id)) = ids::parse(id) else {
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
        if !lookups[at].ids.contains(&id) {
            lookups[at].ids.push(id.clone());
        }
        cost = cost.saturating_add(lookups[at].plan.cost);
        places.push(Some((at, id)));
    }
    Ok((RootField::Records { lookups, places }, cost))
}

fn search(document: &Document<'_>, collected: &Collected<'_>) -> Result<(RootField, u64)> {
    let text = document.text(collected, "query")?.unwrap_or_default();
    let datasets = document.texts(collected, "datasets")?;
    let limit = document
        .number(collected, "first", 1, GREATEST_HITS)?
        .unwrap_or(DEFAULT_HITS);
    let offset = document.number(collected, "offset", 0, GREATEST_OFFSET)?.unwrap_or(0);
    let asked = document.projection(&search::shape(), collected, &[])?;
    let cost = 100 + limit as u64;
    Ok((
        RootField::Search(Search::new(&text, &datasets, limit, offset)?, asked),
        cost,
    ))
}

fn meta(document: &Document<'_>, collected: &Collected<'_>) -> Result<(RootField, u64)> {
    let mut cost = 1;
    let fields = document.collect(&collected.sets(), "Meta", &[]);
    let fields = fields.iter().map(|inner| {
        let field = match inner.name() {
            "revision" => MetaField::Revision,
            "publishedAt" => MetaField::PublishedAt,
            "datasets" => {
                cost += registry().datasets().count() as u64;
                let asked = document.projection(&description::shape(), inner, &[])?;
                MetaField::Datasets(asked, document.language(inner)?)
            }
            "__typename" => MetaField::Typename,
            _ => return Err(inner.unplanned("Meta")),
        };
        Ok((inner.key.to_owned(), field))
    });
    let fields = fields.collect::<Result<_>>()?;
    Ok((RootField::Meta(MetaPlan { fields }), cost))
}
