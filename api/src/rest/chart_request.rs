use chrono::NaiveDate;

use crate::{
    charts::{MOST_POINTS, Theme, WIDTHS},
    datasets::{
        Dataset, PageRequest,
        aggregate::groups::quantities,
        model::{parse::brief, suggestion::did_you_mean},
    },
    domain::{Error, Result, wording},
    files::Form,
    web::{
        list_query::Query,
        query::{number, pairs, refuse_twice},
    },
};

/// The parameters of a chart, besides those of the list.
pub(super) const PARAMETERS: [&str; 4] = ["chart", "y", "width", "theme"];

/// A chart, as a query string asks for it.
pub(super) struct ChartRequest {
    /// The rows.
    pub(super) page: PageRequest,
    /// How it is drawn, if it says.
    pub(super) shape: Option<Shown>,
    /// The column of the values.
    pub(super) value: usize,
    /// Whether it says how many rows at most.
    pub(super) is_limited: bool,
    pub(super) width: u32,
    pub(super) theme: Theme,
}

/// How a list is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A line for each series.
    Line,
    /// A bar for each row.
    Bar,
    /// The regions.
    Map,
}

/// The names of the ways in which a list is drawn.
const SHAPES: [(&str, Shown); 3] = [("line", Shown::Line), ("bar", Shown::Bar), ("map", Shown::Map)];

impl ChartRequest {
    /// Reads a query string.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and what it accepts.
    pub(super) fn parse(dataset: &'static Dataset, text: &str, today: NaiveDate) -> Result<Self> {
        let given = pairs(text)?;
        refuse_twice(&given, &PARAMETERS)?;
        let mut request = Self {
            page: PageRequest::default(),
            shape: None,
            is_limited: false,
            value: value(dataset)?,
            width: WIDTHS[2],
            theme: Theme::Light,
        };
        for (name, value) in &given {
            match name.as_str() {
                "chart" => request.shape = Some(shape(dataset, value)?),
                "y" => request.value = column(dataset, value)?,
                "width" => request.width = width(value)?,
                "theme" => request.theme = theme(value)?,
                _ => {}
            }
        }
        let of_list = form_urlencoded::parse(text.as_bytes()).filter(|(name, _)| !PARAMETERS.contains(&name.as_ref()));
        let of_list = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(of_list)
            .finish();
        let query = Query::parse(dataset, Form::Page, &of_list, today)?;
        request.page = query.page;
        request.is_limited = query.limit.is_some();
        request.page.limit = query.limit.unwrap_or(MOST_POINTS);
        Ok(request)
    }
}

/// The column that a chart shows unless it is said.
fn value(dataset: &Dataset) -> Result<usize> {
    quantities(dataset).first().copied().ok_or_else(|| {
        Error::bad_input(wording!(
            "{} n'a pas de nombre à dessiner : lisez la liste, ou comptez ses lignes par groups",
            "{} has no number to draw: read the list, or count its rows by groups",
            dataset.name
        ))
    })
}

fn column(dataset: &Dataset, name: &str) -> Result<usize> {
    let known = quantities(dataset);
    let named = |place: &usize| dataset.columns[*place].name;
    known.iter().copied().find(|place| named(place) == name).ok_or_else(|| {
        let hint = did_you_mean(name, known.iter().map(named));
        Error::bad_input(wording!(
            "y : « {} » n'est pas une colonne de nombres{hint} ; il y a {}",
            "y: \"{}\" is no column of numbers{hint}; there are {}",
            [hint],
            brief(name),
            known.iter().map(named).collect::<Vec<_>>().join(", ")
        ))
    })
}

fn shape(dataset: &Dataset, name: &str) -> Result<Shown> {
    let found = SHAPES.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape);
    let shape = found.ok_or_else(|| {
        let hint = did_you_mean(name, SHAPES.map(|(known, _)| known));
        Error::bad_input(wording!(
            "chart : « {} » n'est pas un dessin{hint} ; il y a line, bar et map",
            "chart: \"{}\" is no drawing{hint}; there are line, bar and map",
            [hint],
            brief(name)
        ))
    })?;
    if shape == Shown::Line && dataset.column("period").is_none() {
        return Err(Error::bad_input(wording!(
            "chart : {} n'a pas de période, une ligne n'y a pas de sens ; essayez bar",
            "chart: {} has no period, a line means nothing there; try bar",
            dataset.name
        )));
    }
    Ok(shape)
}

fn width(text: &str) -> Result<u32> {
    let [least, greatest, _] = WIDTHS.map(|width| width as usize);
    Ok(u32::try_from(number("width", text, least, greatest)?).unwrap_or(WIDTHS[2]))
}

fn theme(text: &str) -> Result<Theme> {
    Theme::of_name(text).ok_or_else(|| {
        Error::bad_input(wording!(
            "theme : « {} » n'est pas un thème : light ou dark",
            "theme: \"{}\" is no theme: light or dark",
            brief(text)
        ))
    })
}
