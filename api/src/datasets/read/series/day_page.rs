use entity::observation;
use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{Expr, Query, SelectStatement},
};

use super::{
    days::{Merged, begun},
    from,
};
use crate::{
    datasets::{
        Dataset, Identity, PageRequest, Row, Selection,
        read::{
            filter::Filter,
            order_term::{OrderBy, OrderTerm},
            row,
            scope::Scope,
            select::{read, satisfy},
        },
    },
    domain::{Error, Result},
    store::{Direction, Keyset, OrderColumn, Snapshot},
};

/// The parts of a list in the order of its days: rows without days are last, whichever way it goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Dated,
    Undated,
}

/// Which way observations are asked for in the order of their days: of all series alike these are a range of an index; of some, a range of each.
pub(in crate::datasets) fn direction(dataset: &Dataset, request: &PageRequest) -> Option<Direction> {
    let [OrderTerm { by, direction }] = request.order.as_slice() else {
        return None;
    };
    let period = dataset.column("period").map(OrderBy::Column);
    // The last of each series are few, and found by series.
    let is_latest = request.filter.as_ref().is_some_and(Filter::is_latest);
    (dataset.identity == Identity::Series && Some(*by) == period && !is_latest).then_some(*direction)
}

/// The rows of a page in that order, one more than asked: a statement, and another where the page reaches rows without days.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(in crate::datasets) async fn rows(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    direction: Direction,
    selection: &Selection,
) -> Result<Vec<Row>> {
    let sequence = match request.backward {
        false => [Part::Dated, Part::Undated],
        true => [Part::Undated, Part::Dated],
    };
    let mut position = request.after_cursor.as_deref();
    let first = match position {
        Some([day, ..]) if *day == day.as_null() => Part::Undated,
        Some([_, _, _, _]) => Part::Dated,
        Some(_) => {
            return Err(Error::internal(
                "a position by days has two days, a series and a period",
            ));
        }
        None => sequence[0],
    };
    let mut rows = Vec::new();
    for part in sequence.into_iter().skip_while(|part| *part != first) {
        let wanted = request.limit + 1 - rows.len();
        if wanted == 0 {
            break;
        }
        let keys = request.filter.as_ref().and_then(Filter::series_keys);
        if let (Part::Dated, Some(filter), Some(keys)) = (part, &request.filter, keys) {
            let merged = Merged {
                snapshot,
                dataset,
                selection,
                filter: &filter.of_any_series(),
                ascending: (direction == Direction::Ascending) != request.backward,
                after: position.take(),
            };
            rows.append(&mut merged.rows(keys, wanted).await?);
            continue;
        }
        let mut select = part.of(snapshot, dataset, request, selection)?;
        part.order(
            &mut select,
            snapshot,
            dataset,
            (direction, request.backward, position.take()),
        );
        select.limit(wanted as u64);
        rows.append(&mut read(snapshot, dataset, &select, selection).await?);
    }
    Ok(rows)
}

impl Part {
    /// The statement of its rows that satisfy the request's condition.
    fn of(
        self,
        snapshot: &Snapshot,
        dataset: &Dataset,
        request: &PageRequest,
        selection: &Selection,
    ) -> Result<SelectStatement> {
        let scope = Scope::new(snapshot, dataset, 0);
        let mut select = Query::select();
        row::select_columns(&mut select, &scope, dataset, selection);
        from(&mut select, &scope, dataset, request.filter.as_ref(), &[]);
        if let Some(filter) = &request.filter {
            satisfy(&mut select, &scope, dataset, filter)?;
            if let (Self::Dated, Some(begun)) = (self, begun(&scope, filter)) {
                select.and_where(begun);
            }
        }
        let day = Expr::col((scope.table(), observation::Column::PeriodEarliest));
        select.and_where(match self {
            Self::Dated => day.is_not_null(),
            Self::Undated => day.is_null(),
        });
        Ok(select)
    }

    /// Orders a statement as the index is, from a position on. No column is missing, or both days of every row are: whole rows are compared.
    fn order(
        self,
        select: &mut SelectStatement,
        snapshot: &Snapshot,
        dataset: &Dataset,
        (direction, backward, position): (Direction, bool, Option<&[Stored]>),
    ) {
        let table = Scope::new(snapshot, dataset, 0).table();
        let columns = [
            observation::Column::PeriodEarliest,
            observation::Column::PeriodLatest,
            observation::Column::SeriesId,
            observation::Column::Period,
        ];
        let keyset = |from: usize| Keyset {
            columns: columns[from..]
                .iter()
                .map(|column| OrderColumn {
                    expression: Expr::col((table.clone(), *column)),
                    direction,
                    nullable: false,
                })
                .collect(),
        };
        let compared = match self {
            Self::Dated => 0,
            Self::Undated => 2,
        };
        if let Some(values) = position {
            select.and_where(keyset(compared).after_cursor(&values[compared..], backward));
        }
        keyset(0).order(select, backward);
    }
}
