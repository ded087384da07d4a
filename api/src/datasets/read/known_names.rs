use std::collections::{BTreeMap, HashMap};

use super::{
    filter::{Comparison, Filter},
    series::keys,
};
use crate::{
    datasets::{Column, Dataset, Identity, Kind, model::suggestion::did_you_mean, registry},
    domain::{Error, Reference, Result, Slug, Value, wording},
    store::{RecordNames, Snapshot},
};

/// The public names that a condition asks for: by dataset, each with the field that it is asked of.
#[derive(Default)]
struct Asked<'a>(BTreeMap<&'static str, Vec<(&'static str, &'a str)>>);

/// The same condition, with the keys of the records that it names: they are in memory. A public name that no record ever had is refused, and the
/// nearest offered.
///
/// # Errors
/// `BadInput` that names it; `Unavailable` when the store cannot be reached.
pub async fn resolve_names(snapshot: &Snapshot, dataset: &Dataset, filter: Option<&Filter>) -> Result<Option<Filter>> {
    let Some(filter) = filter else {
        return Ok(None);
    };
    let mut asked = Asked::default();
    asked.of_dataset(dataset, filter)?;
    let mut known_keys = Keys::default();
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
        known_keys.0.insert(target, known);
    }
    let filter = known_keys.resolve(dataset, filter);
    keys::with_keys(snapshot, dataset, filter).await.map(Some)
}

/// The keys of records, by dataset and public name.
#[derive(Default)]
struct Keys(HashMap<&'static str, RecordNames>);

impl Keys {
    /// The same condition, with keys.
    fn resolve(&self, dataset: &Dataset, filter: &Filter) -> Filter {
        let all = |all: &[Filter]| all.iter().map(|one| self.resolve(dataset, one)).collect();
        match filter {
            Filter::All(inner) => Filter::All(all(inner)),
            Filter::Any(inner) => Filter::Any(all(inner)),
            Filter::Not(inner) => Filter::Not(Box::new(self.resolve(dataset, inner))),
            Filter::Column(place, Comparison::In(values)) => match dataset.columns[*place].kind {
                Kind::Reference(target) => self.referring(*place, target, values.iter().filter_map(slug_of)),
                _ => None,
            }
            .unwrap_or_else(|| filter.clone()),
            // What is referred to is public, whatever the revision: to name it is to have its key.
            Filter::Reference(place, inner) => match (dataset.columns[*place].kind, alone(inner)) {
                (Kind::Reference(target), Filter::Slug(slugs)) => {
                    self.referring(*place, target, slugs.iter().map(Slug::as_str))
                }
                _ => None,
            }
            .unwrap_or_else(|| filter.clone()),
            other => other.clone(),
        }
    }

    /// The condition that a column refers to one of the records that have these names; none where a key is not known.
    fn referring<'a>(&self, place: usize, target: &str, slugs: impl Iterator<Item = &'a str>) -> Option<Filter> {
        let names = self.0.get(target)?;
        let reference = |slug: &'a str| {
            let id = names.key(slug)?;
            let slug = slug.to_owned();
            Some(Value::Reference(Reference { id, slug }))
        };
        let references = slugs.map(reference).collect::<Option<_>>()?;
        Some(Filter::Column(place, Comparison::In(references)))
    }
}

/// A condition, without lists that hold it alone.
fn alone(filter: &Filter) -> &Filter {
    match filter {
        Filter::All(all) | Filter::Any(all) if all.len() == 1 => alone(&all[0]),
        other => other,
    }
}

fn slug_of(value: &Value) -> Option<&str> {
    match value {
        Value::Reference(reference) => Some(&reference.slug),
        _ => None,
    }
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
