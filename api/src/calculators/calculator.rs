use super::{
    figures::Figures,
    inputs::{self, Input, Inputs},
    outcome::Outcome,
};
use crate::{
    domain::{Bilingual, Result, Wording},
    store::Snapshot,
};

/// A calculation that anyone can ask for.
#[derive(Debug)]
pub struct Calculator {
    /// Its name in REST (`sun-es`).
    pub name: &'static str,
    /// Its title.
    pub title: Bilingual,
    /// What it computes.
    pub description: Bilingual,
    /// Its inputs.
    pub inputs: Vec<Input>,
    /// The programme whose figures it uses.
    pub programme: &'static str,
    /// The datasets of these figures.
    pub datasets: &'static [&'static str],
    pub(super) work: fn(&Inputs, &Figures) -> Result<Outcome>,
}

impl Calculator {
    /// Parses the inputs of a caller, given as text by name.
    ///
    /// # Errors
    /// `BadInput` that names the input, and what it accepts.
    pub fn read(&self, given: &[(String, String)]) -> Result<Inputs> {
        inputs::read(&self.inputs, given)
    }

    /// The inputs that are refused by themselves, by their names, each with the reason: those that cannot be read, and those that are missing.
    pub fn refusals(&self, given: &[(String, String)]) -> Vec<(&'static str, Wording)> {
        inputs::refusals(&self.inputs, given)
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
