use std::collections::{BTreeMap, BTreeSet};

use entity::{citation, document, observation, record, series, statement};
use sea_orm::{
    ExprTrait, JoinType, Order, QueryResult, RelationTrait,
    sea_query::{Expr, Query, SelectStatement, SimpleExpr},
};

use super::topic::{STATEMENTS, Said, Subject, Topics};
use crate::{
    datasets::read::row::observation_slug,
    domain::{ApproximateDate, Decimal, Error, Result, Value, wording},
    publishing::{
        Publication,
        current::is_current,
        plan::{
            ledger::Ledger,
            named_series::{dimensions, group_of, select_group},
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
                statement::Column::SubjectDataset,
                statement::Column::Subject,
                statement::Column::Field,
                statement::Column::Item,
                statement::Column::Question,
                statement::Column::Value,
                statement::Column::Qualifier,
            ]
            .map(|column| (statement::Entity, column)),
        )
        .column((record::Entity, record::Column::Slug))
        .column((document::Entity, document::Column::PublishedOn))
        .column((citation::Entity, citation::Column::Locator))
        .from(statement::Entity)
        .inner_join(
            record::Entity,
            statement::Relation::Record(statement::Column::DocumentId).def(),
        )
        .left_join(document::Entity, statement::Relation::DocumentId.def())
        .left_join(citation::Entity, cited())
        .and_where(is_current(statement::Entity))
        .order_by((statement::Entity, statement::Column::RecordId), Order::Asc)
        .order_by((citation::Entity, citation::Column::Position), Order::Asc);
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

/// The place of a statement in its document.
fn cited() -> SimpleExpr {
    let of = |column| Expr::col((citation::Entity, column));
    of(citation::Column::RecordId)
        .equals((statement::Entity, statement::Column::RecordId))
        .and(of(citation::Column::DocumentId).equals((statement::Entity, statement::Column::DocumentId)))
        .and(is_current(citation::Entity))
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
const DIMENSIONS: [series::Column; 3] = [
    series::Column::RegionId,
    series::Column::CouloirId,
    series::Column::Category,
];

/// The condition that two series are the same but for the document.
fn siblings(one: &'static str, other: &'static str) -> SimpleExpr {
    let column = |table, column| Expr::col((table, column));
    let same = column(one, series::Column::IndicatorId).equals((other, series::Column::IndicatorId));
    let apart = column(one, series::Column::DocumentId).ne(column(other, series::Column::DocumentId));
    DIMENSIONS.into_iter().fold(same.and(apart), |all, dimension| {
        let equal = column(one, dimension).equals((other, dimension));
        let absent = column(one, dimension).is_null().and(column(other, dimension).is_null());
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
        .columns([("one", series::Column::RecordId), ("other", series::Column::RecordId)])
        .from_as(series::Entity, "one")
        .join_as(JoinType::InnerJoin, series::Entity, "other", siblings("one", "other"));
    let statements: Vec<SelectStatement> = match series {
        None => vec![pairs],
        Some(series) => chunks(series)
            .map(|keys| {
                pairs
                    .clone()
                    .and_where(Expr::col(("one", series::Column::RecordId)).is_in(keys.iter().copied()))
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
        .from_as(series::Entity, "one")
        .and_where(Expr::col(("one", series::Column::RecordId)).is_in(keys.iter().copied()));
    select_group(&mut select);
    let rows = ledger.all(&select).await?;
    rows.iter().map(|row| Ok(group_of(row)?.0)).collect()
}

/// The current values of these series that another document gives differently for the same period.
fn differing(keys: &[i64]) -> SelectStatement {
    let mut select = Query::select();
    select.distinct().from_as(observation::Entity, "observed").join_as(
        JoinType::InnerJoin,
        series::Entity,
        "one",
        Expr::col(("one", series::Column::RecordId)).equals(("observed", observation::Column::SeriesId)),
    );
    select_group(&mut select);
    let same_period = Expr::col(("against", observation::Column::SeriesId))
        .equals(("other", series::Column::RecordId))
        .and(Expr::col(("against", observation::Column::Period)).equals(("observed", observation::Column::Period)))
        .and(Expr::col(("against", observation::Column::Value)).ne(Expr::col(("observed", observation::Column::Value))))
        .and(is_current("against"));
    select
        .columns([
            ("observed", observation::Column::Period),
            ("observed", observation::Column::Value),
            ("observed", observation::Column::Qualifier),
        ])
        .column((record::Entity, record::Column::Slug))
        .column((document::Entity, document::Column::PublishedOn))
        .column(("observed", observation::Column::Locator))
        .column(("observed", observation::Column::SeriesId))
        .join_as(JoinType::InnerJoin, series::Entity, "other", siblings("one", "other"))
        .join_as(JoinType::InnerJoin, observation::Entity, "against", same_period)
        .inner_join(
            record::Entity,
            series::Relation::Record(series::Column::DocumentId)
                .def()
                .from_alias("one"),
        )
        .left_join(document::Entity, series::Relation::DocumentId.def().from_alias("one"))
        .and_where(is_current("observed"))
        .and_where(Expr::col(("observed", observation::Column::SeriesId)).is_in(keys.iter().copied()))
        .order_by(("observed", observation::Column::SeriesId), Order::Asc)
        .order_by(("observed", observation::Column::Period), Order::Asc)
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
