//! What the published tariffs, targets and rules come to for one case: pure functions over figures, each answer naming those it used.

/// Outcomes as JSON.
mod answer;
/// A calculation that anyone can ask for.
mod calculator;
/// Health centres (avenant 4).
mod centres_de_sante;
/// ESMS numérique.
mod esms_numerique;
/// The published figures that a calculator works with.
mod figures;
/// The inputs.
mod inputs;
/// The outcome of a calculator.
mod outcome;
/// SONS.
mod sons;
/// SONS: the text and the phase of orders.
mod sons_dates;
/// SONS: the proofs, and the referencing.
mod sons_proofs;
/// SUN-ES.
mod sun_es;

use std::sync::LazyLock;

use crate::{
    datasets::model::{parse::brief, suggestion::did_you_mean},
    domain::{Error, Result, wording},
};

pub use self::{
    answer::to_json,
    outcome::{Line, Outcome, Remark, shape},
};
pub use calculator::Calculator;
pub use figures::{Figure, Figures};
pub use inputs::{Input, InputKind, Inputs};

static CALCULATORS: LazyLock<Vec<Calculator>> = LazyLock::new(|| {
    vec![
        sun_es::calculator(),
        esms_numerique::calculator(),
        centres_de_sante::calculator(),
        sons::calculator(),
    ]
});

/// Every calculator.
pub fn calculators() -> &'static [Calculator] {
    &CALCULATORS
}

/// A calculator by its name, asked by a client.
///
/// # Errors
/// `NotFound`, with the nearest known name.
pub fn calculator(name: &str) -> Result<&'static Calculator> {
    let all = calculators();
    all.iter().find(|calculator| calculator.name == name).ok_or_else(|| {
        let hint = did_you_mean(name, all.iter().map(|calculator| calculator.name));
        Error::not_found(wording!(
            "il n'y a pas de calculateur « {} »{hint}",
            "there is no calculator \"{}\"{hint}",
            [hint],
            brief(name)
        ))
    })
}
