use std::collections::BTreeMap;

use super::filter::{Comparison, Filter};
use crate::{
    datasets::{Column, Dataset, Identity, Kind, model::suggestion::did_you_mean, registry},
    domain::{Error, Result, Value, wording},
    store::Snapshot,
};

/// The public names that a condition asks for: by dataset, each with the field that it is asked of.
#[derive(Default)]
struct Asked<'a>(BTreeMap<&'static str, Vec<(&'static str, &'a str)>>);

/// Refuses a condition on a public name that no record ever had, and offers the nearest.
///
/// # Errors
/// `BadInput` that names it; `Unavailable` when the store cannot be reached.
pub async fn refuse_unknown_names(snapshot: &Snapshot, dataset: &Dataset, filter: Option<&Filter>) -> Result<()> {
    let Some(filter) = filter else {
        return Ok(());
    };
    let mut asked = Asked::default();
    asked.of_dataset(dataset, filter)?;
    for (target, names) in asked.0 {
        let wanted: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
        let table = &registry().target(target)?.table;
        let known = snapshot.record_names(target, table, &wanted).await?;
        if let Some((field, name)) = names.iter().find(|(_, name)| known.lacks(name)) {
            let hint = did_you_mean(name, known.iter());
            return Err(Error::bad_input(wording!(
                "{field} : il n'y a pas de « {name} » dans {target}{hint}",
                "{field}: there is no \"{name}\" in {target}{hint}",
                [hint]
            )));
        }
    }
    Ok(())
}

/// Who published the founding data: no institution of the data.
pub const TRANSCRIBER: &str = "seed";

impl<'a> Asked<'a> {
    fn add(&mut self, dataset: &'static str, field: &'static str, name: &'a str) {
        self.0.entry(dataset).or_default().push((field, name));
    }

    fn of_dataset(&mut self, dataset: &Dataset, filter: &'a Filter) -> Result<()> {
        match filter {
            Filter::Slug(slugs) if dataset.identity == Identity::Record => {
                for slug in slugs {
                    self.add(dataset.name, "slug", slug.as_str());
                }
            }
            Filter::Source(slugs) => {
                for slug in slugs {
                    self.add("documents", "source_document", slug.as_str());
                }
            }
            Filter::Publisher(slugs) => {
                for slug in slugs.iter().filter(|slug| slug.as_str() != TRANSCRIBER) {
                    self.add("institutions", "publisher", slug.as_str());
                }
            }
            Filter::Relation(place, _, inner) => {
                self.of_dataset(registry().target(dataset.relations[*place].target)?, inner)?;
            }
            Filter::Part(place, _, inner) => self.of_columns(&dataset.parts[*place].columns, inner)?,
            Filter::All(all) | Filter::Any(all) => {
                for one in all {
                    self.of_dataset(dataset, one)?;
                }
            }
            Filter::Not(inner) => self.of_dataset(dataset, inner)?,
            _ => self.of_columns(&dataset.columns, filter)?,
        }
        Ok(())
    }

    fn of_columns(&mut self, columns: &[Column], filter: &'a Filter) -> Result<()> {
        match filter {
            Filter::Column(place, Comparison::In(values)) => {
                let column = &columns[*place];
                for value in values {
                    if let (Kind::Reference(target), Value::Reference(reference)) = (column.kind, value) {
                        self.add(target, column.name, &reference.slug);
                    }
                }
            }
            Filter::Reference(place, inner) => {
                if let Kind::Reference(target) = columns[*place].kind {
                    self.of_dataset(registry().target(target)?, inner)?;
                }
            }
            Filter::All(all) | Filter::Any(all) => {
                for one in all {
                    self.of_columns(columns, one)?;
                }
            }
            Filter::Not(inner) => self.of_columns(columns, inner)?,
            _ => {}
        }
        Ok(())
    }
}
