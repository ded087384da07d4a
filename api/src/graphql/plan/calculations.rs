use super::{collect::Collected, document::Document, root::RootField, values::as_text};
use crate::{
    calculators::{Calculator, calculators, shape},
    domain::{Error, Result, wording},
    graphql::{
        names::{TYPE, camel},
        plan::root::CalculatorField,
    },
};

/// The price of one calculation: the figures of a programme.
const COST: u64 = 200;

/// Plans the calculators.
pub(super) fn plan(document: &Document<'_>, collected: &Collected<'_>) -> Result<(RootField, u64)> {
    let mut all = Vec::new();
    let mut cost = 1u64;
    let shape = shape();
    for inner in document.collect(&collected.sets(), TYPE, &[]) {
        let known = calculators()
            .iter()
            .find(|calculator| camel(calculator.name) == inner.name());
        let asked = match known {
            None if inner.name() == "__typename" => CalculatorField::Typename,
            None => return Err(inner.unplanned(TYPE)),
            Some(calculator) => {
                cost = cost.saturating_add(COST);
                CalculatorField::Calculation {
                    given: calculator.read(&given(document, &inner, calculator)?)?,
                    language: document.language(&inner)?,
                    asked: document.projection(&shape, &inner, &[])?,
                    calculator,
                }
            }
        };
        all.push((inner.key.to_owned(), asked));
    }
    Ok((RootField::Calculators(all), cost))
}

/// The arguments, as the text that the calculator reads.
fn given(document: &Document<'_>, collected: &Collected<'_>, calculator: &Calculator) -> Result<Vec<(String, String)>> {
    let mut given = Vec::new();
    for input in &calculator.inputs {
        if let Some(value) = document.argument(collected, &camel(input.name)) {
            let text = match &value {
                async_graphql_value::ConstValue::List(items) => items
                    .iter()
                    .map(as_text)
                    .collect::<Option<Vec<_>>>()
                    .map(|items| items.join(",")),
                single => as_text(single),
            };
            let text = text.ok_or_else(|| {
                Error::bad_input(wording!(
                    "{} : une valeur simple est attendue",
                    "{}: a plain value is wanted",
                    camel(input.name)
                ))
            })?;
            given.push((input.name.to_owned(), text));
        }
    }
    Ok(given)
}
