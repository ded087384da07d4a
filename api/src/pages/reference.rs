//! The REST reference, a page for each dataset, and the guides.

use askama::Template;
use axum::{
    extract::{FromRef, Path},
    routing::get,
};

use super::{
    context::{Context, Layout},
    html::html,
    rows::Link,
};
use crate::{
    datasets::{
        Column, Dataset, Kind,
        aggregate::groups::{dimensions, measures},
        model::description::terms,
        read::{filter::operators, order::orderable},
        registry,
    },
    domain::{Language, Result},
    files::Form,
    web::{
        query::{QueryText, none},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The addresses of the reference and of the guides.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new().route("/docs", RoutePolicy::PAGE, get(get_guides)).route(
        "/docs/{dataset}",
        RoutePolicy::PAGE,
        get(get_reference),
    )
}

#[derive(Template)]
#[template(path = "reference.html")]
struct ReferencePage {
    page: Layout,
    dataset: &'static Dataset,
    addresses: Vec<(String, &'static str)>,
    columns: Vec<Described>,
    parts: Vec<PartTable>,
    orders: Vec<&'static str>,
    dimensions: Vec<String>,
    measures: Vec<&'static str>,
    table: String,
}

/// A column, as the reference has it.
struct Described {
    name: &'static str,
    title: &'static str,
    kind: String,
    operators: &'static [&'static str],
    description: &'static str,
    /// The codes of its terms, each with what it is called.
    terms: Vec<(String, String)>,
}

struct PartTable {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    columns: Vec<Described>,
}

#[derive(Template)]
#[template(path = "guides.html")]
struct GuidesPage {
    page: Layout,
    datasets: Vec<Link>,
}

async fn get_guides(context: Context, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let description = context.say(
        "Lire un chiffre, brancher un portail, tenir une copie, publier ici.",
        "Read a figure, build a portal, keep a copy, publish here.",
    );
    let page = context.described(context.say("Guides et référence", "Guides and reference"), description);
    let datasets = registry().datasets().map(|dataset| Link {
        name: page.words(&dataset.title).to_owned(),
        address: page.link(&format!("/docs/{}", dataset.name)),
    });
    let datasets = datasets.collect();
    Ok(html(&GuidesPage { datasets, page })?)
}

async fn get_reference(context: Context, Path(name): Path<String>, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    Ok(html(&reference(&context, &name)?)?)
}

fn reference(context: &Context, name: &str) -> Result<ReferencePage> {
    let dataset = registry().dataset(name)?;
    let title = context.language.choose(dataset.title);
    let page = context.described(
        format!("{title} : {}", context.say("référence", "reference")),
        context.language.choose(dataset.description),
    );
    let describe = |column: &Column, takes: bool| described(page.language, column, takes);
    let parts = dataset.parts.iter().map(|part| PartTable {
        name: part.name,
        title: page.words(&part.title),
        description: page.words(&part.description),
        columns: part.columns.iter().map(|column| describe(column, false)).collect(),
    });
    Ok(ReferencePage {
        columns: dataset.columns.iter().map(|column| describe(column, true)).collect(),
        parts: parts.collect(),
        orders: orderable(dataset),
        dimensions: dimensions(dataset)
            .into_iter()
            .map(|dimension| dimension.name)
            .collect(),
        measures: measures(dataset)
            .into_iter()
            .map(|place| dataset.columns[place].name)
            .collect(),
        addresses: addresses(&page, dataset),
        table: page.link(&format!("/datasets/{}", dataset.name)),
        dataset,
        page,
    })
}

fn described(language: Language, column: &Column, takes: bool) -> Described {
    Described {
        name: column.name,
        title: language.choose(column.title),
        kind: kind(language, column),
        operators: if takes { operators(column) } else { &[] },
        description: language.choose(column.description),
        terms: terms(column, language),
    }
}

/// What values a column has, in words.
fn kind(language: Language, column: &Column) -> String {
    let said = match column.kind {
        Kind::Text => language.say("texte", "text"),
        Kind::Integer => language.say("entier", "whole number"),
        Kind::Decimal => language.say(
            "décimal exact, trois décimales au plus",
            "exact decimal, three decimals at most",
        ),
        Kind::Euros => language.say("euros, au centime", "euros, to the cent"),
        Kind::Boolean => language.say("vrai ou faux", "true or false"),
        Kind::Date => language.say(
            "date telle que dite, avec son premier et son dernier jour",
            "date as stated, with its first and last day",
        ),
        Kind::Term(_) => language.say("un de ces codes", "one of these codes"),
        Kind::List => language.say("plusieurs textes", "several texts"),
        Kind::Reference(target) => {
            return format!(
                "{} {target}",
                language.say("nom d'un enregistrement de", "name of a record of")
            );
        }
    };
    said.to_owned()
}

/// The addresses of a dataset, and what each answers.
fn addresses(page: &Layout, dataset: &Dataset) -> Vec<(String, &'static str)> {
    let name = dataset.name;
    let mut all = vec![
        (
            format!("/v1/{name}"),
            page.say("les lignes, par pages, en JSON", "the rows, by pages, as JSON"),
        ),
        (
            format!("/v1/{name}/{{slug}}"),
            page.say("un enregistrement", "a record"),
        ),
        (
            format!("/v1/{name}/{{slug}}/history"),
            page.say("toutes ses versions", "all its versions"),
        ),
        (
            format!("/v1/{name}/groups"),
            page.say(
                "les lignes comptées et sommées (by=)",
                "the rows counted and summed (by=)",
            ),
        ),
    ];
    for (_, ending, _) in Form::FILES {
        all.push((
            format!("/v1/{name}.{ending}"),
            page.say("toutes les lignes, en un fichier", "all rows, as a file"),
        ));
    }
    for ending in ["svg", "png"] {
        all.push((
            format!("/v1/{name}.{ending}, /v1/{name}/groups.{ending}"),
            page.say(
                "un graphique ou une carte (chart=, x=, y=, by=, width=, theme=)",
                "a chart or a map (chart=, x=, y=, by=, width=, theme=)",
            ),
        ));
    }
    all
}
