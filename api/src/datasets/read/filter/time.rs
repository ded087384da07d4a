use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;

use super::Filter;
use crate::{
    datasets::{
        Dataset, Identity, Kind,
        model::{parse::brief, suggestion::did_you_mean},
    },
    domain::{Bilingual, Error, Moment, Result, Vocabulary, wording},
};

/// A question that a dataset answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Which rows have a phase on a day.
    OpenOn,
    /// Which have one today.
    Current,
    /// Which observation is the last measured one of its series.
    Latest,
    /// What was published after a moment.
    Since,
}

impl Question {
    const ALL: [Self; 4] = [Self::OpenOn, Self::Current, Self::Latest, Self::Since];

    /// Its name, in REST and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenOn => "open_on",
            Self::Current => "current",
            Self::Latest => "latest",
            Self::Since => "since",
        }
    }

    /// What it asks.
    pub fn description(self) -> Bilingual {
        match self {
            Self::OpenOn => Bilingual::new(
                "Une phase couvre ce jour, ou peut le couvrir quand son début ou sa fin ne sont pas connus au jour près ; une phase remplacée ne compte pas.",
                "A phase covers this day, or may cover it where its start or end is not known to the day; a superseded phase does not count.",
            ),
            Self::Current => Bilingual::new(
                "Une phase couvre aujourd'hui (à Paris), ou peut le couvrir.",
                "A phase covers today (in Paris), or may cover it.",
            ),
            Self::Latest => Bilingual::new(
                "La dernière valeur mesurée de sa série : celle dont la période finit le plus tard, pas après aujourd'hui.",
                "The last measured value of its series: the one whose period ends last, not after today.",
            ),
            Self::Since => Bilingual::new(
                "Publié tel quel après ce moment : un numéro de révision (12), un jour à Paris (2026-11-24) ou un instant avec son décalage (2026-11-24T09:00:00Z).",
                "Published as it is after this moment: the number of a revision (12), a day in Paris (2026-11-24) or an instant with its offset (2026-11-24T09:00:00Z).",
            ),
        }
    }

    /// Whether it may be asked of phases of one kind: `open_on.order`.
    pub fn takes_phase(self) -> bool {
        matches!(self, Self::OpenOn | Self::Current)
    }
}

/// The questions that a dataset answers.
pub fn questions(dataset: &Dataset) -> impl Iterator<Item = Question> {
    let (has_phases, is_series) = (dataset.phases().is_some(), dataset.identity == Identity::Series);
    Question::ALL.into_iter().filter(move |question| match question {
        Question::OpenOn | Question::Current => has_phases,
        Question::Latest => is_series,
        Question::Since => true,
    })
}

/// The kinds of phases of a dataset.
pub fn phase_kinds(dataset: &Dataset) -> Option<&'static Vocabulary> {
    match dataset.phases()?.kind.kind {
        Kind::Term(vocabulary) => Some(vocabulary),
        _ => None,
    }
}

/// A question of a dataset, if a parameter's name is one: `open_on`, `open_on.order`.
pub fn named(dataset: &Dataset, name: &str) -> Option<Question> {
    questions(dataset).find(|question| question.name() == name)
}

/// Reads a question: the kind of phase, if one is named, and what it is asked with.
///
/// # Errors
/// `BadInput` for a kind of phase, a day or a moment that cannot be read.
pub fn condition(dataset: &Dataset, question: Question, phase: Option<&str>, value: &str) -> Result<Filter> {
    let phase = phase.map(|phase| kind_of_phase(dataset, question, phase)).transpose()?;
    Ok(match question {
        Question::OpenOn => Filter::OpenOn(Some(day(question.name(), value)?), phase),
        Question::Current => asked(question, value, Filter::OpenOn(None, phase))?,
        Question::Latest => asked(question, value, Filter::Latest)?,
        Question::Since => Filter::Since(moment(value)?),
    })
}

fn kind_of_phase(dataset: &Dataset, question: Question, phase: &str) -> Result<&'static str> {
    let vocabulary = phase_kinds(dataset).filter(|_| question.takes_phase());
    let known = vocabulary.map_or(&[][..], |vocabulary| vocabulary.terms);
    known
        .iter()
        .find(|term| term.code == phase)
        .map(|term| term.code)
        .ok_or_else(|| {
            let hint = did_you_mean(phase, known.iter().map(|term| term.code));
            let name = question.name();
            Error::bad_input(wording!(
                "{name} : il n'y a pas de phase « {} »{hint}",
                "{name}: there is no phase \"{}\"{hint}",
                [hint],
                brief(phase)
            ))
        })
}

/// A day.
///
/// # Errors
/// `BadInput` for anything else.
pub fn day(name: &str, text: &str) -> Result<NaiveDate> {
    let day = text.parse().ok().filter(|_| text.len() == "2022-10-01".len());
    day.ok_or_else(|| {
        Error::bad_input(wording!(
            "{name} : « {} » n'est pas un jour : écrivez 2022-10-01",
            "{name}: \"{}\" is not a day: write 2022-10-01",
            brief(text)
        ))
    })
}

/// The question itself, or its opposite.
fn asked(question: Question, value: &str, filter: Filter) -> Result<Filter> {
    match value {
        "true" => Ok(filter),
        "false" => Ok(Filter::Not(Box::new(filter))),
        _ => {
            let name = question.name();
            Err(Error::bad_input(wording!(
                "{name} vaut true ou false",
                "{name} is true or false"
            )))
        }
    }
}

/// The moment after which something was published; a day begins at midnight in Paris.
///
/// # Errors
/// `BadInput` for what is no moment.
pub fn moment(text: &str) -> Result<Moment> {
    let Ok(day) = day(Question::Since.name(), text) else {
        // What is still to come may be named: nothing was published after it.
        return Moment::parse(text, DateTime::<Utc>::MAX_UTC);
    };
    let midnight = Paris.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
    let midnight = midnight.ok_or_else(|| {
        Error::bad_input(wording!(
            "since : le {day} ne peut pas être lu",
            "since: {day} cannot be read"
        ))
    })?;
    Ok(Moment::Instant(midnight.with_timezone(&Utc) - Duration::nanoseconds(1)))
}
