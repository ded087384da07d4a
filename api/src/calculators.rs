//! What the published tariffs, targets and rules come to for one case: pure functions over figures, each answer naming those it used.

/// Health centres (avenant 4).
mod centres_de_sante;
/// ESMS numérique.
mod esms_numerique;
/// The published figures that a calculator works with.
mod figures;
/// What a caller gives.
mod inputs;
/// What a calculator answers.
mod outcome;
/// SONS.
mod sons;
/// SUN-ES.
mod sun_es;

use std::sync::LazyLock;

pub use figures::{Figure, Figures};
pub use inputs::{Input, InputKind, Inputs};
pub use outcome::{Outcome, shape, to_json};

use crate::{
    datasets::model::{parse::brief, suggestion::did_you_mean},
    domain::{Bilingual, Error, Result, wording},
    store::Snapshot,
};

/// A calculation that anyone can ask for.
#[derive(Debug)]
pub struct Calculator {
    /// Its name in REST (`sun-es`).
    pub name: &'static str,
    /// Its title.
    pub title: Bilingual,
    /// What it works out.
    pub description: Bilingual,
    /// What it is given.
    pub inputs: Vec<Input>,
    /// The programme whose figures it uses.
    pub programme: &'static str,
    /// The datasets that these figures stand in.
    pub datasets: &'static [&'static str],
    work: fn(&Inputs, &Figures) -> Result<Outcome>,
}

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
            brief(name)
        ))
    })
}

impl Calculator {
    /// Reads what a caller gives, as text by name.
    ///
    /// # Errors
    /// `BadInput` that names the input, and what it accepts.
    pub fn read(&self, given: &[(String, String)]) -> Result<Inputs> {
        inputs::read(&self.inputs, given)
    }

    /// Works out an answer over the figures published at a revision.
    ///
    /// # Errors
    /// `BadInput` when the inputs do not go together; `Unavailable` when the store cannot be reached.
    pub async fn answer(&self, snapshot: &Snapshot, given: &Inputs) -> Result<Outcome> {
        let figures = Figures::read(snapshot, self.programme, self.datasets).await?;
        self.work_out(given, &figures)
    }

    /// Works out an answer over figures that are known.
    ///
    /// # Errors
    /// `BadInput` when the inputs do not go together.
    pub fn work_out(&self, given: &Inputs, figures: &Figures) -> Result<Outcome> {
        (self.work)(given, figures)
    }
}
