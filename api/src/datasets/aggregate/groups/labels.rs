//! What the keys of groups are called.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value as Json;

use super::{
    dimension::INSEE_CODE,
    grouping::{Group, Grouping},
};
use crate::{
    datasets::{
        Dataset, Kind, PageRequest,
        model::description::{labelled, term_label},
        page,
        read::{filter::Filter, labels},
        registry,
    },
    domain::{ApproximateDate, Language, Result, Slug, Value},
    store::Snapshot,
};

/// What a record that groups are keyed by is called, and its INSEE code where it has one.
struct Named {
    name: Option<String>,
    insee_code: Option<String>,
}

/// The names of the records that groups are keyed by, by dimension and slug.
#[derive(Default)]
pub(super) struct Names(HashMap<(usize, String), Named>);

impl Names {
    /// Reads the names that groups need: a statement for each dimension that is a reference.
    pub(super) async fn read(
        grouping: &Grouping,
        snapshot: &Snapshot,
        dataset: &Dataset,
        groups: &[&Group],
    ) -> Result<Self> {
        let mut names = Self::default();
        for (at, dimension) in grouping.by.iter().enumerate() {
            let Kind::Reference(target) = dataset.columns[dimension.column].kind else {
                continue;
            };
            let slugs: BTreeSet<&str> = groups.iter().filter_map(|group| group.key[at].as_deref()).collect();
            if !slugs.is_empty() {
                names.learn(at, snapshot, registry().target(target)?, slugs).await?;
            }
        }
        Ok(names)
    }

    async fn learn(&mut self, at: usize, snapshot: &Snapshot, target: &Dataset, slugs: BTreeSet<&str>) -> Result<()> {
        let slugs: Vec<Slug> = slugs.into_iter().flat_map(Slug::parse).collect();
        let code = target.column(INSEE_CODE);
        let mut selection = labels::names(target);
        code.into_iter().for_each(|place| selection.columns.want(place));
        let request = PageRequest {
            limit: slugs.len(),
            filter: Some(Filter::Slug(slugs)),
            ..Default::default()
        };
        for record in page(snapshot, target, &request, &selection).await?.nodes {
            let insee_code = code.and_then(|place| match &record.row.values[place] {
                Value::Text(code) => Some(code.clone()),
                _ => None,
            });
            let name = labels::name(target, &record);
            self.0.insert((at, record.row.slug), Named { name, insee_code });
        }
        Ok(())
    }

    /// The labels of a group: one for each dimension whose value has a name of its own.
    pub(super) fn labels(&self, grouping: &Grouping, dataset: &Dataset, group: &Group, language: Language) -> Json {
        let keys = grouping.by.iter().zip(&group.key).enumerate();
        let told = keys.filter_map(|(at, (dimension, code))| {
            let code = code.as_deref()?;
            let column = &dataset.columns[dimension.column];
            let record = self.0.get(&(at, code.to_owned()));
            let label = match column.kind {
                Kind::Reference(_) => record?.name.clone(),
                Kind::Term(vocabulary) => term_label(vocabulary, code, language),
                // A span of time is written as a date is.
                Kind::Date => {
                    let date = ApproximateDate::parse(code).ok()?;
                    Some(date.in_words().text(language).to_owned())
                }
                _ => None,
            }?;
            let insee_code = record.and_then(|record| record.insee_code.as_deref());
            Some(labelled(&dimension.name, column, code, &label, insee_code, language))
        });
        told.collect()
    }
}
