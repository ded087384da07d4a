use entity::{change, citation, observation, record, series, version};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, IntoIden, Query},
};

use super::ledger::Ledger;
use crate::{
    datasets::{Dataset, Identity, Kind, registry},
    domain::{Error, Result, wording},
    publishing::{current::is_current, input::command::Operation},
};

impl Ledger {
    /// Refuses to leave anything public that refers to a record withdrawn by this revision.
    pub(in crate::publishing) async fn refuse_dangling(&self) -> Result<()> {
        let withdrawn = Query::select()
            .column(change::Column::RecordId)
            .from(change::Entity)
            .and_where(Expr::col(change::Column::Revision).eq(self.revision().0))
            .and_where(Expr::col(change::Column::Period).is_null())
            .and_where(Expr::col(change::Column::Operation).eq(Operation::Withdrawn.code()))
            .to_owned();
        if self.all(&withdrawn.clone().limit(1).to_owned()).await?.is_empty() {
            return Ok(());
        }
        for dataset in registry().datasets() {
            for column in &dataset.columns {
                if !matches!(column.kind, Kind::Reference(_)) {
                    continue;
                }
                let select = referring(dataset, column.stored.clone(), column.of_series, &withdrawn);
                if let Some(row) = self.all(&select).await?.first() {
                    let slug: String = row.try_get_by_index(0)?;
                    return Err(Error::Conflict {
                        message: wording!(
                            "rien n'a été publié : {} de {} « {slug} » renvoie à un enregistrement qui serait retiré : changez-le ou retirez-le aussi",
                            "nothing was published: {} of {} \"{slug}\" refers to a record that would be withdrawn: change or withdraw it too",
                            column.name,
                            dataset.name
                        ),
                    });
                }
            }
        }
        self.refuse_uncited(&withdrawn).await
    }

    async fn refuse_uncited(&self, withdrawn: &sea_orm::sea_query::SelectStatement) -> Result<()> {
        let select = Query::select()
            .column((record::Entity, record::Column::Slug))
            .from(citation::Entity)
            .inner_join(
                record::Entity,
                Expr::col((record::Entity, record::Column::Id)).equals((citation::Entity, citation::Column::RecordId)),
            )
            .and_where(is_current(citation::Entity))
            .and_where(Expr::col((citation::Entity, citation::Column::DocumentId)).in_subquery(withdrawn.clone()))
            .limit(1)
            .to_owned();
        match self.all(&select).await?.first() {
            None => Ok(()),
            Some(row) => {
                let slug: String = row.try_get_by_index(0)?;
                Err(Error::Conflict {
                    message: wording!(
                        "rien n'a été publié : « {slug} » cite un document qui serait retiré : donnez-lui une autre source, ou retirez-le aussi",
                        "nothing was published: \"{slug}\" cites a document that would be withdrawn: give it another source, or withdraw it too"
                    ),
                })
            }
        }
    }
}

/// A current row of a dataset that refers, by a column, to one of these records.
fn referring(
    dataset: &Dataset,
    column: DynIden,
    of_series: bool,
    records: &sea_orm::sea_query::SelectStatement,
) -> sea_orm::sea_query::SelectStatement {
    let table = dataset.table.clone();
    let mut select = Query::select();
    select.from(table.clone()).and_where(is_current(table.clone())).limit(1);
    let series = series::Entity.into_iden();
    if dataset.identity == Identity::Series {
        let same = Expr::col((series.clone(), series::Column::RecordId))
            .equals((table.clone(), observation::Column::SeriesId));
        select.inner_join(series.clone(), same);
    }
    let named = if dataset.identity == Identity::Series {
        &series
    } else {
        &table
    };
    let holder = if of_series { &series } else { &table };
    select
        .column((named.clone(), version::Column::Slug))
        .and_where(Expr::col((holder.clone(), column)).in_subquery(records.clone()))
        .to_owned()
}
