use crate::{
    datasets::model::{parse::brief, suggestion::did_you_mean},
    domain::{Error, Result, wording},
};

/// How a list is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A line for each series.
    Line,
    /// A bar for each row.
    Bar,
    /// A dot for each row.
    Dots,
    /// The regions.
    Map,
    /// The regions, as tiles.
    Tiles,
}

/// The names of the ways in which a list is drawn.
pub(crate) const SHAPES: [(&str, Shown); 5] = [
    ("line", Shown::Line),
    ("bar", Shown::Bar),
    ("dots", Shown::Dots),
    ("map", Shown::Map),
    ("tiles", Shown::Tiles),
];

/// The way of a name.
pub(super) fn shape(name: &str) -> Result<Shown> {
    let found = SHAPES.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape);
    found.ok_or_else(|| {
        let known = SHAPES.map(|(known, _)| known);
        let hint = did_you_mean(name, known);
        Error::bad_input(wording!(
            "chart : « {} » n'est pas un dessin{hint} ; il y a {}",
            "chart: \"{}\" is no drawing{hint}; there are {}",
            [hint],
            brief(name),
            known.join(", ")
        ))
    })
}
