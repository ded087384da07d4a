//! Pages that gather what the data says around one record: a region, a couloir, a programme, a document.

/// The dates of windows, in order.
mod calendar;
/// What a document says.
mod document;
/// Figures measured there.
mod measured;
/// What refers to the record.
mod related;

use askama::Template;
use axum::{
    extract::{FromRef, Path},
    routing::get,
};

use super::{
    conflicts::CONFLICTS,
    context::{Context, GATHERED, Layout},
    html::html,
    record::{Fact, facts, found},
};
use crate::{
    datasets::{Dataset, Node},
    domain::Result,
    store::Snapshot,
    web::{
        conditional::Pinned,
        query::{QueryText, none},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};
use calendar::Moment;
use document::Statement;
use related::Section;

/// The addresses of these pages.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    let each = GATHERED.iter().filter(|name| **name != CONFLICTS);
    each.fold(Routes::new(), |routes, name| {
        let handler = |context: Context, pinned: Pinned, slug: Path<String>, query: QueryText| {
            get_dossier(context, pinned, name, slug, query)
        };
        routes.route(format!("/{name}/{{slug}}"), RoutePolicy::PAGE, get(handler))
    })
}

#[derive(Template)]
#[template(path = "dossier.html")]
struct Dossier {
    page: Layout,
    dataset: &'static Dataset,
    facts: Vec<Fact>,
    sections: Vec<Section>,
    calendar: Vec<Moment>,
    statements: Vec<Statement>,
    /// Whether the document says more than is listed.
    has_more: bool,
    /// The page of the record itself, and of all records like it.
    record: String,
    all: String,
}

async fn get_dossier(
    context: Context,
    Pinned(snapshot): Pinned,
    name: &str,
    Path(slug): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    Ok(html(&dossier(&context, &snapshot, name, &slug).await?)?)
}

async fn dossier(context: &Context, snapshot: &Snapshot, name: &str, slug: &str) -> Result<Dossier> {
    let found = found(context, snapshot, name, slug).await?;
    let (dataset, node) = (found.dataset, &found.node);
    let page = context.layout(
        snapshot,
        &found.title,
        format!("{} — {}", found.title, context.language.choose(dataset.title)),
    );
    let (statements, has_more) = match dataset.name {
        "documents" => document::statements(&page, snapshot, &node.row.slug).await?,
        _ => (Vec::new(), false),
    };
    let mut sections = related::sections(&page, snapshot, dataset, node).await?;
    let windows = sections.iter().find(|section| section.dataset.phases().is_some());
    let calendar = windows.map_or_else(Vec::new, |section| calendar::moments(&page, &section.rows));
    sections.extend(measured_in(&page, snapshot, dataset, node).await?);
    Ok(Dossier {
        facts: facts(&page, dataset, node),
        sections,
        calendar,
        statements,
        has_more,
        record: page.link(&format!("/datasets/{}/{}", dataset.name, node.row.slug)),
        all: page.link(&format!("/datasets/{}", dataset.name)),
        dataset,
        page,
    })
}

async fn measured_in(page: &Layout, snapshot: &Snapshot, dataset: &Dataset, node: &Node) -> Result<Vec<Section>> {
    let relation = dataset
        .relations
        .iter()
        .find(|relation| relation.target == related::OBSERVATIONS);
    match relation {
        Some(relation) => measured::sections(page, snapshot, relation.by, &node.row.slug).await,
        None => Ok(Vec::new()),
    }
}
