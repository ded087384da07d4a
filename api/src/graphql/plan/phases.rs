use chrono::NaiveDate;

use super::{collect::Collected, document::Document};
use crate::{
    datasets::{Dataset, model::phases::Certainty, read::filter::time},
    domain::Result,
    graphql::names::phases_on_name,
};

/// A field of the phases under way on a day.
#[derive(Clone, Copy)]
pub(in crate::graphql) enum PhasesOnField {
    Typename,
    Kinds(Certainty),
}

impl<'a> Document<'a> {
    /// Plans the phases of a record under way on a day.
    pub(super) fn phases_on(
        &self,
        dataset: &Dataset,
        collected: &Collected<'a>,
    ) -> Result<(NaiveDate, Vec<(String, PhasesOnField)>)> {
        let day = time::day("date", &self.text(collected, "date")?.unwrap_or_default())?;
        let name = phases_on_name(dataset);
        let fields = self.collect(&collected.sets(), &name, &[]);
        let fields = fields.iter().map(|field| {
            let asked = match field.name() {
                "certain" => PhasesOnField::Kinds(Certainty::Certain),
                "uncertain" => PhasesOnField::Kinds(Certainty::Uncertain),
                "__typename" => PhasesOnField::Typename,
                _ => return Err(field.unplanned(&name)),
            };
            Ok((field.key.to_owned(), asked))
        });
        Ok((day, fields.collect::<Result<_>>()?))
    }
}
