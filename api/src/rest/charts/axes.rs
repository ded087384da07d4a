use super::shown::Shown;
use crate::{
    datasets::{
        Dataset, Kind,
        model::{parse::brief, suggestion::did_you_mean},
    },
    domain::{Error, Result, wording},
};

/// What stands along a chart of rows, and what tells its series apart, where the request says.
#[derive(Default)]
pub(super) struct Axes {
    /// The column of `x`.
    pub(super) x: Option<usize>,
    /// The columns of `by`.
    pub(super) by: Vec<usize>,
}

impl Axes {
    /// Reads `x` and `by`.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and what it accepts.
    pub(super) fn parse(dataset: &Dataset, x: Option<&str>, by: Option<&str>, shape: Option<Shown>) -> Result<Self> {
        if matches!(shape, Some(Shown::Map | Shown::Tiles)) && (x.is_some() || by.is_some()) {
            return Err(Error::bad_input(wording!(
                "x et by : une carte a ses régions pour axes ; ôtez-les, ou essayez bar",
                "x and by: the regions are the axes of a map; leave them out, or try bar"
            )));
        }
        let x = x.map(|name| column(dataset, "x", name, is_axis)).transpose()?;
        if shape == Some(Shown::Line) && x.is_some_and(|place| !is_date(dataset, place)) {
            return Err(Error::bad_input(wording!(
                "x : une ligne suit le temps, donc une colonne de dates ; essayez chart=bar",
                "x: a line follows time, so a column of dates; try chart=bar"
            )));
        }
        let names = by.into_iter().flat_map(|names| names.split(','));
        let by = names.map(|name| column(dataset, "by", name, names_series));
        Ok(Self {
            x,
            by: by.collect::<Result<_>>()?,
        })
    }

    pub(super) fn are_given(&self) -> bool {
        self.x.is_some() || !self.by.is_empty()
    }
}

/// Whether a column holds dates.
pub(super) fn is_date(dataset: &Dataset, place: usize) -> bool {
    matches!(dataset.columns[place].kind, Kind::Date)
}

fn is_axis(dataset: &Dataset, place: usize) -> bool {
    is_date(dataset, place) || names_series(dataset, place)
}

/// Whether the values of a column are names: of records, of terms, or words.
fn names_series(dataset: &Dataset, place: usize) -> bool {
    let column = &dataset.columns[place];
    let is_named = matches!(column.kind, Kind::Reference(_) | Kind::Term(_));
    is_named || matches!(column.name, "category" | "name" | "part" | "year")
}

fn column(dataset: &Dataset, parameter: &str, name: &str, fits: fn(&Dataset, usize) -> bool) -> Result<usize> {
    let known = || (0..dataset.columns.len()).filter(|place| fits(dataset, *place));
    let named = |place: usize| dataset.columns[place].name;
    known().find(|place| named(*place) == name).ok_or_else(|| {
        let hint = did_you_mean(name, known().map(named));
        Error::bad_input(wording!(
            "{parameter} : « {} » n'est pas une colonne qui nomme{hint} ; il y a {}",
            "{parameter}: \"{}\" is no column that names{hint}; there are {}",
            [hint],
            brief(name),
            known().map(named).collect::<Vec<_>>().join(", ")
        ))
    })
}
