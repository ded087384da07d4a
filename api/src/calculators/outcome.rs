use super::Figure;
use crate::{
    datasets::vocabularies::QUALIFIER,
    domain::{Decimal, Euros, Shape, ShapeKind, Wording},
};

/// The outcome of a calculator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The payments, those that are zero too.
    pub lines: Vec<Line>,
    /// Why the case is not eligible; none when it is.
    pub refusals: Vec<Remark>,
    /// Remarks for the caller.
    pub remarks: Vec<Remark>,
    /// What it would come to if the sources were read otherwise.
    pub alternatives: Vec<Alternative>,
    /// The records used: dataset and slug.
    pub used: Vec<(&'static str, String)>,
}

/// One amount of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What it is for.
    pub label: Wording,
    /// How many units.
    pub quantity: Option<Decimal>,
    /// The amount of a unit.
    pub unit_amount: Option<Euros>,
    /// How exactly the source gives it.
    pub qualifier: Option<&'static str>,
    /// The share of it that is paid, in percent.
    pub rate: Option<Decimal>,
    /// The increase, in percent.
    pub increase: Option<Decimal>,
    /// What is paid; zero when it is not.
    pub amount: Euros,
    /// What had to be reached.
    pub measures: Vec<Measure>,
    /// When it is paid.
    pub instalments: Vec<Instalment>,
    /// The record that sets the amount, or the rate.
    pub figure: Option<String>,
}

/// A value that had to reach a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What is measured.
    pub label: Wording,
    /// The target, in percent.
    pub target: Decimal,
    /// The value, in percent; none when it was not given.
    pub value: Option<Decimal>,
    /// Whether the target is reached.
    pub reached: bool,
}

/// A part of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// When it is paid.
    pub when: Wording,
    /// Its share, in percent.
    pub share: Decimal,
    /// Its amount.
    pub amount: Euros,
}

/// Something told in words, with a code for programs and the record that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Its code.
    pub code: &'static str,
    /// Its words.
    pub message: Wording,
    /// The record, by its slug.
    pub figure: Option<String>,
}

/// What it would come to if the sources were read otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// How they would be read.
    pub label: Wording,
    /// What it would come to.
    pub total: Euros,
}

impl Outcome {
    /// What is paid in all: zero when the case is not eligible; none when there is no amount.
    pub fn total(&self) -> Option<Euros> {
        if self.lines.is_empty() {
            return None;
        }
        Some(if self.refusals.is_empty() {
            self.sum()
        } else {
            Euros::default()
        })
    }

    /// Whether it comes to so much at most: the source gives the greatest amount of a line.
    pub fn is_at_most(&self) -> bool {
        let is_greatest = |line: &Line| line.qualifier == Some("at_most") && line.amount.cents() > 0;
        self.refusals.is_empty() && self.lines.iter().any(is_greatest)
    }

    /// What the lines come to.
    pub(super) fn sum(&self) -> Euros {
        Euros::from_cents(self.lines.iter().map(|line| line.amount.cents()).sum())
    }

    pub(super) fn uses(&mut self, figure: &Figure) {
        let used = (figure.dataset.name, figure.slug().to_owned());
        if !self.used.contains(&used) {
            self.used.push(used);
        }
    }

    pub(super) fn refuse(&mut self, code: &'static str, message: Wording, figure: Option<&Figure>) {
        self.refusals.push(self.remark_of(code, message, figure));
        figure.map(|figure| self.uses(figure)).unwrap_or_default();
    }

    pub(super) fn remark(&mut self, code: &'static str, message: Wording, figure: Option<&Figure>) {
        self.remarks.push(self.remark_of(code, message, figure));
        figure.map(|figure| self.uses(figure)).unwrap_or_default();
    }

    fn remark_of(&self, code: &'static str, message: Wording, figure: Option<&Figure>) -> Remark {
        Remark {
            code,
            message,
            figure: figure.map(|figure| figure.slug().to_owned()),
        }
    }
}

/// An amount times a quantity and a percentage, rounded to the nearest cent, halves up.
pub(super) fn product(unit: Euros, quantity: Decimal, percent: Decimal) -> Euros {
    let exact = i128::from(unit.cents()) * i128::from(quantity.thousandths()) * i128::from(percent.thousandths());
    // A quantity and a percentage in thousandths, and a percentage in hundredths.
    let scale = 1_000 * 1_000 * 100;
    let cents = (exact + scale / 2).div_euclid(scale);
    Euros::from_cents(i64::try_from(cents).unwrap_or(i64::MAX))
}

/// A whole number as a quantity.
pub(super) fn whole(number: i64) -> Decimal {
    Decimal::from_thousandths(number.saturating_mul(1000)).unwrap_or_default()
}

/// What an answer is made of.
pub fn shape() -> Shape {
    use ShapeKind::{Boolean, Decimal, Euros, Objects, Term, Text};
    let measure = Shape::new("CalculationMeasure", "A value that had to reach a target.")
        .with("label", Text, "What is measured.")
        .with("target", Decimal, "The target, in percent.")
        .with_optional("value", Decimal, "The value given, in percent; null when it was not.")
        .with("reached", Boolean, "Whether the target is reached.");
    let instalment = Shape::new("CalculationInstalment", "A part of a payment.")
        .with("when", Text, "When it is paid.")
        .with("share", Decimal, "Its share, in percent.")
        .with("amount", Euros, "Its amount.");
    let line = Shape::new("CalculationLine", "One amount of an answer.")
        .with("label", Text, "What it is for.")
        .with_optional("quantity", Decimal, "How many units.")
        .with_optional("unit_amount", Euros, "The amount of a unit.")
        .with_optional("qualifier", Term(&QUALIFIER), "How exactly the source gives it.")
        .with_optional("rate", Decimal, "The share of it that is paid, in percent.")
        .with_optional("increase", Decimal, "The increase, in percent.")
        .with("amount", Euros, "What is paid; zero when it is not.")
        .with("measures", Objects(measure), "What had to be reached for it.")
        .with("instalments", Objects(instalment), "When it is paid.")
        .with_optional("record", Text, "The public name of the record that sets it.");
    let remark = Shape::new("CalculationRemark", "Something told in words.")
        .with("code", Text, "A code, for programs.")
        .with("message", Text, "The words, in the language asked.")
        .with_optional("record", Text, "The public name of the record that it rests on.");
    let alternative = Shape::new(
        "CalculationAlternative",
        "What it would come to if the sources were read otherwise.",
    )
    .with("label", Text, "How they would be read.")
    .with("total", Euros, "What it would come to.");
    Shape::new(
        "Calculation",
        "What the published tariffs, targets and rules come to for one case.",
    )
    .with("calculator", Text, "The calculator.")
    .with("eligible", Boolean, "Whether nothing refuses the case.")
    .with_optional(
        "total",
        Euros,
        "What is paid in all: zero when the case is not eligible; null when there is no amount.",
    )
    .with(
        "at_most",
        Boolean,
        "Whether the total is an upper bound: a source says \"up to\".",
    )
    .with("lines", Objects(line), "What is paid, one by one.")
    .with("refusals", Objects(remark.clone()), "Why the case is not eligible.")
    .with("remarks", Objects(remark), "What to know beside.")
    .with(
        "alternatives",
        Objects(alternative),
        "What it would come to if unclear sources were read otherwise.",
    )
    .with(
        "records",
        Objects(record_shape()),
        "The published records used, with their sources.",
    )
}

fn record_shape() -> Shape {
    use ShapeKind::{OptionalTexts, Text};
    Shape::new(
        "CalculationRecord",
        "A published record that the calculation used, with its sources.",
    )
    .with("dataset", Text, "Its dataset.")
    .with("slug", Text, "Its public name.")
    .with_optional("name", Text, "Its name.")
    .with("address", Text, "Where to read it.")
    .with(
        "source_document",
        OptionalTexts,
        "The documents that it cites; the lists run in parallel.",
    )
    .with("source_title", OptionalTexts, "Their titles.")
    .with("source_locator", OptionalTexts, "The places in them.")
}
