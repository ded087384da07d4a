use std::collections::{BTreeMap, BTreeSet};

use entity::{citation, document, record, statement};
use sea_orm::{
    ExprTrait, Order, QueryResult, RelationTrait,
    sea_query::{Expr, Query, SimpleExpr},
};

use super::topic::{DOCUMENTS, STATEMENTS, Said, Subject, Topics};
use crate::{
    domain::{ApproximateDate, Error, Result, Value, wording},
    publishing::{
        Publication,
        current::is_current,
        plan::{ledger::Ledger, nearest::Nearest},
    },
    store::Snapshot,
};

/// Whether a publication of these datasets changes what statements come to: theirs, the documents', or those that they are about.
pub(super) async fn are_touched(ledger: &Ledger, touched: &BTreeSet<&'static str>) -> Result<bool> {
    if touched.contains(STATEMENTS) || touched.contains(DOCUMENTS) {
        return Ok(true);
    }
    let mut select = Query::select();
    select
        .column(statement::Column::SubjectDataset)
        .from(statement::Entity)
        .and_where(is_current(statement::Entity))
        .and_where(Expr::col(statement::Column::SubjectDataset).is_in(touched.iter().copied()))
        .limit(1);
    Ok(!ledger.all(&select).await?.is_empty())
}

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
                statement::Column::Scope,
                statement::Column::Definition,
                statement::Column::Qualifier,
            ]
            .map(|column| (statement::Entity, column)),
        )
        .column((record::Entity, record::Column::Slug))
        .column((document::Entity, document::Column::PublishedOn))
        .column((document::Entity, document::Column::Quality))
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
            scope: row.try_get_by_index(6)?,
            definition: row.try_get_by_index(7)?,
            ..statement(&row, 8)?
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

/// The qualifier, the document, its date, its quality and the place in it, from a column on.
pub(super) fn statement(row: &QueryResult, first: usize) -> Result<Said> {
    let date: Option<String> = row.try_get_by_index(first + 2)?;
    let published_on = date.as_deref().map(ApproximateDate::parse).transpose();
    Ok(Said {
        qualifier: row.try_get_by_index(first)?,
        document: row.try_get_by_index(first + 1)?,
        published_on: published_on.map_err(Error::internal)?,
        quality: row.try_get_by_index(first + 3)?,
        locator: row.try_get_by_index(first + 4)?,
        ..Default::default()
    })
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
    let mut nearest = Nearest::new(before);
    for (dataset, named) in subjects {
        let slugs = named.iter().map(|(slug, _)| slug.clone()).collect::<BTreeSet<_>>();
        ledger.read_keys(before, dataset, slugs.into_iter().collect()).await?;
        for (slug, entry) in named {
            if !ledger.is_current(dataset, &slug) {
                let hint = nearest.to(dataset, &slug).await?;
                let message = wording!(
                    "il n'y a pas de « {slug} » dans {dataset}{hint}",
                    "there is no \"{slug}\" in {dataset}{hint}",
                    [hint]
                );
                problems.push(entry.problem("subject", message));
            }
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::rows_refused(problems))
    }
}
