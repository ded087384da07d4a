use askama::Template;
use axum::{extract::FromRef, routing::get};

use super::{
    context::{Context, Layout},
    html::html,
};
use crate::{
    datasets::{Dataset, aggregate::totals::totals, registry},
    domain::numeral,
    web::{
        conditional::Pinned,
        query::{QueryText, none},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The address of the list of datasets.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new().route("/datasets", RoutePolicy::PAGE, get(list_datasets))
}

#[derive(Template)]
#[template(path = "datasets.html")]
struct Catalogue {
    page: Layout,
    families: Vec<Family>,
}

/// Datasets that belong together.
struct Family {
    title: &'static str,
    description: &'static str,
    datasets: Vec<Listed>,
}

/// A dataset, as the list shows it.
struct Listed {
    workbook: String,
    csv: String,
    link: String,
    title: &'static str,
    description: &'static str,
    rows: String,
}

async fn list_datasets(context: Context, Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let page = context.layout(
        &snapshot,
        context.say("Tous les jeux de données", "All datasets"),
        context.say(
            "Les jeux de données du Ségur du numérique en santé, par famille, avec leurs fichiers.",
            "The datasets of the Ségur du numérique en santé, by family, with their files.",
        ),
    );
    let counts = totals(&snapshot).await?;
    let mut families: Vec<(&'static str, Family)> = Vec::new();
    for (dataset, rows) in registry().datasets().zip(counts) {
        let listed = listed(&page, dataset, rows);
        let family = dataset.family;
        match families.iter_mut().find(|(name, _)| *name == family.name) {
            Some((_, known)) => known.datasets.push(listed),
            None => families.push((
                family.name,
                Family {
                    title: page.language.choose(family.title),
                    description: page.language.choose(family.description),
                    datasets: vec![listed],
                },
            )),
        }
    }
    let families = families.into_iter().map(|(_, family)| family).collect();
    Ok(html(&Catalogue { page, families })?)
}

fn listed(page: &Layout, dataset: &Dataset, rows: u64) -> Listed {
    Listed {
        workbook: page.file(&format!("/v1/{}.xlsx?lang={}", dataset.name, page.tag())),
        // The one that spreadsheets of the reader's country open.
        csv: page.file(&format!(
            "/v1/{}.csv{}",
            dataset.name,
            page.say("?dialect=fr&lang=fr", "")
        )),
        link: page.link(&format!("/datasets/{}", dataset.name)),
        title: page.language.choose(dataset.title),
        description: page.language.choose(dataset.description),
        rows: numeral(&rows.to_string(), page.language),
    }
}
