use std::{collections::HashMap, sync::LazyLock};

use entity::{citation, dataset_revision, record, revision, series};
use sea_orm::{
    EntityName,
    sea_query::{DynIden, IntoIden},
};

use super::{
    Dataset, Identity,
    model::{parse::brief, suggestion::did_you_mean},
};
use crate::domain::{Error, Result, wording};

/// Every dataset, in the order in which a reader meets them.
#[derive(Debug)]
pub struct Registry {
    datasets: Vec<Dataset>,
    /// The places of datasets, by the tables of the store that keep their rows and the lists that these hold.
    by_table: HashMap<String, usize>,
}

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut datasets = super::declarations::all();
    let names: Vec<(DynIden, &'static str)> = datasets
        .iter()
        .flat_map(|dataset| {
            let of_series = (dataset.identity == Identity::Series).then(|| series::Entity.into_iden());
            let tables = [Some(dataset.table.clone()), of_series];
            tables.into_iter().flatten().map(|table| (table, dataset.name))
        })
        .collect();
    let dataset_of = |table: &str| {
        names
            .iter()
            .find(|(own, _)| own.inner() == table)
            .map(|(_, name)| *name)
    };
    for dataset in &mut datasets {
        dataset.link(dataset_of);
    }
    let places = datasets.iter().enumerate();
    let by_table = places.flat_map(|(place, dataset)| dataset.tables().map(move |table| (table, place)));
    Registry {
        by_table: by_table.collect(),
        datasets,
    }
});

/// The datasets of this program.
pub fn registry() -> &'static Registry {
    &REGISTRY
}

impl Registry {
    /// Every dataset.
    pub fn datasets(&self) -> impl Iterator<Item = &Dataset> {
        self.datasets.iter()
    }

    /// A dataset by its name.
    pub fn find(&self, name: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|dataset| dataset.name == name)
    }

    /// The dataset whose rows, or the lists that they hold, a table of the store keeps.
    pub fn dataset_of_table(&self, table: &str) -> Option<&Dataset> {
        self.by_table.get(table).map(|place| &self.datasets[*place])
    }

    /// Whether a table adds no dataset to those that a response depends on: its rows belong to records of datasets that statements read with them.
    pub fn is_settled(table: &str) -> bool {
        let settled = [
            record::Entity.table_name(),
            series::Entity.table_name(),
            citation::Entity.table_name(),
            revision::Entity.table_name(),
            dataset_revision::Entity.table_name(),
        ];
        settled.contains(&table)
    }

    /// The dataset whose records `record` has under a name.
    pub(crate) fn dataset_recorded_as(&self, name: &str) -> Result<&Dataset> {
        let found = self.datasets.iter().find(|dataset| dataset.recorded_as() == name);
        found.ok_or_else(|| Error::internal(format!("records are of an unknown dataset {name}")))
    }

    /// A dataset by its name, asked by a client.
    ///
    /// # Errors
    /// `NotFound`, with the nearest known name.
    pub fn dataset(&self, name: &str) -> Result<&Dataset> {
        self.find(name).ok_or_else(|| {
            let hint = did_you_mean(name, self.datasets.iter().map(|dataset| dataset.name));
            Error::not_found(wording!(
                "il n'y a pas de jeu de données « {} »{hint}",
                "there is no dataset \"{}\"{hint}",
                [hint],
                brief(name)
            ))
        })
    }

    /// A dataset that a declaration names.
    pub(crate) fn target(&self, name: &str) -> Result<&Dataset> {
        self.find(name)
            .ok_or_else(|| Error::internal(format!("a declaration names an unknown dataset {name}")))
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ColumnType;

    use super::*;
    use crate::datasets::{Kind, read::selection::Columns};

    #[test]
    fn declarations_fit_together_and_speak_two_languages() {
        for dataset in registry().datasets() {
            assert!(dataset.columns.len() <= Columns::MOST, "{}", dataset.name);
            for column in dataset
                .columns
                .iter()
                .chain(dataset.parts.iter().flat_map(|part| &part.columns))
            {
                let at = format!("{}.{}", dataset.name, column.name);
                for words in [column.title, column.description] {
                    assert!(!words.french.is_empty() && !words.english.is_empty(), "{at}");
                }
                if let Kind::Reference(target) = column.kind {
                    assert!(registry().find(target).is_some(), "{at} points at {target}");
                }
                let kept_as = match column.kind {
                    Kind::Text | Kind::Term(_) | Kind::List | Kind::Date => ColumnType::Text,
                    Kind::Integer | Kind::Decimal | Kind::Euros | Kind::Reference(_) => ColumnType::BigInteger,
                    Kind::Boolean => ColumnType::Boolean,
                };
                assert_eq!(column.stored_as, kept_as, "{at}");
            }
            for relation in &dataset.relations {
                let target = registry().find(relation.target).unwrap();
                let by = &target.columns[target.column(relation.by).unwrap()];
                assert!(
                    matches!(by.kind, Kind::Reference(name) if name == dataset.name),
                    "{}.{} comes back by {}",
                    dataset.name,
                    relation.name,
                    by.name
                );
            }
        }
    }
}
