use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{Expr, Query, SelectStatement, SimpleExpr},
};

use super::topic::{STATEMENTS, Said, Subject, Topics};
use crate::{
    datasets::read::row::observation_slug,
    domain::{ApproximateDate, Decimal, Error, Result, Value, wording},
    publishing::{
        Publication,
        plan::{
            ledger::Ledger,
            named_series::{current, dimensions, group_of, open, select_group},
        },
        series::OBSERVATIONS,
    },
    store::{Snapshot, chunks},
};

/// Every statement, as this revision leaves them.
pub(super) async fn by_statements(ledger: &Ledger, topics: &mut Topics) -> Result<()> {
    let mut select = Query::select();
    select
        .columns(
            [
                "subject_dataset",
                "subject",
                "field",
                "item",
                "question",
                "value",
                "qualifier",
            ]
            .map(|name| (STATEMENT, name)),
        )
        .column(("record", "slug"))
        .column(("document", "published_on"))
        .column(("citation", "locator"))
        .from(STATEMENT)
        .inner_join("record", Expr::col(("record", "id")).equals((STATEMENT, "document_id")))
        .left_join("document", current("document", "record_id", (STATEMENT, "document_id")))
        .left_join("citation", cited())
        .and_where(open(STATEMENT))
        .order_by((STATEMENT, "record_id"), sea_orm::Order::Asc)
        .order_by(("citation", "position"), sea_orm::Order::Asc);
    for row in ledger.all(&select).await? {
        let subject = Subject {
            dataset: row.try_get_by_index(0)?,
            record: row.try_get_by_index(1)?,
            field: row.try_get_by_index(2)?,
            item: row.try_get_by_index::<Option<String>>(3)?.unwrap_or_default(),
        };
        let address = format!("/v1/{}/{}", subject.dataset, subject.record);
        let topic = topics.entry(subject).or_default();
        if topic.question.is_empty() {
            topic.question = row.try_get_by_index(4)?;
            topic.address = address;
        }
        topic.said.push(Said {
            value: row.try_get_by_index(5)?,
            ..statement(&row, 6)?
        });
    }
    Ok(())
}

const STATEMENT: &str = "statement";

/// The place of a statement in its document.
fn cited() -> SimpleExpr {
    let same = Expr::col(("citation", "document_id")).equals((STATEMENT, "document_id"));
    current("citation", "record_id", (STATEMENT, "record_id")).and(same)
}

/// The qualifier, the document, its date and the place in it, from a column on.
fn statement(row: &QueryResult, first: usize) -> Result<Said> {
    let date: Option<String> = row.try_get_by_index(first + 2)?;
    let published_on = date.as_deref().map(ApproximateDate::parse).transpose();
    Ok(Said {
        value: String::new(),
        qualifier: row.try_get_by_index(first)?,
        document: row.try_get_by_index(first + 1)?,
        published_on: published_on.map_err(Error::internal)?,
        locator: row.try_get_by_index(first + 3)?,
    })
}

/// What makes two series the same but for the document, beside the indicator.
const DIMENSIONS: [&str; 3] = ["region_id", "couloir_id", "category"];

/// The condition that two series are the same but for the document.
fn siblings(one: &'static str, other: &'static str) -> SimpleExpr {
    let column = |table, name| Expr::col((table, name));
    let same = column(one, "indicator_id").equals((other, "indicator_id"));
    let apart = column(one, "document_id").ne(column(other, "document_id"));
    DIMENSIONS.iter().fold(same.and(apart), |all, name| {
        let equal = column(one, name).equals((other, *name));
        let absent = column(one, name).is_null().and(column(other, name).is_null());
        all.and(equal.or(absent))
    })
}

/// The observations on which series of different documents differ, among these series and their like, or all; and the groups looked at.
pub(super) async fn by_observations(
    ledger: &Ledger,
    series: Option<&[i64]>,
    topics: &mut Topics,
) -> Result<BTreeSet<String>> {
    let mut members = BTreeSet::new();
    let mut pairs = Query::select();
    pairs
        .columns([("one", "record_id"), ("other", "record_id")])
        .from_as("series", "one")
        .join_as(
            sea_orm::JoinType::InnerJoin,
            "series",
            "other",
            siblings("one", "other"),
        );
    let statements: Vec<SelectStatement> = match series {
        None => vec![pairs],
        Some(series) => chunks(series)
            .map(|keys| {
                pairs
                    .clone()
                    .and_where(Expr::col(("one", "record_id")).is_in(keys.iter().copied()))
                    .to_owned()
            })
            .collect(),
    };
    for select in statements {
        for row in ledger.all(&select).await? {
            members.extend([row.try_get_by_index::<i64>(0)?, row.try_get_by_index(1)?]);
        }
    }
    let members: Vec<i64> = members.into_iter().collect();
    let mut groups = BTreeSet::new();
    for keys in chunks(&members) {
        groups.extend(read_groups(ledger, keys).await?);
        for row in ledger.all(&differing(keys)).await? {
            read_observation(&row, topics)?;
        }
    }
    Ok(groups)
}

async fn read_groups(ledger: &Ledger, keys: &[i64]) -> Result<Vec<String>> {
    let mut select = Query::select();
    select
        .from_as("series", "one")
        .and_where(Expr::col(("one", "record_id")).is_in(keys.iter().copied()));
    select_group(&mut select);
    let rows = ledger.all(&select).await?;
    rows.iter().map(|row| Ok(group_of(row)?.0)).collect()
}

/// The current values of these series that another document gives differently for the same period.
fn differing(keys: &[i64]) -> SelectStatement {
    let mut select = Query::select();
    select.distinct().from_as("observation", "value").join_as(
        sea_orm::JoinType::InnerJoin,
        "series",
        "one",
        Expr::col(("one", "record_id")).equals(("value", "series_id")),
    );
    select_group(&mut select);
    let same_period = Expr::col(("against", "series_id"))
        .equals(("other", "record_id"))
        .and(Expr::col(("against", "period")).equals(("value", "period")))
        .and(Expr::col(("against", "value")).ne(Expr::col(("value", "value"))))
        .and(open("against"));
    select
        .columns([("value", "period"), ("value", "value"), ("value", "qualifier")])
        .column(("record", "slug"))
        .column(("document", "published_on"))
        .column(("value", "locator"))
        .column(("value", "series_id"))
        .join_as(
            sea_orm::JoinType::InnerJoin,
            "series",
            "other",
            siblings("one", "other"),
        )
        .join_as(sea_orm::JoinType::InnerJoin, "observation", "against", same_period)
        .inner_join("record", Expr::col(("record", "id")).equals(("one", "document_id")))
        .left_join("document", current("document", "record_id", ("one", "document_id")))
        .and_where(open("value"))
        .and_where(Expr::col(("value", "series_id")).is_in(keys.iter().copied()))
        .order_by(("value", "series_id"), sea_orm::Order::Asc)
        .order_by(("value", "period"), sea_orm::Order::Asc)
        .to_owned()
}

fn read_observation(row: &QueryResult, topics: &mut Topics) -> Result<()> {
    let (group, name) = group_of(row)?;
    let period: String = row.try_get_by_index(7)?;
    let value: i64 = row.try_get_by_index(8)?;
    let value = Decimal::from_thousandths(value).ok_or_else(|| Error::internal("a value out of range"))?;
    let subject = Subject {
        dataset: OBSERVATIONS.to_owned(),
        record: observation_slug(&group, &period),
        field: "value".to_owned(),
        item: String::new(),
    };
    let mut address = dimensions(row)?;
    address.append_pair("period", &period);
    let topic = topics.entry(subject).or_default();
    topic.address = format!("/v1/observations?{}", address.finish());
    topic.question = match period.as_str() {
        "XXXX" => format!("{name}, sans date"),
        period => format!("{name}, {period}"),
    };
    topic.said.push(Said {
        value: value.to_string(),
        ..statement(row, 9)?
    });
    Ok(())
}

/// Refuses a statement of what is not public: an unknown dataset, record or field.
pub(in crate::publishing) async fn refuse_unknown_subjects(
    ledger: &mut Ledger,
    before: &Snapshot,
    publication: &Publication,
) -> Result<()> {
    let mut problems = Vec::new();
    let mut subjects: BTreeMap<&'static str, Vec<(String, &crate::publishing::Entry)>> = BTreeMap::new();
    for entry in publication.entries_of(STATEMENTS) {
        let text = |column| -> Result<&str> {
            Ok(match entry.value(column)? {
                Value::Text(text) => text,
                _ => "",
            })
        };
        let name = text("subject_dataset")?;
        let Ok(dataset) = crate::datasets::registry().dataset(name) else {
            problems.push(entry.problem(
                "subject_dataset",
                wording!(
                    "il n'y a pas de jeu de données « {name} »",
                    "there is no dataset \"{name}\""
                ),
            ));
            continue;
        };
        let field = text("field")?;
        if dataset.column(field).is_none() && !dataset.parts.iter().any(|part| part.name == field) {
            problems.push(entry.problem(
                "field",
                wording!("{name} n'a pas de champ « {field} »", "{name} has no field \"{field}\""),
            ));
        }
        subjects
            .entry(dataset.name)
            .or_default()
            .push((text("subject")?.to_owned(), entry));
    }
    for (dataset, named) in subjects {
        let slugs = named.iter().map(|(slug, _)| slug.clone()).collect::<BTreeSet<_>>();
        ledger.read_keys(before, dataset, slugs.into_iter().collect()).await?;
        for (slug, entry) in named {
            if !ledger.is_current(dataset, &slug) {
                problems.push(entry.problem(
                    "subject",
                    wording!(
                        "il n'y a pas de « {slug} » dans {dataset}",
                        "there is no \"{slug}\" in {dataset}"
                    ),
                ));
            }
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::rows_refused(problems))
    }
}
