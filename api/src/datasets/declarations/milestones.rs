use entity::milestone::{Column as C, Entity, Relation as R};

use super::vocabularies::MILESTONE_THEME;
use crate::datasets::model::{
    declaration::{Dataset, dataset, date, note, reference, term, words},
    family::fr_en,
};

/// A dated event of the Ségur: an announcement, an opening, a deadline, a campaign, a meeting.
pub(super) fn declare() -> Dataset {
    dataset(
        "milestones",
        "milestone",
        Entity,
        fr_en("Jalons", "Milestones"),
        fr_en(
            "Un événement daté du Ségur : annonce, ouverture, échéance, campagne, réunion.",
            "A dated event of the Ségur: an announcement, an opening, a deadline, a campaign, a meeting.",
        ),
    )
    .family(&super::families::FUNDING)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("L'événement.", "The event."),
        ),
        date(
            [C::Date, C::DateEarliest, C::DateLatest],
            fr_en("Date", "Date"),
            fr_en("Date de l'événement.", "When it happens."),
        ),
        reference(
            R::ProgrammeId,
            fr_en("Programme", "Programme"),
            fr_en("Programme concerné.", "The programme concerned."),
        ),
        reference(
            R::RegionId,
            fr_en("Région", "Region"),
            fr_en(
                "Région concernée, quand il y en a une.",
                "The region concerned, when there is one.",
            ),
        ),
        term(
            C::Theme,
            &MILESTONE_THEME,
            fr_en("Thème", "Theme"),
            fr_en("Thème de l'événement.", "What the event is about."),
        ),
        note(C::Note),
    ])
}
