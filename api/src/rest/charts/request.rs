use chrono::NaiveDate;

use super::{
    axes::Axes,
    picture::MOST_READ,
    shown::{Shown, shape},
};
use crate::{
    charts::{OF_LISTS, Theme, WIDTHS, split_parameters},
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

/// How a chart looks, as a query string asks for it.
pub(super) struct Look {
    /// How it is drawn, if it says.
    pub(super) shape: Option<Shown>,
    /// The figure that is drawn, if it says.
    pub(super) y: Option<String>,
    /// What stands along it and what tells its series apart, of a list, if it says.
    x: Option<String>,
    by: Option<String>,
    pub(super) width: u32,
    pub(super) theme: Theme,
    /// How many points of a picture are a pixel of its width.
    pub(super) scale: u32,
}

/// A list as a chart, as a query string asks for it.
pub(super) struct ChartRequest {
    pub(super) look: Look,
    /// The rows.
    pub(super) page: PageRequest,
    /// The column of the values.
    pub(super) value: usize,
    /// What stands along it, and what tells its series apart.
    pub(super) axes: Axes,
    /// Whether it says how many rows at most.
    pub(super) is_limited: bool,
}

impl Look {
    /// Reads the parameters of a chart, which are named, and gives the others back.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and what it accepts.
    pub(super) fn parse(text: &str, known: &[&'static str]) -> Result<(Self, String)> {
        refuse_twice(&pairs(text)?, known)?;
        let (own, others) = split_parameters(text, known);
        let mut look = Self {
            shape: None,
            y: None,
            x: None,
            by: None,
            width: WIDTHS[2],
            theme: Theme::Light,
            scale: 1,
        };
        for (name, value) in &own {
            match name.as_str() {
                "chart" => look.shape = Some(shape(value)?),
                "y" => look.y = Some(value.clone()),
                "x" => look.x = Some(value.clone()),
                "by" => look.by = Some(value.clone()),
                "width" => look.width = width(value)?,
                "theme" => look.theme = theme(value)?,
                "scale" => look.scale = u32::try_from(number(name, value, 1, 2)?).unwrap_or(1),
                _ => {}
            }
        }
        Ok((look, others))
    }
}

impl ChartRequest {
    /// Reads a query string.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and what it accepts.
    pub(super) fn parse(dataset: &'static Dataset, text: &str, today: NaiveDate) -> Result<Self> {
        let (look, of_list) = Look::parse(text, &OF_LISTS)?;
        let value = match &look.y {
            Some(name) => column(dataset, name)?,
            None => value(dataset)?,
        };
        let axes = Axes::parse(dataset, look.x.as_deref(), look.by.as_deref(), look.shape)?;
        if look.shape == Some(Shown::Line) && axes.x.is_none() && dataset.column("period").is_none() {
            return Err(Error::bad_input(wording!(
                "chart : {} n'a pas de période, une ligne n'y a pas de sens ; essayez bar",
                "chart: {} has no period, a line means nothing there; try bar",
                dataset.name
            )));
        }
        let query = Query::parse(dataset, Form::Page, &of_list, today)?;
        let mut page = query.page;
        page.limit = query.limit.unwrap_or(MOST_READ);
        Ok(Self {
            look,
            page,
            value,
            axes,
            is_limited: query.limit.is_some(),
        })
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
