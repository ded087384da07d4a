use sea_orm::sea_query::{DynIden, Expr};

use crate::{
    datasets::{Column, Dataset},
    store::Snapshot,
};

/// The tables and columns of a dataset in a statement.
pub(in crate::datasets) struct Scope<'a> {
    pub(in crate::datasets) snapshot: &'a Snapshot,
    pub(in crate::datasets) columns: &'a [Column],
    pub(in crate::datasets) dataset: Option<&'a Dataset>,
    pub(in crate::datasets) depth: usize,
}

impl<'a> Scope<'a> {
    pub(in crate::datasets) fn new(snapshot: &'a Snapshot, dataset: &'a Dataset, depth: usize) -> Self {
        Self {
            snapshot,
            columns: &dataset.columns,
            dataset: Some(dataset),
            depth,
        }
    }

    /// The name of the table of versions in the statement.
    pub(in crate::datasets) fn table(&self) -> DynIden {
        DynIden::from(format!("t{}", self.depth))
    }

    /// The name of the table of series in the statement.
    pub(in crate::datasets) fn series(&self) -> DynIden {
        DynIden::from(format!("s{}", self.depth))
    }

    /// A stored column.
    pub(in crate::datasets) fn column(&self, column: &Column, stored: DynIden) -> Expr {
        let table = if column.of_series { self.series() } else { self.table() };
        Expr::col((table, stored))
    }
}
