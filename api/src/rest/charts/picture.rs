use axum::http::HeaderMap;

use crate::{
    charts::{Chart, PNG, SVG, draw, png},
    domain::{Error, Language, Result, civil_day, day_in_words, wording},
    store::Snapshot,
    web::{language, representation::Representation},
};

/// What a picture is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Picture {
    /// Lines and words.
    Svg,
    /// Points.
    Png,
}

impl Picture {
    /// Every picture, by the ending of its address.
    pub(crate) const ALL: [(Self, &str, &str); 2] = [(Self::Svg, "svg", SVG), (Self::Png, "png", PNG)];

    /// The picture of an ending.
    pub(crate) fn of_ending(ending: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known, _)| *known == ending);
        found.map(|(picture, ..)| *picture)
    }
}

/// How many rows a chart reads at most.
pub(super) const MOST_READ: usize = 10_000;

/// The error of a list that is too long for a chart.
pub(super) fn too_many(most: usize) -> Error {
    Error::bad_input(wording!(
        "la liste a plus de {most} lignes : ajoutez un filtre (une région, un indicateur, une période), ou lisez-la par groups",
        "the list has more than {most} rows: add a filter (a region, an indicator, a period), or read it by groups"
    ))
}

/// The language of a chart: the one that is asked for.
pub(super) fn spoken(query: &str, headers: &HeaderMap) -> Language {
    language::negotiated(query, headers).unwrap_or_default()
}

/// Draws a chart, on a thread of its own where it takes long.
pub(super) async fn pictured(chart: Chart, picture: Picture, scale: u32) -> Result<Representation> {
    let svg = draw(&chart);
    if picture == Picture::Svg {
        return Ok(Representation::whole(SVG, svg));
    }
    let points = tokio::task::spawn_blocking(move || png(&svg, scale));
    Ok(Representation::whole(PNG, points.await.map_err(Error::internal)??))
}

/// The day of the revision, the revision and the licence, as the foot of a chart says them.
pub(super) fn published(snapshot: &Snapshot, language: Language) -> String {
    let day = snapshot
        .published_at()
        .map(|at| day_in_words(civil_day(at)).text(language).to_owned());
    format!(
        "Ségur Ouvert, {} {}{}. Licence Ouverte 2.0.",
        language.say("révision", "revision"),
        snapshot.revision(),
        day.map(|day| format!(", {day}")).unwrap_or_default(),
    )
}

/// What is said of rows that hold others beside them.
pub(super) const TOTALS: [&str; 2] = [
    "Un total et ses parties, ou deux décisions sur le même argent, sont côte à côte : ne les additionnez pas.",
    "A total and its parts, or two decisions on the same money, stand side by side: do not add them.",
];
