use std::collections::{BTreeMap, HashMap};

use super::topic::{OwnValue, Subject, Topics};
use crate::{
    datasets::{Column, Dataset, Kind, Selection, records, registry},
    domain::{Error, Result, Slug, Value},
    publishing::Publication,
    store::Snapshot,
};

/// The values and the lists of a record.
type Content = (Vec<Value>, Vec<Vec<Vec<Value>>>);

/// Gives the topics on fields of records the values that these have once a publication is made.
pub(super) async fn read(before: &Snapshot, published: &Publication, topics: &mut Topics) -> Result<()> {
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for subject in topics.keys() {
        wanted
            .entry(subject.dataset.clone())
            .or_default()
            .push(subject.record.clone());
    }
    for (name, mut slugs) in wanted {
        let dataset = registry().target(&name)?;
        slugs.dedup();
        let contents = contents(before, published, dataset, slugs).await?;
        for (subject, topic) in topics.iter_mut().filter(|(subject, _)| subject.dataset == name) {
            topic.is_wording = column_of(dataset, subject).is_some_and(is_wording);
            let content = contents.get(&subject.record);
            topic.own = content.and_then(|content| own(dataset, subject, content));
        }
    }
    Ok(())
}

/// The records as the publication leaves them: as it gives them, or as they were.
async fn contents(
    before: &Snapshot,
    published: &Publication,
    dataset: &'static Dataset,
    slugs: Vec<String>,
) -> Result<HashMap<String, Content>> {
    let mut known: HashMap<String, Content> = HashMap::new();
    let wanted: Vec<Slug> = slugs
        .iter()
        .map(|slug| Slug::parse(slug).map_err(|error| Error::internal(error.to_string())))
        .collect::<Result<_>>()?;
    let selection = Selection {
        reference_slugs: true,
        parts: true,
        ..Default::default()
    };
    for node in records(before, dataset, wanted, &selection).await? {
        known.insert(node.row.slug, (node.row.values, node.row.parts));
    }
    for entry in published
        .entries_of(dataset.name)
        .filter(|entry| slugs.contains(&entry.slug))
    {
        known.insert(entry.slug.clone(), (entry.values.clone(), entry.parts.clone()));
    }
    Ok(known)
}

/// The column that a subject is about: of the record, or of the items of a list (`order.ends_on`).
fn column_of<'a>(dataset: &'a Dataset, subject: &Subject) -> Option<&'a Column> {
    if let Some(place) = dataset.column(&subject.field) {
        return dataset.columns.get(place);
    }
    let part = dataset.parts.iter().find(|part| part.name == subject.field)?;
    let (_, name) = subject.item.split_once('.')?;
    part.columns.iter().find(|column| column.name == name)
}

fn is_wording(column: &Column) -> bool {
    matches!(column.kind, Kind::Text | Kind::List | Kind::Term(_))
}

fn own(dataset: &Dataset, subject: &Subject, (values, lists): &Content) -> Option<OwnValue> {
    if let Some(place) = dataset.column(&subject.field) {
        return own_value(&dataset.columns[place], &values[place]);
    }
    // The phase of a kind that was not superseded.
    let phases = dataset.phases().filter(|phases| phases.part.name == subject.field)?;
    let (kind, name) = subject.item.split_once('.')?;
    let place = crate::datasets::model::declaration::place(&phases.part.columns, name)?;
    let of_kind = phases.of_kind(kind, lists);
    let known = of_kind.into_iter().find(|item| !item[place].is_null())?;
    own_value(&phases.part.columns[place], &known[place])
}

fn own_value(column: &Column, value: &Value) -> Option<OwnValue> {
    let mut also = Vec::new();
    let text = match value {
        Value::Null | Value::List(_) => return None,
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(quantity) => quantity.to_string(),
        Value::Euros(amount) => amount.to_string(),
        Value::Boolean(answer) => answer.to_string(),
        Value::Date(date) => date.edtf().trim_end_matches('?').to_owned(),
        Value::Reference(reference) => reference.slug.clone(),
        Value::Term(code) => {
            also.push((*code).to_owned());
            let Kind::Term(vocabulary) = column.kind else {
                return None;
            };
            let label = vocabulary.term(code)?.label;
            also.push(label.english.to_owned());
            label.french.to_owned()
        }
    };
    Some(OwnValue { text, also })
}
