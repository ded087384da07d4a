use super::row_warning::RowWarning;
use crate::{
    datasets::{model::declaration::place, registry},
    domain::{ApproximateDate, Result, Value, wording},
    publishing::Publication,
};

/// A phase ends before its window opens.
pub(super) const OUTSIDE_ITS_WINDOW: &str = "outside_its_window";

/// The kinds of phases that open a window.
const OPENING: [&str; 2] = ["application", "order"];

/// The kinds of phases that follow them.
const FOLLOWING: [&str; 4] = ["instruction", "measurement", "delivery", "balance"];

/// Phases that end before their window takes applications or orders.
pub(super) fn warnings(publication: &Publication) -> Result<Vec<RowWarning>> {
    let mut warnings = Vec::new();
    for entry in &publication.entries {
        let dataset = registry().target(entry.dataset)?;
        let Some((part, phases)) = dataset
            .parts
            .iter()
            .zip(&entry.parts)
            .find(|(part, _)| part.name == "phases")
        else {
            continue;
        };
        let cell = |phase: &'_ [Value], name| place(&part.columns, name).and_then(|place| phase.get(place)).cloned();
        let is_one_of = |phase: &[Value], kinds: &[&str]| {
            let is_kind = matches!(cell(phase, "kind"), Some(Value::Term(kind)) if kinds.contains(&kind));
            is_kind && cell(phase, "superseded") != Some(Value::Boolean(true))
        };
        let date = |phase: &[Value], name| match cell(phase, name) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        };
        let opening = phases
            .iter()
            .filter(|phase| is_one_of(phase, &OPENING))
            .filter_map(|phase| date(phase, "starts_on"))
            .min_by_key(ApproximateDate::earliest);
        let Some(opening) = opening.filter(|opening| opening.earliest().is_some()) else {
            continue;
        };
        for end in phases
            .iter()
            .filter(|phase| is_one_of(phase, &FOLLOWING))
            .filter_map(|phase| date(phase, "ends_on"))
            .filter(|end| end.latest().is_some_and(|end| Some(end) < opening.earliest()))
        {
            let (end, opening) = (end.in_words(), opening.in_words());
            let message = wording!(
                "une phase finit ({end}) avant que la fenêtre ouvre ({opening})",
                "a phase ends ({end}) before the window opens ({opening})",
                [end, opening]
            );
            warnings.push(RowWarning::new(entry, OUTSIDE_ITS_WINDOW, "phases", message));
        }
    }
    Ok(warnings)
}
