use async_graphql_value::ConstValue;
use chrono::{DateTime, Utc};

use super::{collect::Collected, document::Document};
use crate::{
    datasets::{
        Dataset, PageRequest,
        read::{cursor, history::DEFAULT_VERSIONS, order, order_term::OrderTerm},
    },
    domain::{Error, Language, Moment, Result, wording},
    graphql::{
        names::{AS_OF, DEFAULT_PAGE, GREATEST_PAGE},
        plan::values::{as_text, items},
    },
    store::Direction,
};

impl Document<'_> {
    /// The value of an argument; none when it is absent or null.
    pub(super) fn argument(&self, collected: &Collected<'_>, name: &str) -> Option<ConstValue> {
        let literal = collected.fields.first()?.get_argument(name)?;
        self.value(&literal.node).filter(|value| *value != ConstValue::Null)
    }

    /// An argument that is a text, or an id.
    pub(super) fn text(&self, collected: &Collected<'_>, name: &str) -> Result<Option<String>> {
        self.argument(collected, name)
            .map(|value| {
                as_text(&value).ok_or_else(|| Error::bad_input(wording!("{name} est un texte", "{name} is a text")))
            })
            .transpose()
    }

    /// An argument that is a list of texts; a single one stands for a list of one.
    pub(super) fn texts(&self, collected: &Collected<'_>, name: &str) -> Result<Vec<String>> {
        let Some(value) = self.argument(collected, name) else {
            return Ok(Vec::new());
        };
        items(&value)
            .iter()
            .map(|item| {
                as_text(item).ok_or_else(|| {
                    Error::bad_input(wording!("{name} est une liste de textes", "{name} is a list of texts"))
                })
            })
            .collect()
    }

    /// An argument that is yes or no; no unless given.
    pub(super) fn boolean(&self, collected: &Collected<'_>, name: &str) -> Result<bool> {
        match self.argument(collected, name) {
            None => Ok(false),
            Some(ConstValue::Boolean(answer)) => Ok(answer),
            Some(_) => Err(Error::bad_input(wording!(
                "{name} est true ou false",
                "{name} is true or false"
            ))),
        }
    }

    /// Which rows of a list the arguments ask for.
    pub(super) fn page(&self, dataset: &'static Dataset, collected: &Collected<'_>) -> Result<PageRequest> {
        let first = self.size(collected, "first")?;
        let last = self.size(collected, "last")?;
        let after = self.text(collected, "after")?;
        let before = self.text(collected, "before")?;
        let backward = match (first, last, &after, &before) {
            (Some(_), Some(_), ..) => {
                return Err(Error::bad_input(wording!(
                    "donnez first ou last, pas les deux",
                    "give first or last, not both"
                )));
            }
            (.., Some(_), Some(_)) => {
                return Err(Error::bad_input(wording!(
                    "donnez after ou before, pas les deux",
                    "give after or before, not both"
                )));
            }
            (_, Some(_), Some(_), _) => {
                return Err(Error::bad_input(wording!(
                    "last va avec before, first avec after",
                    "last goes with before, first with after"
                )));
            }
            (Some(_), _, _, Some(_)) => {
                return Err(Error::bad_input(wording!(
                    "first va avec after, last avec before",
                    "first goes with after, last with before"
                )));
            }
            (_, Some(_), ..) | (.., Some(_)) => true,
            _ => false,
        };
        let order = self.order(dataset, collected)?;
        let beyond = after
            .or(before)
            .map(|cursor| cursor::decode(dataset, &order, &cursor))
            .transpose()?;
        let filter = self
            .argument(collected, "filter")
            .map(|value| super::filters::filter(dataset, &value))
            .transpose()?;
        Ok(PageRequest {
            filter,
            order,
            limit: first.or(last).unwrap_or(DEFAULT_PAGE),
            after_cursor: beyond,
            backward,
            total: false,
            only_total: false,
        })
    }

    /// The moment of which a root field is read; none for now.
    pub(super) fn moment(&self, collected: &Collected<'_>, now: DateTime<Utc>) -> Result<Option<Moment>> {
        let named = self.text(collected, AS_OF)?;
        named.map(|text| Moment::parse(&text, now)).transpose()
    }

    /// The language that `lang` names.
    pub(super) fn language(&self, collected: &Collected<'_>) -> Result<Option<Language>> {
        let named = self.text(collected, "lang")?;
        Ok(named.as_deref().and_then(Language::of_tag))
    }

    /// The number of versions selected.
    pub(super) fn versions(&self, collected: &Collected<'_>) -> Result<usize> {
        Ok(self.size(collected, "first")?.unwrap_or(DEFAULT_VERSIONS))
    }

    fn size(&self, collected: &Collected<'_>, name: &str) -> Result<Option<usize>> {
        self.number(collected, name, 1, GREATEST_PAGE)
    }

    /// An argument that is a whole number between two.
    pub(super) fn number(
        &self,
        collected: &Collected<'_>,
        name: &str,
        least: usize,
        most: usize,
    ) -> Result<Option<usize>> {
        let Some(value) = self.argument(collected, name) else {
            return Ok(None);
        };
        let size = match &value {
            ConstValue::Number(number) => number.as_u64().and_then(|size| usize::try_from(size).ok()),
            _ => None,
        };
        size.filter(|size| (least..=most).contains(size))
            .map(Some)
            .ok_or_else(|| {
                Error::bad_input(wording!(
                    "{name} : {value} n'est pas compris entre {least} et {most}",
                    "{name}: {value} is not between {least} and {most}"
                ))
            })
    }

    fn order(&self, dataset: &'static Dataset, collected: &Collected<'_>) -> Result<Vec<OrderTerm>> {
        let Some(value) = self.argument(collected, "orderBy") else {
            return Ok(Vec::new());
        };
        let terms = items(&value)
            .iter()
            .map(|item| {
                let term = |name: &str| match item {
                    ConstValue::Object(fields) => fields.get(name).and_then(as_text),
                    _ => None,
                };
                let field = term("field").unwrap_or_default().to_lowercase();
                let direction = match term("direction").as_deref() {
                    Some("DESC") => Direction::Descending,
                    _ => Direction::Ascending,
                };
                Ok(OrderTerm {
                    by: order::order_by(dataset, &field)?,
                    direction,
                })
            })
            .collect::<Result<_>>()?;
        order::bounded(terms)
    }
}
