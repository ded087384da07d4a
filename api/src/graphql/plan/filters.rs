use async_graphql::indexmap::IndexMap;
use async_graphql_value::{ConstValue, Name};

use super::values::{as_text, items};
use crate::{
    datasets::{
        Column, Dataset, Kind, Part,
        model::declaration::REVISION,
        read::filter::{
            self, Filter, Quantifier,
            time::{self, Question},
        },
        registry,
    },
    domain::{Error, Result, Slug, wording},
    graphql::{
        names::{OPERATORS, camel},
        schema::presence,
    },
};

/// How deep filters may go through relations, `and`, `or` and `not`.
const DEEPEST: usize = 8;

type Fields = IndexMap<Name, ConstValue>;

/// Reads a filter of a dataset.
pub(super) fn filter(dataset: &'static Dataset, value: &ConstValue) -> Result<Filter> {
    let mut reading = Reading { conditions: 0 };
    reading.whole(Of::Dataset(dataset), value, 0)?.bounded()
}

/// The subject of a filter.
#[derive(Clone, Copy)]
enum Of {
    Dataset(&'static Dataset),
    Part(&'static Part),
}

impl Of {
    fn columns(self) -> &'static [Column] {
        match self {
            Self::Dataset(dataset) => &dataset.columns,
            Self::Part(part) => &part.columns,
        }
    }
}

struct Reading {
    conditions: usize,
}

impl Reading {
    fn whole(&mut self, of: Of, value: &ConstValue, depth: usize) -> Result<Filter> {
        if depth > DEEPEST {
            return Err(Error::TooDeep {
                message: wording!(
                    "les filtres s'emboîtent sur {depth} niveaux, et peuvent en avoir {DEEPEST}",
                    "filters nest {depth} deep, and may nest {DEEPEST}"
                ),
            });
        }
        let mut all = Vec::new();
        for (name, value) in fields(value)? {
            refuse_null(name, value)?;
            self.count()?;
            all.push(self.field(of, name, value, depth)?);
        }
        Ok(match all.len() {
            1 => all.remove(0),
            _ => Filter::All(all),
        })
    }

    fn field(&mut self, of: Of, name: &str, value: &ConstValue, depth: usize) -> Result<Filter> {
        match name {
            "and" => return Ok(Filter::All(self.several(of, value, depth)?)),
            "or" => return Ok(Filter::Any(self.several(of, value, depth)?)),
            "not" => return Ok(Filter::Not(Box::new(self.whole(of, value, depth + 1)?))),
            "slug" => return slugs(value, Filter::Slug),
            "search" => return filter::search(&as_text(value).unwrap_or_default()),
            "sourceDocument" => return slugs(value, Filter::Source),
            "publisher" => return slugs(value, Filter::Publisher),
            "publishedAt" => return published_at(value),
            "revision" => return comparisons(&REVISION, Filter::Revision, value),
            _ => {}
        }
        for (place, column) in of.columns().iter().enumerate() {
            if let Kind::Reference(target) = column.kind {
                if presence(column) == name {
                    let absent = Filter::Column(place, filter::Comparison::IsNull);
                    return Ok(match value {
                        ConstValue::Boolean(false) => absent,
                        _ => Filter::Not(Box::new(absent)),
                    });
                }
                if camel(column.name) == name {
                    let target = registry().target(target)?;
                    let inner = self.whole(Of::Dataset(target), value, depth + 1)?;
                    return Ok(Filter::Reference(place, Box::new(inner)));
                }
            } else if camel(column.name) == name {
                return comparisons(column, |comparison| Filter::Column(place, comparison), value);
            }
        }
        let Of::Dataset(dataset) = of else {
            return Err(unknown(name));
        };
        if let Some(question) = time::questions(dataset).find(|question| camel(question.name()) == name) {
            return question_of(dataset, question, value);
        }
        for (place, part) in dataset.parts.iter().enumerate() {
            if camel(part.name) == name {
                return self.quantified(Of::Part(part), value, depth, |quantifier, inner| {
                    Filter::Part(place, quantifier, inner)
                });
            }
        }
        for (place, relation) in dataset.relations.iter().enumerate() {
            if camel(relation.name) == name {
                let target = registry().target(relation.target)?;
                return self.quantified(Of::Dataset(target), value, depth, |quantifier, inner| {
                    Filter::Relation(place, quantifier, inner)
                });
            }
        }
        Err(unknown(name))
    }

    /// Counts as it reads, so that a long filter is not even built.
    fn count(&mut self) -> Result<()> {
        self.conditions += 1;
        if self.conditions > filter::MOST_CONDITIONS {
            return Err(Error::TooComplex {
                message: wording!(
                    "le filtre a plus de {} conditions : demandez en plusieurs requêtes",
                    "the filter has more than {} conditions: ask in several queries",
                    filter::MOST_CONDITIONS
                ),
            });
        }
        Ok(())
    }

    fn several(&mut self, of: Of, value: &ConstValue, depth: usize) -> Result<Vec<Filter>> {
        items(value)
            .iter()
            .map(|item| {
                self.count()?;
                self.whole(of, item, depth + 1)
            })
            .collect()
    }

    fn quantified(
        &mut self,
        of: Of,
        value: &ConstValue,
        depth: usize,
        make: impl Fn(Quantifier, Box<Filter>) -> Filter,
    ) -> Result<Filter> {
        let mut all = Vec::new();
        for (name, value) in fields(value)? {
            let quantifier = match name.as_str() {
                "some" => Quantifier::Some,
                "none" => Quantifier::None,
                _ => Quantifier::Every,
            };
            refuse_null(name, value)?;
            all.push(make(quantifier, Box::new(self.whole(of, value, depth + 1)?)));
        }
        Ok(Filter::All(all))
    }
}

/// A condition that is null would be no condition, and every row would satisfy it.
fn refuse_null(name: &str, value: &ConstValue) -> Result<()> {
    let is_null = match value {
        ConstValue::Null => true,
        ConstValue::List(items) => items.contains(&ConstValue::Null),
        _ => false,
    };
    if !is_null {
        return Ok(());
    }
    Err(Error::bad_input(wording!(
        "{name} : null n'est pas une condition ; ne donnez pas {name}, ou écrivez isNull: true pour les valeurs qui manquent",
        "{name}: null is no condition; leave {name} out, or write isNull: true for missing values"
    )))
}

/// A question: its operand, or the day and the kind of phase that its object names.
fn question_of(dataset: &'static Dataset, question: Question, value: &ConstValue) -> Result<Filter> {
    if question != Question::OpenOn {
        return time::condition(dataset, question, None, &as_text(value).unwrap_or_default());
    }
    let given = fields(value)?;
    for (name, operand) in given {
        if *operand == ConstValue::Null {
            return Err(Error::bad_input(wording!(
                "{name} : null n'est pas une condition ; ne donnez pas {name}",
                "{name}: null is no condition; leave {name} out"
            )));
        }
    }
    let text = |name: &str| given.get(name).and_then(as_text);
    let phase = text("phase").map(|phase| phase.to_lowercase());
    match text("date") {
        Some(date) => time::condition(dataset, question, phase.as_deref(), &date),
        None => time::condition(dataset, Question::Current, phase.as_deref(), "true"),
    }
}

fn unknown(name: &str) -> Error {
    Error::internal(format!("the schema has a filter {name} that the plan has not"))
}

fn fields(value: &ConstValue) -> Result<&Fields> {
    match value {
        ConstValue::Object(fields) => Ok(fields),
        _ => Err(Error::bad_input(wording!(
            "un filtre est un objet",
            "a filter is an object"
        ))),
    }
}

/// The comparisons of one column: all of them.
fn comparisons(column: &Column, plain: impl Fn(filter::Comparison) -> Filter, value: &ConstValue) -> Result<Filter> {
    let mut all = Vec::new();
    for (name, operand) in fields(value)? {
        refuse_null(&format!("{}.{name}", camel(column.name)), operand)?;
        let operator = OPERATORS
            .iter()
            .find(|(known, _)| *known == name.as_str())
            .map(|(_, operator)| *operator)
            .ok_or_else(|| unknown(name))?;
        if matches!(operand, ConstValue::List(_)) && !matches!(operator, "in" | "not_in") {
            return Err(Error::bad_input(wording!(
                "{} : {name} prend une valeur",
                "{}: {name} takes one value",
                column.name
            )));
        }
        let mut operands = operands(column.name, operand)?;
        if matches!(column.kind, Kind::Term(_)) && operator != "is_null" {
            operands = operands.into_iter().map(|term| term.to_lowercase()).collect();
        }
        all.push(filter::comparison(column, &plain, operator, &operands)?);
    }
    Ok(match all.len() {
        1 => all.remove(0),
        _ => Filter::All(all),
    })
}

fn operands(name: &str, value: &ConstValue) -> Result<Vec<String>> {
    let items = items(value);
    if items.len() > filter::MOST_OPERANDS {
        return Err(Error::TooComplex {
            message: wording!(
                "{name} : {} valeurs, et au plus {} à la fois",
                "{name}: {} values, and at most {} at once",
                items.len(),
                filter::MOST_OPERANDS
            ),
        });
    }
    items
        .iter()
        .map(|item| {
            as_text(item).ok_or_else(|| {
                Error::bad_input(wording!(
                    "{name} se compare à des valeurs simples",
                    "{name} is compared with plain values"
                ))
            })
        })
        .collect()
}

fn published_at(value: &ConstValue) -> Result<Filter> {
    let mut all = Vec::new();
    for (name, operand) in fields(value)? {
        refuse_null(name, operand)?;
        all.push(filter::published::published_at(
            name,
            &as_text(operand).unwrap_or_default(),
        )?);
    }
    Ok(Filter::All(all))
}

fn slugs(value: &ConstValue, named: fn(Vec<Slug>) -> Filter) -> Result<Filter> {
    let mut all = Vec::new();
    for (name, operand) in fields(value)? {
        refuse_null(name, operand)?;
        // A text that is no slug names no record.
        let slugs = operands("slug", operand)?;
        let is = named(slugs.iter().filter_map(|text| Slug::parse(text).ok()).collect());
        all.push(match name.as_str() {
            "ne" | "notIn" => Filter::Not(Box::new(is)),
            _ => is,
        });
    }
    Ok(Filter::All(all))
}
