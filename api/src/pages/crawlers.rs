//! What crawlers, models and browsers look for at addresses of their own.

use axum::{
    extract::{FromRef, State},
    routing::get,
};
use chrono::{Datelike, Months};
use serde_json::json;

use super::{
    assets,
    context::{Context, GATHERED},
};
use crate::{
    calculators::calculators,
    datasets::{Selection, page, registry},
    domain::{Clock, Error, Language, Result, civil_day, wording},
    files::Form,
    store::Snapshot,
    web::{
        conditional::Pinned,
        list_query::Query,
        operator::Operator,
        query::{QueryText, none},
        representation::{Representation, Responded},
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The addresses that crawlers, models and browsers look for.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
    Operator: FromRef<S>,
    Clock: FromRef<S>,
{
    let program = RoutePolicy::PROGRAM;
    Routes::new()
        .route("/robots.txt", RoutePolicy::OPERATIONS, get(robots))
        .route("/sitemap.xml", program, get(sitemap))
        .route("/llms.txt", program, get(llms))
        .route("/.well-known/security.txt", program, get(security))
        .route("/manifest.webmanifest", RoutePolicy::PAGE, get(manifest))
}

/// Everything may be read; the map of the site leads to it.
async fn robots(State(site): State<Site>) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {site}/sitemap.xml\n")
}

/// The pages that are no record's.
const PAGES: [&str; 11] = [
    "/",
    "/datasets",
    "/calculators",
    "/conflicts",
    "/changes",
    "/editions",
    "/search",
    "/docs",
    "/legal",
    "/accessibility",
    "/privacy",
];

async fn sitemap(Pinned(snapshot): Pinned, State(site): State<Site>, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let day = snapshot.published_at().map(|at| civil_day(at).to_string());
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for address in addresses(&snapshot).await? {
        let whole = format!("{site}{address}");
        text.push_str(&format!("<url><loc>{whole}</loc>"));
        text.extend(day.iter().map(|day| format!("<lastmod>{day}</lastmod>")));
        for tag in ["fr", "en"] {
            let other = format!("{whole}?lang={tag}");
            text.push_str(&format!(
                "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{other}\"/>"
            ));
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    Ok(Representation::whole("application/xml", text))
}

/// How many records of a dataset are in the map.
const MOST_RECORDS: usize = 1_000;

/// The pages of the site: names in addresses need no escape in XML.
async fn addresses(snapshot: &Snapshot) -> Result<Vec<String>> {
    let mut all: Vec<String> = PAGES.map(str::to_owned).to_vec();
    all.extend(
        registry()
            .datasets()
            .map(|dataset| format!("/datasets/{}", dataset.name)),
    );
    all.extend(
        calculators()
            .iter()
            .map(|calculator| format!("/calculators/{}", calculator.name)),
    );
    for name in GATHERED {
        let dataset = registry().dataset(name)?;
        let mut query = Query::parse(dataset, Form::Page, "", snapshot.today())?;
        query.page.limit = MOST_RECORDS;
        let found = page(snapshot, dataset, &query.page, &Selection::default()).await?;
        all.extend(found.nodes.iter().map(|node| format!("/{name}/{}", node.row.slug)));
    }
    Ok(all)
}

/// What a model should know to use the service (llmstxt.org).
async fn llms(Pinned(_): Pinned, State(site): State<Site>, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let mut text = format!(
        "# Ségur Ouvert\n\n> The facts of France's Ségur du numérique en santé (a two-billion-euro programme for health data) as open data: each with its source, its date and an address that stays. Licence Ouverte 2.0; name the source and the revision.\n\nFigures can be provisional, missing, or disputed between documents: say so when you cite one. Money is in euros with cents. Do not add a total and its parts; `groups` refuses to. `as_of` (a revision, a day or an instant) reads the data as it was.\n\n## Reading\n\n- [OpenAPI 3.1]({site}/openapi.json): every address, its parameters and its answers\n- [GraphQL schema]({site}/schema.graphql): the same data as a graph; POST documents to {site}/graphql\n- [Search]({site}/v1/search?q=dmp): records by words, in French\n- [Changes]({site}/v1/changes): what was published, in order, with cursors that can be resumed\n- [Everything as one SQLite file]({site}/segur-ouvert.sqlite)\n- [Catalogue, DCAT-AP]({site}/catalog.jsonld)\n\n## Datasets\n\n"
    );
    for dataset in registry().datasets() {
        text.push_str(&format!(
            "- [{}]({site}/v1/{}): {}\n",
            dataset.title.english, dataset.name, dataset.description.english
        ));
    }
    text.push_str("\n## Optional\n\n");
    text.push_str(&format!(
        "- [Pages for people]({site}/): tables, charts and maps of the same rows\n- [Where documents disagree]({site}/conflicts)\n"
    ));
    Ok(Representation::whole("text/plain; charset=utf-8", text))
}

/// Where to report a flaw (RFC 9116).
async fn security(
    Pinned(_): Pinned,
    State(site): State<Site>,
    State(operator): State<Operator>,
    State(clock): State<Clock>,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    let Some(contact) = &operator.names().contact else {
        return Err(Error::not_found(wording!(
            "l'exploitant n'a pas dit où lui écrire : --contact le fait",
            "the operator has not said where to write: --contact does"
        ))
        .into());
    };
    // The first day of a month, so that it says the same for a while.
    let month = civil_day(clock.now())
        .with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(6)));
    let expires = month
        .map(|day| format!("Expires: {day}T00:00:00Z\n"))
        .unwrap_or_default();
    Ok(Representation::whole(
        "text/plain; charset=utf-8",
        format!(
            "Contact: {contact}\n{expires}Preferred-Languages: fr, en\nCanonical: {site}/.well-known/security.txt\n"
        ),
    ))
}

/// The name and the icons of the site, for browsers that keep it at hand.
async fn manifest(context: Context, Pinned(_): Pinned, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let language = context.language;
    let body = json!({
        "name": "Ségur Ouvert",
        "short_name": "Ségur Ouvert",
        "description": language.say(
            "Les faits du Ségur du numérique en santé, avec leurs sources.",
            "The facts of the Ségur du numérique en santé, with their sources."
        ),
        "lang": language.tag(),
        "start_url": if language == Language::French { "/" } else { "/?lang=en" },
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": "#0b5a8a",
        "icons": [
            { "src": assets::icon(), "sizes": "any", "type": "image/svg+xml" },
            { "src": assets::large_icon(), "sizes": "512x512", "type": "image/png" },
        ],
    });
    Ok(Representation::whole("application/manifest+json", body.to_string()))
}
