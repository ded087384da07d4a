use entity::roadmap_progress::{Column as C, Entity, Relation as R};

use super::vocabularies::PROGRESS_STATE;
use crate::datasets::model::{
    declaration::{Dataset, dataset, date, note, reference, term},
    family::fr_en,
};

/// A region's progress on an action of its roadmap, published by its ARS.
pub(super) fn declare() -> Dataset {
    dataset(
        "roadmap-progress",
        "roadmap-progress-report",
        Entity,
        fr_en("Avancement des feuilles de route", "Roadmap progress"),
        fr_en(
            "L'avancement d'une région sur une action de sa feuille de route, publié par son ARS.",
            "A region's progress on an action of its roadmap, published by its ARS.",
        ),
    )
    .family(&super::families::ROADMAP)
    .columns([
        reference(
            R::ActionId,
            fr_en("Action", "Action"),
            fr_en("Action dont on dit l'avancement.", "The action reported on."),
        ),
        reference(R::RegionId, fr_en("Région", "Region"), fr_en("Région.", "The region.")),
        term(
            C::State,
            &PROGRESS_STATE,
            fr_en("État", "State"),
            fr_en("Où en est l'action.", "Where the action stands."),
        ),
        date(
            [C::AsOf, C::AsOfEarliest, C::AsOfLatest],
            fr_en("À la date du", "As of"),
            fr_en("Date de l'état.", "The date of the statement."),
        ),
        note(C::Note),
    ])
}
