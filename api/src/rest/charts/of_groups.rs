use axum::http::HeaderMap;
use serde_json::Value as Json;

use super::{
    grouped::{COUNT, FIGURES, Groups},
    picture::{Picture, TOTALS, pictured, published, spoken, too_many},
    request::Look,
    rows::ChartRows,
    shown::Shown,
};
use crate::{
    charts::{Chart, MOST_POINTS, OF_GROUPS, Shape},
    datasets::{
        PageRequest,
        model::{parse::brief, suggestion::did_you_mean},
        page,
        read::comparable::for_charts,
        registry,
    },
    domain::{Bilingual, Error, Result, wording},
    files::Form,
    rest::groups_query::GroupsQuery,
    store::Snapshot,
    web::{
        list_query::in_words::{in_words, names},
        representation::Representation,
    },
};

/// Groups as a chart: a point for each, of the figure that `y` names.
///
/// # Errors
/// `NotFound` for an unknown dataset; `BadInput` for groups that no chart shows, which says what would; `TooComplex` for too many.
pub(crate) async fn chart_of_groups(
    snapshot: Snapshot,
    name: &str,
    picture: Picture,
    text: &str,
    headers: &HeaderMap,
) -> Result<Representation> {
    let dataset = registry().dataset(name)?;
    let (look, of_groups) = Look::parse(text, &OF_GROUPS)?;
    let mut query = GroupsQuery::parse(dataset, Form::Page, &of_groups)?;
    let language = spoken(text, headers);
    // A map shows every region, however few groups are asked for.
    let is_map = matches!(look.shape, Some(Shown::Map | Shown::Tiles));
    query.grouping.limit = match is_map {
        true => MOST_POINTS,
        false => query.grouping.limit.min(MOST_POINTS),
    };
    let (total, groups) = query.grouping.run(&snapshot, dataset, Some(language)).await?;
    let drawn = Groups {
        figure: figure(look.y.as_deref(), &groups)?,
        dataset,
        grouping: &query.grouping,
        groups,
        language,
    };
    drawn.refuse_nothing()?;
    let shape = drawn.shape(look.shape)?;
    let rows = drawn.rows(&snapshot).await?;
    if is_map && drawn.figure != COUNT {
        rows.as_ref()
            .map_or_else(|| Err(too_many(MOST_POINTS)), ChartRows::refuse_unlike)?;
    }
    let mut notes = drawn.conditions(&snapshot, &of_groups).await?;
    notes.extend(drawn.left_out(total, rows.as_ref(), shape));
    let series = drawn.series(shape, &mut notes);
    if let Some(rows) = &rows {
        rows.notes_of_rows(&mut notes);
    }
    let chart = Chart {
        shape,
        title: drawn.title(),
        unit: drawn.unit(),
        series,
        notes,
        foot: rows.map_or_else(|| published(&snapshot, language), |rows| rows.foot(&snapshot)),
        lacking: Some([NOT_ADDED, if drawn.figure == COUNT { NO_ROW } else { NO_SUM }]),
        language,
        theme: look.theme,
        width: look.width,
    };
    pictured(chart, picture, look.scale).await
}

/// What a cross stands for, and what a region without a group has.
const NOT_ADDED: Bilingual = Bilingual::new(
    "× : les valeurs de ce groupe ne s'additionnent pas.",
    "×: the values of this group do not add up.",
);
const NO_ROW: Bilingual = Bilingual::new("aucune ligne", "no row");
const NO_SUM: Bilingual = Bilingual::new("rien à montrer", "nothing to show");

/// The figure that is drawn: the one asked for, or else the sum where there is one.
fn figure(asked: Option<&str>, groups: &[Json]) -> Result<&'static str> {
    let Some(name) = asked else {
        let is_summed = groups.iter().any(|group| !group["sum"].is_null());
        return Ok(if is_summed { "sum" } else { COUNT });
    };
    let known = FIGURES.map(|(known, _)| known);
    known.into_iter().find(|known| *known == name).ok_or_else(|| {
        let hint = did_you_mean(name, known);
        Error::bad_input(wording!(
            "y : un groupe n'a pas de « {} »{hint} ; il a {}",
            "y: a group has no \"{}\"{hint}; it has {}",
            [hint],
            brief(name),
            known.join(", ")
        ))
    })
}

impl Groups<'_> {
    /// Refuses groups of which none has the figure.
    fn refuse_nothing(&self) -> Result<()> {
        if self.groups.is_empty() || self.groups.iter().any(|group| !group[self.figure].is_null()) {
            return Ok(());
        }
        Err(Error::bad_input(wording!(
            "aucun groupe n'a de « {} » : leurs valeurs ne s'additionnent pas ; essayez y=count, ou une ligne par valeur",
            "no group has a \"{}\": their values do not add up; try y=count, or a row for each value",
            self.figure
        )))
    }

    /// The rows that are grouped, with their sources and notes; none where they are too many to name, or only counted.
    async fn rows(&self, snapshot: &Snapshot) -> Result<Option<ChartRows>> {
        let Some(measure) = self.grouping.measure.filter(|_| self.figure != COUNT) else {
            return Ok(None);
        };
        let request = PageRequest {
            filter: self.grouping.filter.clone(),
            limit: MOST_POINTS,
            ..PageRequest::default()
        };
        let found = page(snapshot, self.dataset, &request, &for_charts(self.dataset)).await?;
        Ok((!found.has_next).then(|| ChartRows::new(self.dataset, measure, found.nodes, self.language)))
    }

    /// What the chart does not show: groups beyond those asked for, rows that are not added, totals beside their parts.
    fn left_out(&self, total: usize, rows: Option<&ChartRows>, shape: Shape) -> Vec<String> {
        let mut notes = Vec::new();
        let shown = self.groups.len();
        if total > shown {
            let of = if shown == 1 {
                self.say("groupe sur", "group of")
            } else {
                self.say("groupes sur", "groups of")
            };
            notes.push(format!("{shown} {of} {total}."));
        }
        let covered: u64 = self.groups.iter().filter_map(|group| group["covered"].as_u64()).sum();
        if covered > 0 && self.figure != COUNT {
            let of = self.say(
                "ligne(s) non additionnée(s) : elles sont des parties d'autres, ou les contiennent.",
                "row(s) not added: they are parts of others, or hold them.",
            );
            notes.push(format!("{covered} {of}"));
        }
        let is_side_by_side = matches!(shape, Shape::Bars | Shape::Dots) && self.groups.len() > 1;
        if is_side_by_side && rows.is_some_and(ChartRows::has_totals_and_parts) {
            notes.push(self.say(TOTALS[0], TOTALS[1]).to_owned());
        }
        notes
    }

    /// The conditions that the rows meet, in words.
    async fn conditions(&self, snapshot: &Snapshot, text: &str) -> Result<Vec<String>> {
        let given: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        let names = names(snapshot, self.dataset, &given).await?;
        let named = |of: &str, slug: &str| names.get(of, slug);
        let said: Vec<String> = given
            .iter()
            .filter_map(|(name, value)| in_words(self.dataset, (name, value), self.language, &named))
            .collect();
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let colon = self.say("Conditions\u{a0}:", "Conditions:");
        Ok(vec![format!("{colon} {}.", said.join(" ; "))])
    }
}
