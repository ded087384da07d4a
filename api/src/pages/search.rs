use askama::Template;
use axum::{extract::FromRef, routing::get};
use serde_json::Value as Json;

use super::{
    context::{Context, Layout},
    html::html,
    rows::Link,
};
use crate::{
    datasets::{
        registry,
        search::{DEFAULT_HITS, GREATEST_OFFSET, Search},
    },
    domain::{Result, numeral},
    store::Snapshot,
    web::{
        conditional::Pinned,
        query::{QueryText, number, pairs, refuse_twice, unknown},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The address of the search.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new().route("/search", RoutePolicy::PAGE, get(get_search))
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    page: Layout,
    text: String,
    total: String,
    is_empty: bool,
    datasets: Vec<Found>,
    hits: Vec<Hit>,
    next: Option<String>,
}

/// How many records a dataset has with the words.
struct Found {
    link: Link,
    count: String,
}

/// A record, or a series, that has the words.
struct Hit {
    link: Link,
    dataset: &'static str,
}

/// What is asked of the search.
#[derive(Default)]
struct Asked {
    text: String,
    datasets: Vec<String>,
    offset: usize,
}

impl Asked {
    fn read(query: &str) -> Result<Self> {
        let mut asked = Self::default();
        let given = pairs(query)?;
        refuse_twice(&given, &["q", "dataset", "offset"])?;
        for (name, value) in given {
            match name.as_str() {
                "q" => asked.text = value,
                "dataset" => asked.datasets.push(value),
                "offset" => asked.offset = number(&name, &value, 0, GREATEST_OFFSET)?,
                _ => return Err(unknown(&name, &["q", "dataset", "offset"])),
            }
        }
        Ok(asked)
    }

    /// The address of the same search in a dataset, or further on.
    fn address(&self, dataset: Option<&str>, offset: usize) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.append_pair("q", &self.text);
        if let Some(dataset) = dataset {
            text.append_pair("dataset", dataset);
        }
        if offset > 0 {
            text.append_pair("offset", &offset.to_string());
        }
        format!("/search?{}", text.finish())
    }
}

async fn get_search(context: Context, Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    Ok(html(&search(&context, &snapshot, &query).await?)?)
}

async fn search(context: &Context, snapshot: &Snapshot, query: &str) -> Result<SearchPage> {
    let asked = Asked::read(query)?;
    let page = context.layout(
        snapshot,
        context.say("Recherche", "Search"),
        context.say("Chercher dans toutes les données.", "Search all the data."),
    );
    let found = if asked.text.trim().is_empty() {
        Json::Null
    } else {
        Search::new(&asked.text, &asked.datasets, DEFAULT_HITS, asked.offset)?
            .run(snapshot)
            .await?
    };
    let total = found["total"].as_u64().unwrap_or_default();
    let list = |name: &str| found[name].as_array().map_or(&[][..], Vec::as_slice);
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let title = |name: &str| {
        registry()
            .find(name)
            .map_or("", |dataset| page.language.choose(dataset.title))
    };
    let datasets = list("datasets").iter().map(|one| {
        let name = text(&one["dataset"]);
        Found {
            link: Link {
                name: title(&name).to_owned(),
                address: page.link(&asked.address(Some(&name), 0)),
            },
            count: numeral(&one["count"].to_string(), page.language),
        }
    });
    let hits = list("hits").iter().map(|hit| {
        let dataset = text(&hit["dataset"]);
        Hit {
            link: Link {
                name: text(&hit["label"]),
                // The same address among the pages: a record, or the rows of a series.
                address: page.link(&text(&hit["address"]).replacen("/v1/", "/datasets/", 1)),
            },
            dataset: title(&dataset),
        }
    });
    let following = asked.offset + DEFAULT_HITS;
    let has_next = following < usize::try_from(total).unwrap_or(usize::MAX) && following <= GREATEST_OFFSET;
    Ok(SearchPage {
        total: numeral(&total.to_string(), page.language),
        is_empty: total == 0,
        datasets: datasets.collect(),
        hits: hits.collect(),
        next: has_next.then(|| page.link(&asked.address(asked.datasets.first().map(String::as_str), following))),
        text: asked.text,
        page,
    })
}
