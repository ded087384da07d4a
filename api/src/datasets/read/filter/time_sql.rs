use chrono::{DateTime, NaiveDate, Utc};
use entity::{item, observation, revision, series, version};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, IntoIden, Order, Query, SimpleExpr, SubQueryStatement},
};

use crate::{
    datasets::{
        Dataset,
        read::{row::row_number, scope::Scope},
    },
    domain::{Error, Moment, Result, Slug},
    store::Engine,
};

/// The nature of what `Filter::Latest` looks for.
const MEASURED: &str = "measured";

impl Scope<'_> {
    /// One of these institutions made the publication of the row.
    pub(super) fn is_published_by(&self, institutions: &[Slug]) -> SimpleExpr {
        let institutions = institutions.iter().map(Slug::as_str);
        self.is_of_publication(Expr::col(revision::Column::Institution).is_in(institutions))
    }

    /// The publication of the row was made between two instants, the first included.
    pub(super) fn is_published_between(
        &self,
        from: Option<DateTime<Utc>>,
        before: Option<DateTime<Utc>>,
    ) -> SimpleExpr {
        let at = || Expr::col(revision::Column::PublishedAt);
        let from = from.map(|from| at().gte(from));
        let before = before.map(|before| at().lt(before));
        let both = from.into_iter().chain(before).reduce(ExprTrait::and);
        self.is_of_publication(both.unwrap_or(Expr::value(true)))
    }

    fn is_of_publication(&self, condition: SimpleExpr) -> SimpleExpr {
        let revisions = Query::select()
            .column(revision::Column::Number)
            .from(revision::Entity)
            .and_where(condition)
            .to_owned();
        Expr::col((self.table(), version::Column::Since)).in_subquery(revisions)
    }

    /// A phase that was not superseded covers or may cover a day: an unknown start or end does not exclude it.
    pub(super) fn is_open(&self, day: Option<NaiveDate>, kind: Option<&'static str>) -> Result<SimpleExpr> {
        let phases = self.dataset.and_then(Dataset::phases);
        let phases = phases.ok_or_else(|| Error::internal("a dataset without phases has none that is open"))?;
        let day = day.unwrap_or(self.snapshot.today());
        let table = DynIden::from(format!("p{}", self.depth));
        let column = |stored: &DynIden| Expr::col((table.clone(), stored.clone()));
        let [earliest, _] = &phases.starts.days;
        let [_, latest] = &phases.ends.days;
        let mut open = Query::select();
        open.column((table.clone(), item::Column::RecordId))
            .from_as(phases.part.table.clone(), table.clone())
            .and_where(self.snapshot.visible_at(&table))
            .and_where(column(&phases.superseded.stored).eq(false))
            .and_where(column(earliest).is_null().or(column(earliest).lte(day)))
            .and_where(column(latest).is_null().or(column(latest).gte(day)));
        if let Some(kind) = kind {
            open.and_where(column(&phases.kind.stored).eq(kind));
        }
        Ok(Expr::col((self.table(), version::Column::RecordId)).in_subquery(open))
    }

    /// An observation is the last measured one of its series, among the series that satisfy a condition: one look into an index for each series.
    pub(in crate::datasets) fn is_latest(&self, of_series: Option<SimpleExpr>) -> SimpleExpr {
        let last = DynIden::from(format!("l{}", self.depth));
        let column = |column| Expr::col((last.clone(), column));
        let own = |column: DynIden| Expr::col((self.table(), column));
        let mut of_each = Query::select();
        of_each.from_as(series::Entity, self.series());
        let (found, key) = match self.snapshot.engine() {
            // It would find the period by no index: it finds the row by its number.
            Engine::Sqlite => (row_number(), own(row_number())),
            Engine::Postgres => {
                of_each.column((self.series(), series::Column::RecordId));
                let [series, period] =
                    [observation::Column::SeriesId, observation::Column::Period].map(IntoIden::into_iden);
                (period.clone(), Expr::tuple([own(series), own(period)]))
            }
        };
        let last_of_one = Query::select()
            .column((last.clone(), found))
            .from_as(observation::Entity, last.clone())
            .and_where(column(observation::Column::SeriesId).equals((self.series(), series::Column::RecordId)))
            .and_where(self.snapshot.visible_at(&last))
            .and_where(column(observation::Column::Nature).eq(MEASURED))
            .and_where(column(observation::Column::Value).is_not_null())
            .and_where(column(observation::Column::PeriodLatest).lte(self.snapshot.today()))
            .order_by((last.clone(), observation::Column::PeriodLatest), Order::Desc)
            .order_by((last.clone(), observation::Column::Period), Order::Desc)
            .limit(1)
            .to_owned();
        of_each.expr(Expr::SubQuery(
            None,
            Box::new(SubQueryStatement::SelectStatement(last_of_one)),
        ));
        if let Some(condition) = of_series {
            of_each.and_where(condition);
        }
        key.in_subquery(of_each)
    }

    /// The row was published as it is after a moment.
    pub(super) fn is_since(&self, moment: &Moment) -> Result<SimpleExpr> {
        let own = Expr::col((self.table(), version::Column::Since));
        Ok(match moment {
            Moment::Revision(revision) => own.gt(revision.0),
            Moment::Instant(instant) => {
                let later = Query::select()
                    .column(revision::Column::Number)
                    .from(revision::Entity)
                    .and_where(Expr::col(revision::Column::PublishedAt).gt(*instant))
                    .to_owned();
                own.in_subquery(later)
            }
            Moment::Day(..) => return Err(Error::internal("a day is read as its first instant")),
        })
    }
}
