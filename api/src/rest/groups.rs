use axum::{extract::Path, http::HeaderMap, routing::get};
use serde_json::{Value as Json, json};

use super::{
    charts::{Picture, chart_of_groups},
    groups_query::GroupsQuery,
};
use crate::{
    datasets::{
        Dataset, Identity, Kind,
        aggregate::groups::{Dimension, Grouping},
        registry,
    },
    domain::{Bilingual, Language, Result},
    files::{Form, TableCell, csv_table, in_words},
    store::Snapshot,
    web::{
        accept,
        conditional::Pinned,
        query::QueryText,
        representation::{Representation, Responded},
        response::ROW_COUNT,
        route_policy::RoutePolicy,
        routes::Routes,
    },
};

/// The addresses of rows counted and summed.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    let picture = RoutePolicy::DATA.varying_by_language();
    Routes::new()
        .route(
            "/v1/{dataset}/groups",
            RoutePolicy::DATA.varying_by_form(),
            get(list_groups),
        )
        .route("/v1/{dataset}/groups.csv", RoutePolicy::DATA, get(download_groups))
        .route(
            "/v1/{dataset}/groups.svg",
            picture,
            get(
                |snapshot: Pinned, dataset: Path<String>, query: QueryText, headers: HeaderMap| {
                    draw_groups(Picture::Svg, snapshot, dataset, query, headers)
                },
            ),
        )
        .route(
            "/v1/{dataset}/groups.png",
            picture,
            get(
                |snapshot: Pinned, dataset: Path<String>, query: QueryText, headers: HeaderMap| {
                    draw_groups(Picture::Png, snapshot, dataset, query, headers)
                },
            ),
        )
}

async fn list_groups(
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    QueryText(query): QueryText,
    headers: HeaderMap,
) -> Responded {
    let offers = [Form::Page, Form::Csv].map(|form| (form.bare_media_type(), form));
    Ok(groups(snapshot, &dataset, accept::wanted(&headers, &offers)?, &query).await?)
}

async fn download_groups(
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    Ok(groups(snapshot, &dataset, Form::Csv, &query).await?)
}

async fn draw_groups(
    picture: Picture,
    Pinned(snapshot): Pinned,
    Path(dataset): Path<String>,
    QueryText(query): QueryText,
    headers: HeaderMap,
) -> Responded {
    Ok(chart_of_groups(snapshot, &dataset, picture, &query, &headers).await?)
}

/// The columns of a group, after its key; the last one of observations alone.
const TOLD: [(&str, Bilingual); 8] = [
    ("count", Bilingual::new("Lignes", "Rows")),
    ("measured", Bilingual::new("Lignes additionnées", "Rows added")),
    ("covered", Bilingual::new("Lignes non additionnées", "Rows not added")),
    ("sum", Bilingual::new("Somme", "Sum")),
    ("min", Bilingual::new("Minimum", "Minimum")),
    ("max", Bilingual::new("Maximum", "Maximum")),
    ("average", Bilingual::new("Moyenne", "Average")),
    (PROVISIONAL, Bilingual::new("Valeurs provisoires", "Provisional values")),
];
const PROVISIONAL: &str = "provisional";

/// The rows of a dataset that the query wants, counted and summed by what they have in common.
///
/// # Errors
/// `NotFound` for an unknown dataset; `BadInput` that names the parameter; `TooComplex` for too many groups.
async fn groups(snapshot: Snapshot, name: &str, form: Form, text: &str) -> Result<Representation> {
    let dataset = registry().dataset(name)?;
    let query = GroupsQuery::parse(dataset, form, text)?;
    let grouping = &query.grouping;
    let (total, groups) = grouping.run(&snapshot, dataset, query.labels).await?;
    let count = groups.len().to_string();
    if form == Form::Csv {
        return Ok(csv(dataset, &query, &groups).with_header(ROW_COUNT, count));
    }
    let page = Representation::json(&json!({
        "dataset": dataset.name,
        "revision": snapshot.revision().0,
        "by": grouping.by.iter().map(|dimension| &dimension.name).collect::<Vec<_>>(),
        "measure": grouping.measure.map(|place| dataset.columns[place].name),
        "total": total,
        "data": groups,
    }));
    Ok(page.with_header(ROW_COUNT, count))
}

/// The groups as a table: the dimensions, then the figures.
fn csv(dataset: &Dataset, query: &GroupsQuery, groups: &[Json]) -> Representation {
    let keys = key_columns(dataset, &query.grouping, query.labels.is_some());
    let is_told = |(name, _): &(&str, Bilingual)| dataset.identity == Identity::Series || *name != PROVISIONAL;
    let told = TOLD.into_iter().filter(is_told);
    let figures = told.clone().map(|(name, title)| match query.words {
        Some(language) => language.choose(title).to_owned(),
        None => name.to_owned(),
    });
    let header = keys.iter().map(|key| key.title(dataset, query.words)).chain(figures);
    let rows = groups.iter().map(|group| {
        let labels = group["labels"].as_array();
        let label = |of: &str| labels.and_then(|all| all.iter().find(|label| label["field"] == of));
        let key = keys.iter().map(|key| {
            let name = key.dimension.name.as_str();
            match key.shown {
                KeyColumn::Code => cell_in_words(
                    TableCell::of_json(&group["key"][name]),
                    key.dimension.kind(dataset),
                    query.words,
                ),
                KeyColumn::Label => label(name).map_or(TableCell::Missing, |label| TableCell::of_json(&label["label"])),
                KeyColumn::InseeCode => {
                    label(name).map_or(TableCell::Missing, |label| TableCell::of_json(&label["insee_code"]))
                }
            }
        });
        let figures = told.clone().map(|(name, _)| figure(&group[name]));
        key.chain(figures).collect()
    });
    let bytes = csv_table(query.dialect, header, rows);
    Representation::whole(Form::Csv.media_type(), bytes)
}

/// A value of a dimension, in words where they are asked for.
fn cell_in_words(cell: TableCell, kind: &Kind, words: Option<Language>) -> TableCell {
    match (cell, words) {
        (TableCell::Text(text), Some(language)) => TableCell::Text(in_words(kind, &text, language).into_owned()),
        (cell, _) => cell,
    }
}

/// What a column of the table shows of a dimension.
enum KeyColumn {
    Code,
    Label,
    InseeCode,
}

/// A column of the key of groups.
struct Key<'a> {
    dimension: &'a Dimension,
    shown: KeyColumn,
}

impl Key<'_> {
    /// Its title in the language, or its name.
    fn title(&self, dataset: &Dataset, words: Option<Language>) -> String {
        let name = &self.dimension.name;
        let Some(language) = words else {
            return match self.shown {
                KeyColumn::Code => name.clone(),
                KeyColumn::Label => format!("{name}_label"),
                KeyColumn::InseeCode => format!("{name}_insee_code"),
            };
        };
        let title = self.dimension.title(dataset, language);
        match self.shown {
            KeyColumn::Code => title,
            KeyColumn::Label => format!("{title} ({})", language.choose(Bilingual::new("libellé", "label"))),
            KeyColumn::InseeCode => format!(
                "{title} ({})",
                language.choose(Bilingual::new("code INSEE", "INSEE code"))
            ),
        }
    }
}

/// The columns of the key: its dimensions, each with its label and the INSEE code of its region where labels are asked for.
fn key_columns<'a>(dataset: &Dataset, grouping: &'a Grouping, has_labels: bool) -> Vec<Key<'a>> {
    let mut all = Vec::new();
    for dimension in &grouping.by {
        let mut add = |shown| all.push(Key { dimension, shown });
        add(KeyColumn::Code);
        if has_labels && dimension.has_labels(dataset) {
            add(KeyColumn::Label);
        }
        if has_labels && dimension.has_insee_codes(dataset) {
            add(KeyColumn::InseeCode);
        }
    }
    all
}

/// A figure: amounts are texts in JSON, so that they are exact.
fn figure(value: &Json) -> TableCell {
    match TableCell::of_json(value) {
        TableCell::Text(text) => TableCell::Number(text),
        other => other,
    }
}
