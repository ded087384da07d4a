use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    datasets::model::{parse::brief, suggestion::did_you_mean},
    domain::{Bilingual, Decimal, Error, Euros, Result, Vocabulary, Wording, wording},
};

/// An input of a calculator.
#[derive(Debug)]
pub struct Input {
    /// Its name in REST (`small_operator_essms`).
    pub name: &'static str,
    /// What it holds.
    pub kind: InputKind,
    /// Whether it must be given.
    pub required: bool,
    /// What it says, with its unit and range.
    pub description: Bilingual,
}

/// The kind of an input.
#[derive(Clone, Copy, Debug)]
pub enum InputKind {
    /// A whole number between two.
    Count(i64, i64),
    /// A quantity between two, with at most three decimals.
    Quantity(i64, i64),
    /// An amount of money.
    Euros,
    /// True or false.
    Boolean,
    /// A day.
    Day,
    /// A term of a closed list.
    Choice(&'static Vocabulary),
    /// The public name of a record of a dataset.
    Name(&'static str),
    /// Public names, separated by commas, of the rows of a dataset that a query string of its list chooses.
    Names(&'static str, &'static str),
}

/// The inputs of a caller, parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    values: BTreeMap<&'static str, GivenValue>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum GivenValue {
    Count(i64),
    Quantity(Decimal),
    Euros(Euros),
    Boolean(bool),
    Day(NaiveDate),
    Text(String),
    Texts(Vec<String>),
}

macro_rules! getter {
    ($name:ident, $variant:ident, $kind:ty) => {
        pub(super) fn $name(&self, name: &str) -> Option<$kind> {
            match self.values.get(name) {
                Some(GivenValue::$variant(value)) => Some(value.clone()),
                _ => None,
            }
        }
    };
}

impl Inputs {
    getter!(count, Count, i64);
    getter!(quantity, Quantity, Decimal);
    getter!(euros, Euros, Euros);
    getter!(boolean, Boolean, bool);
    getter!(day, Day, NaiveDate);
    getter!(text, Text, String);
    getter!(texts, Texts, Vec<String>);
}

/// Parses the inputs of a caller, given as text by name.
pub(super) fn read(inputs: &[Input], given: &[(String, String)]) -> Result<Inputs> {
    let mut values = BTreeMap::new();
    for (name, text) in given {
        let input = inputs.iter().find(|input| input.name == name).ok_or_else(|| {
            let hint = did_you_mean(name, inputs.iter().map(|input| input.name));
            Error::bad_input(wording!(
                "il n'y a pas d'entrée « {} »{hint}",
                "there is no input \"{}\"{hint}",
                [hint],
                brief(name)
            ))
        })?;
        if text.is_empty() {
            continue;
        }
        let value = value(input, text)
            .map_err(|reason| Error::bad_input(wording!("{} : {reason}", "{}: {reason}", [reason], name)))?;
        if values.insert(input.name, value).is_some() {
            return Err(Error::bad_input(wording!(
                "{name} est donné deux fois",
                "{name} is given twice"
            )));
        }
    }
    if let Some(missing) = missing(inputs, given).next() {
        let description = Wording::from(missing.description);
        return Err(Error::bad_input(wording!(
            "{} est nécessaire : {description}",
            "{} is needed: {description}",
            [description],
            missing.name
        )));
    }
    Ok(Inputs { values })
}

/// The inputs that are refused by themselves, each with the reason: those that cannot be read, and those that are missing.
pub(super) fn refusals(inputs: &[Input], given: &[(String, String)]) -> Vec<(&'static str, Wording)> {
    let read = given.iter().filter(|(_, text)| !text.is_empty());
    let unread = read.filter_map(|(name, text)| {
        let input = inputs.iter().find(|input| input.name == name)?;
        Some((input.name, value(input, text).err()?))
    });
    let missing = missing(inputs, given).map(|input| (input.name, wording!("à remplir", "to be filled")));
    unread.chain(missing).collect()
}

/// The inputs that are needed and not given.
fn missing<'a>(inputs: &'a [Input], given: &'a [(String, String)]) -> impl Iterator<Item = &'a Input> {
    let is_given = |input: &Input| given.iter().any(|(name, text)| name == input.name && !text.is_empty());
    inputs.iter().filter(move |input| input.required && !is_given(input))
}

/// The value of an input, or why it is refused.
fn value(input: &Input, text: &str) -> Result<GivenValue, Wording> {
    let refuse = |accepts: Wording| {
        wording!(
            "« {} » n'est pas {accepts}",
            "\"{}\" is not {accepts}",
            [accepts],
            brief(text)
        )
    };
    Ok(match input.kind {
        InputKind::Count(least, most) => {
            let read = text.parse().ok().filter(|number| (least..=most).contains(number));
            GivenValue::Count(read.ok_or_else(|| {
                refuse(wording!(
                    "un nombre entier entre {least} et {most}",
                    "a whole number between {least} and {most}"
                ))
            })?)
        }
        InputKind::Quantity(least, most) => {
            let within = |quantity: &Decimal| (least * 1000..=most * 1000).contains(&quantity.thousandths());
            let read = Decimal::parse(text).ok().filter(within);
            GivenValue::Quantity(read.ok_or_else(|| {
                refuse(wording!(
                    "un nombre entre {least} et {most}, avec au plus trois décimales",
                    "a number between {least} and {most}, with at most three decimals"
                ))
            })?)
        }
        InputKind::Euros => {
            let read = Euros::parse(text)
                .ok()
                .filter(|amount| (0..=MOST_CENTS).contains(&amount.cents()));
            GivenValue::Euros(read.ok_or_else(|| {
                refuse(wording!(
                    "un montant en euros, de 0 à 1000000000, comme 1234.50",
                    "an amount in euros, from 0 to 1000000000, as 1234.50"
                ))
            })?)
        }
        InputKind::Boolean => match text {
            "true" => GivenValue::Boolean(true),
            "false" => GivenValue::Boolean(false),
            _ => return Err(refuse(wording!("true ou false", "true or false"))),
        },
        InputKind::Day => {
            let read = NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()
                .filter(|_| text.len() == 10);
            GivenValue::Day(read.ok_or_else(|| refuse(wording!("un jour, comme 2022-03-14", "a day, as 2022-03-14")))?)
        }
        InputKind::Choice(vocabulary) => {
            let read = vocabulary.code(&text.to_lowercase());
            GivenValue::Text(
                read.ok_or_else(|| refuse(wording!("l'un de {}", "one of {}", vocabulary.codes())))?
                    .to_owned(),
            )
        }
        InputKind::Name(_) => GivenValue::Text(text.to_owned()),
        InputKind::Names(..) => GivenValue::Texts(
            text.split(',')
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
        ),
    })
}

/// A billion euros: more than any forfait.
const MOST_CENTS: i64 = 100_000_000_000;
