use super::related::{MOST_ROWS, OBSERVATIONS, Section, section, section_of};
use crate::{
    datasets::{
        aggregate::groups::{Grouping, Ordered, dimension},
        page as read_page,
        read::comparable::with_names_and_units,
        registry,
    },
    domain::Result,
    files::Form,
    pages::{context::Layout, figures::figures, rows::Rows},
    store::{Direction, Snapshot},
    web::list_query::{DEFAULT_LIMIT, Query},
};

/// How many series have their last value in the first table.
const MOST_LATEST: usize = 40;

/// How many indicators have a section of their own: those with the most values.
const MOST_INDICATORS: usize = 4;

/// What is measured there: the last value of each series, then the indicators with the most values, drawn.
pub(super) async fn sections(page: &Layout, snapshot: &Snapshot, by: &str, slug: &str) -> Result<Vec<Section>> {
    let all = format!("{by}={slug}");
    let latest = page
        .say("Dernières valeurs mesurées", "Last measured values")
        .to_owned();
    let query = format!("{all}&latest=true&sort=-period");
    let mut sections: Vec<Section> = section(page, snapshot, (OBSERVATIONS, MOST_LATEST), &query, latest)
        .await?
        .into_iter()
        .collect();
    for (indicator, name) in indicators(page, snapshot, &all).await? {
        let query = format!("{all}&indicator={indicator}&sort=period");
        let (asked, mut rows) = rows_of(snapshot, &query).await?;
        let figures = figures(page, &asked, &rows);
        if figures.is_empty() {
            continue;
        }
        rows.page.nodes.truncate(MOST_ROWS);
        sections.push(Section {
            figures,
            ..section_of(page, rows, &query, name)
        });
    }
    Ok(sections)
}

/// The indicators with the most values, by their slugs and names.
async fn indicators(page: &Layout, snapshot: &Snapshot, query: &str) -> Result<Vec<(String, String)>> {
    let dataset = registry().dataset(OBSERVATIONS)?;
    let grouping = Grouping {
        by: vec![dimension(dataset, "indicator")?],
        filter: Query::parse(dataset, Form::Page, query, snapshot.today())?.page.filter,
        order: vec![(Ordered::Count, Direction::Descending)],
        limit: MOST_INDICATORS,
        ..Grouping::default()
    };
    let (_, groups) = grouping.run(snapshot, dataset, Some(page.language)).await?;
    let named = groups.iter().filter_map(|group| {
        let slug = group["key"]["indicator"].as_str()?;
        let name = group["labels"][0]["label"].as_str().unwrap_or(slug);
        Some((slug.to_owned(), name.to_owned()))
    });
    Ok(named.collect())
}

/// The rows of a query, as many as a page draws, and how many there are.
async fn rows_of(snapshot: &Snapshot, text: &str) -> Result<(Query, Rows)> {
    let dataset = registry().dataset(OBSERVATIONS)?;
    let mut query = Query::parse(dataset, Form::Page, text, snapshot.today())?;
    query.page.limit = DEFAULT_LIMIT;
    query.page.total = true;
    let page = read_page(snapshot, dataset, &query.page, &with_names_and_units(dataset)).await?;
    Ok((query, Rows { dataset, page }))
}
