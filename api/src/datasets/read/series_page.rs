use entity::{observation, series};
use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{Asterisk, Expr, Query, UnionType},
};

use crate::{
    datasets::{
        Dataset, PageRequest, Row,
        read::{
            filter::Filter,
            select::{read, selected},
            selection::Selection,
            series::condition,
        },
    },
    domain::{Error, Result},
    store::Snapshot,
};

/// The rows beyond a position, in the order of the key: the rest of its own series, then the series after it, each a range of the key.
pub(in crate::datasets) async fn after_cursor(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    position: &[Stored],
    selection: &Selection,
) -> Result<Vec<Row>> {
    let [series, period] = position else {
        return Err(Error::internal(
            "an observation's position is its series and its period",
        ));
    };
    let filter = request.filter.clone().unwrap_or_else(|| Filter::All(Vec::new()));
    let unfiltered = PageRequest {
        filter: None,
        after_cursor: None,
        ..request.clone()
    };
    let compare = |column: Expr, value: &Stored| match request.backward {
        true => column.lt(value.clone()),
        false => column.gt(value.clone()),
    };
    let own = selected(snapshot, dataset, &unfiltered, selection, |scope| {
        // Of this series alone, it is asked of itself whether it is one of those wanted, not of all the others.
        let same = Expr::col((scope.table(), observation::Column::SeriesId)).eq(series.clone());
        let after = compare(Expr::col((scope.table(), observation::Column::Period)), period);
        Ok(Some(same.and(after).and(scope.condition(&filter)?)))
    })?;
    let others = selected(snapshot, dataset, &unfiltered, selection, |scope| {
        let after = compare(Expr::col((scope.series(), series::Column::RecordId)), series);
        condition(scope, &filter, Some(after)).map(Some)
    })?;
    let mut both = Query::select();
    both.column(Asterisk).from_subquery(own, "own").union(
        UnionType::All,
        Query::select()
            .column(Asterisk)
            .from_subquery(others, "others")
            .to_owned(),
    );
    // Both engines read the first part before the second, and stop once there are enough: one part is enough for most pages.
    both.limit(request.limit as u64 + 1);
    let mut rows = read(snapshot, dataset, &both, selection).await?;
    rows.sort_unstable_by(|one, other| (one.key, &one.period).cmp(&(other.key, &other.period)));
    if request.backward {
        rows.reverse();
    }
    rows.truncate(request.limit + 1);
    Ok(rows)
}
