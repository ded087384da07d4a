use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::FromRef, routing::get};
use serde_json::Value as Json;

use super::{
    context::{Context, Layout},
    forms::address,
    html::html,
    rows::{Link, read},
};
use crate::{
    datasets::{
        model::suggestion::nearest,
        registry,
        search::{DEFAULT_HITS, GREATEST_OFFSET, Search},
    },
    domain::{Result, numeral},
    store::{Snapshot, fold},
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
    /// What was perhaps meant, where nothing is found.
    meant: Option<Link>,
    /// The rows of a dataset that one of the words names, with the other words.
    named: Option<Link>,
}

/// How many records a dataset has with the words.
struct Found {
    link: Link,
    count: String,
}

/// A record, or a series, that has the words.
struct Hit {
    address: String,
    /// Its name in pieces, each with whether it is a word that was looked for.
    name: Vec<(String, bool)>,
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
    let search = match asked.text.trim() {
        "" => None,
        _ => Some(Search::new(&asked.text, &asked.datasets, DEFAULT_HITS, asked.offset)?),
    };
    let found = match &search {
        Some(search) => search.run(snapshot).await?,
        None => Json::Null,
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
    let hits = list("hits").iter().map(|hit| shown(&page, search.as_ref(), hit));
    let following = asked.offset + DEFAULT_HITS;
    let has_next = following < usize::try_from(total).unwrap_or(usize::MAX) && following <= GREATEST_OFFSET;
    let meant = match search.is_some() && total == 0 {
        true => meant(&page, snapshot, &asked.text).await?,
        false => None,
    };
    let meant = meant.map(|text| Link {
        address: page.link(
            &Asked {
                text: text.clone(),
                ..Asked::default()
            }
            .address(None, 0),
        ),
        name: text,
    });
    Ok(SearchPage {
        named: of_dataset(&page, &asked.text),
        meant,
        total: numeral(&total.to_string(), page.language),
        is_empty: total == 0,
        datasets: datasets.collect(),
        hits: hits.collect(),
        next: has_next.then(|| page.link(&asked.address(asked.datasets.first().map(String::as_str), following))),
        text: asked.text,
        page,
    })
}

/// A hit as the page shows it.
fn shown(page: &Layout, search: Option<&Search>, hit: &Json) -> Hit {
    let text = |name: &str| hit[name].as_str().unwrap_or_default();
    let label = text("label");
    let pieces = search.map_or_else(Vec::new, |search| search.marked(label));
    let dataset = registry().find(text("dataset"));
    Hit {
        name: pieces
            .into_iter()
            .map(|(piece, is_found)| (piece.to_owned(), is_found))
            .collect(),
        // The same address among the pages: a record, or the rows of a series.
        address: page_of(page, text("address")),
        dataset: dataset.map_or("", |dataset| page.language.choose(dataset.title)),
    }
}

/// The page of what an address of the API names.
fn page_of(page: &Layout, address: &str) -> String {
    let path = address.strip_prefix("/v1/").unwrap_or(address);
    match path.split_once('/') {
        Some((dataset, slug)) => page.record(dataset, slug),
        None => page.link(&format!("/datasets/{path}")),
    }
}

/// The rows of the dataset that one of the words names, which have the others: "enveloppe Occitanie" is about envelopes, whatever these are called.
fn of_dataset(page: &Layout, text: &str) -> Option<Link> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let singular = |word: &str| fold(word).trim_end_matches('s').to_owned();
    let named = |word: &str| {
        let word = singular(word);
        registry().datasets().find(|dataset| {
            let title = page.words(&dataset.title).split_whitespace().next();
            word.len() >= SHORTEST_NAME && title.is_some_and(|title| singular(title) == word)
        })
    };
    let (at, dataset) = words
        .iter()
        .enumerate()
        .find_map(|(at, word)| Some((at, named(word)?)))?;
    let others: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(other, word)| *other != at && word.chars().count() > 2)
        .map(|(_, word)| *word)
        .collect();
    if others.is_empty() {
        return None;
    }
    let others = others.join(" ");
    Some(Link {
        name: format!("{}{} {others}", page.words(&dataset.title), page.say("\u{a0}:", ":")),
        address: page.link(&address(&format!("/datasets/{}", dataset.name), [("q", &others)])),
    })
}

/// The shortest word that names a dataset, in bytes.
const SHORTEST_NAME: usize = 5;

/// The datasets whose names are the field's own words.
const WORDS_OF: [&str; 5] = ["regions", "couloirs", "programmes", "indicators", "software-functions"];

/// Words of questions, which no record has.
const IN_QUESTIONS: [&str; 24] = [
    "combien", "quel", "quelle", "quels", "quelles", "où", "quand", "pourquoi", "est", "sont", "en", "de", "du", "des",
    "la", "le", "les", "pour", "dans", "par", "how", "much", "many", "what",
];

/// What was perhaps meant: each word that the field does not use, as the nearest one that it does; without the words of a question.
async fn meant(page: &Layout, snapshot: &Snapshot, text: &str) -> Result<Option<String>> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut learn = |text: &str| {
        let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
        known.extend(words.filter(|word| word.chars().count() > 2).map(str::to_lowercase));
    };
    for dataset in registry().datasets() {
        learn(page.words(&dataset.title));
    }
    for name in WORDS_OF {
        let rows = read(snapshot, name, "limit=100").await?;
        for at in 0..rows.page.nodes.len() {
            learn(&rows.link(page, at).name);
            learn(&rows.page.nodes[at].row.slug);
        }
    }
    let words = text.split_whitespace();
    let mended = words
        .filter(|word| !IN_QUESTIONS.contains(&word.to_lowercase().as_str()))
        .map(|word| {
            let lower = word.to_lowercase();
            match known.contains(&lower) {
                true => word.to_owned(),
                false => nearest(
                    &lower,
                    known.iter().map(String::as_str).filter(|known| is_near(&lower, known)),
                )
                .unwrap_or(word)
                .to_owned(),
            }
        });
    let mended = mended.collect::<Vec<_>>().join(" ");
    Ok((mended != text.split_whitespace().collect::<Vec<_>>().join(" ")).then_some(mended))
}

/// Whether a word may be a slip of the pen for another: of about its length, and with its first letter.
fn is_near(word: &str, known: &str) -> bool {
    let length = |text: &str| text.chars().count();
    length(word) > 3 && word.chars().next() == known.chars().next() && length(word).abs_diff(length(known)) <= 2
}
