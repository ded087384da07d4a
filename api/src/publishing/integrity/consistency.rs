use entity::{change, citation, dataset_revision, document, observation, record, version};
use sea_orm::{
    ExprTrait, JoinType, RelationTrait,
    sea_query::{CaseStatement, Expr, Func, Query, SelectStatement, SimpleExpr},
};

use crate::{
    datasets::{Dataset, Identity, registry},
    domain::Revision,
    publishing::{current::is_current, input::command::Operation, plan::series_totals},
    store::Engine,
};

/// An inconsistency, and the statement that counts it.
pub(super) type Check = (String, SelectStatement);

/// The name of a dataset's table in the statements.
const VERSION: &str = "version";

/// The inconsistencies that there must be none of.
pub(super) fn checks(engine: Engine) -> Vec<Check> {
    let mut all = vec![
        (
            "citations name a document that is not public".to_owned(),
            citations_of_no_document(),
        ),
        (
            "totals of datasets are not what the index of changes says".to_owned(),
            totals(),
        ),
        (
            "totals of series are not what their observations come to".to_owned(),
            series_totals::differing(engine),
        ),
    ];
    for dataset in registry().datasets() {
        let name = dataset.name;
        all.push((
            format!("versions of {name} are in no revision's changes"),
            versions(dataset, version::Column::Since, Operation::Withdrawn),
        ));
        all.push((
            format!("versions of {name} end where no revision changes them"),
            versions(dataset, version::Column::Until, Operation::Created),
        ));
        all.push((format!("changes of {name} have no version"), changes(dataset)));
        if dataset.identity == Identity::Record {
            all.push((
                format!("citations are of a record of {name} that is not public"),
                citations_of_no_version(dataset),
            ));
        }
    }
    all
}

fn count() -> SelectStatement {
    Query::select().expr(Func::count(Expr::cust("*"))).to_owned()
}

fn exists(mut select: SelectStatement) -> SimpleExpr {
    Expr::exists(select.expr(Expr::value(1)).to_owned())
}

fn citations_of_no_document() -> SelectStatement {
    let cited = Query::select()
        .from(document::Entity)
        .and_where(
            Expr::col((document::Entity, document::Column::RecordId))
                .equals((citation::Entity, citation::Column::DocumentId)),
        )
        .and_where(is_current(document::Entity))
        .to_owned();
    count()
        .from(citation::Entity)
        .and_where(is_current(citation::Entity))
        .and_where(exists(cited).not())
        .to_owned()
}

fn citations_of_no_version(dataset: &Dataset) -> SelectStatement {
    let version = Query::select()
        .from_as(dataset.table.clone(), VERSION)
        .and_where(
            Expr::col((VERSION, version::Column::RecordId)).equals((citation::Entity, citation::Column::RecordId)),
        )
        .and_where(is_current(VERSION))
        .to_owned();
    count()
        .from(citation::Entity)
        .inner_join(
            record::Entity,
            citation::Relation::Record(citation::Column::RecordId).def(),
        )
        .and_where(Expr::col((record::Entity, record::Column::Dataset)).eq(dataset.name))
        .and_where(is_current(citation::Entity))
        .and_where(exists(version).not())
        .to_owned()
}

/// The condition that a change is of a version: of its record, and of its period.
fn same(dataset: &Dataset) -> SimpleExpr {
    let change = |column| Expr::col((change::Entity, column));
    match dataset.identity {
        Identity::Record => change(change::Column::RecordId).equals((VERSION, version::Column::RecordId)),
        Identity::Series => change(change::Column::RecordId)
            .equals((VERSION, observation::Column::SeriesId))
            .and(change(change::Column::Period).equals((VERSION, observation::Column::Period))),
    }
}

/// Versions whose `since`, or `until`, is a revision without a change of theirs; changes of the operation `but` do not count.
fn versions(dataset: &Dataset, bound: version::Column, but: Operation) -> SelectStatement {
    let change = |column| Expr::col((change::Entity, column));
    let changed = Query::select()
        .from(change::Entity)
        .and_where(change(change::Column::Revision).equals((VERSION, bound)))
        .and_where(same(dataset))
        .and_where(change(change::Column::Operation).ne(but.code()))
        .to_owned();
    count()
        .from_as(dataset.table.clone(), VERSION)
        .and_where(Expr::col((VERSION, bound)).ne(Revision::OPEN))
        .and_where(exists(changed).not())
        .to_owned()
}

fn changes(dataset: &Dataset) -> SelectStatement {
    let change = |column| Expr::col((change::Entity, column));
    let version = Query::select()
        .from_as(dataset.table.clone(), VERSION)
        .and_where(Expr::col((VERSION, version::Column::Since)).equals((change::Entity, change::Column::Revision)))
        .and_where(same(dataset))
        .to_owned();
    let of_dataset = match dataset.identity {
        Identity::Series => change(change::Column::Period).is_not_null(),
        Identity::Record => {
            let record = Query::select()
                .from(record::Entity)
                .and_where(
                    Expr::col((record::Entity, record::Column::Id)).equals((change::Entity, change::Column::RecordId)),
                )
                .and_where(Expr::col((record::Entity, record::Column::Dataset)).eq(dataset.name))
                .to_owned();
            change(change::Column::Period).is_null().and(exists(record))
        }
    };
    count()
        .from(change::Entity)
        .and_where(of_dataset)
        .and_where(change(change::Column::Operation).ne(Operation::Withdrawn.code()))
        .and_where(exists(version).not())
        .to_owned()
}

/// The rows of `dataset_revision` whose counts, or total, are not those of the index of changes.
fn totals() -> SelectStatement {
    let line = |column: dataset_revision::Column| Expr::col(("line", column));
    let earlier = |column: dataset_revision::Column| Expr::col(("earlier", column));
    let of_series = registry()
        .datasets()
        .filter(|dataset| dataset.identity == Identity::Series);
    let of_line = of_series.fold(CaseStatement::new(), |case, dataset| {
        let is_it = line(dataset_revision::Column::Dataset).eq(dataset.name);
        case.case(is_it, Expr::value(dataset.recorded_as()))
    });
    let of_line = of_line.finally(line(dataset_revision::Column::Dataset));
    let counted = |operation: Operation| {
        let changes = count()
            .from(change::Entity)
            .join(
                JoinType::InnerJoin,
                record::Entity,
                change::Relation::Record(change::Column::RecordId).def(),
            )
            .and_where(
                Expr::col((change::Entity, change::Column::Revision))
                    .equals(("line", dataset_revision::Column::Revision)),
            )
            .and_where(Expr::col((change::Entity, change::Column::Operation)).eq(operation.code()))
            .and_where(Expr::col((record::Entity, record::Column::Dataset)).eq(of_line.clone()))
            .to_owned();
        subquery(changes)
    };
    let total = Query::select()
        .expr(Func::sum(
            earlier(dataset_revision::Column::Created).sub(earlier(dataset_revision::Column::Withdrawn)),
        ))
        .from_as(dataset_revision::Entity, "earlier")
        .and_where(earlier(dataset_revision::Column::Dataset).equals(("line", dataset_revision::Column::Dataset)))
        .and_where(earlier(dataset_revision::Column::Revision).lte(line(dataset_revision::Column::Revision)))
        .to_owned();
    let differs = line(dataset_revision::Column::Created)
        .ne(counted(Operation::Created))
        .or(line(dataset_revision::Column::Revised).ne(counted(Operation::Revised)))
        .or(line(dataset_revision::Column::Withdrawn).ne(counted(Operation::Withdrawn)))
        .or(line(dataset_revision::Column::Total).ne(subquery(total)));
    count()
        .from_as(dataset_revision::Entity, "line")
        .and_where(differs)
        .to_owned()
}

fn subquery(select: SelectStatement) -> SimpleExpr {
    Expr::SubQuery(None, Box::new(select.into()))
}
