use atom_syndication::{Category, Entry, Feed, Link, Person, Text};
use chrono::{DateTime, NaiveTime, Utc};

use super::request::read_request;
use crate::{
    datasets::{
        changes::publications::{Counted, last_publications},
        registry,
        vocabularies::CHANGE_OPERATION,
    },
    domain::{Bilingual, Error, Language, Result},
    files::Form,
    store::Snapshot,
    web::representation::Representation,
};

/// How many publications the feed has, unless it says otherwise, and at most.
const ENTRIES: usize = 50;
const MOST_ENTRIES: usize = 500;

/// The title of the feed.
const TITLE: Bilingual = Bilingual::new("Ségur Ouvert : ce qui change", "Ségur Ouvert: what changes");

/// The last publications as Atom, the newest first, each with what it changed; `site` is the address that readers know.
///
/// # Errors
/// `BadInput` that names the parameter.
pub async fn atom(
    snapshot: Snapshot,
    text: &str,
    site: &str,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Representation> {
    let asked = read_request(&snapshot, text, Form::Page, ENTRIES, MOST_ENTRIES, now).await?;
    let publications = last_publications(&snapshot, &asked).await?;
    let query = if text.is_empty() {
        String::new()
    } else {
        format!("?{text}")
    };
    let address = format!("{site}/v1/changes.atom{query}");
    let link = |relation: &str, address: String, media_type: &str| Link {
        href: address,
        rel: relation.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Default::default()
    };
    let feed = Feed {
        title: Text::plain(language.choose(TITLE)),
        id: address.clone(),
        // Atom has no word for never: before the first publication, the day that counts as today.
        updated: snapshot
            .published_at()
            .unwrap_or_else(|| snapshot.today().and_time(NaiveTime::MIN).and_utc())
            .fixed_offset(),
        rights: Some(Text::plain("Licence Ouverte 2.0 (etalab-2.0)")),
        links: vec![
            link("self", address, "application/atom+xml"),
            link("alternate", format!("{site}/v1/changes{query}"), "application/json"),
        ],
        lang: Some(language.tag().to_owned()),
        entries: publications
            .iter()
            .map(|publication| entry(publication, site, language))
            .collect(),
        ..Default::default()
    };
    let written = feed.write_to(Vec::new()).map_err(Error::internal)?;
    Ok(Representation::whole("application/atom+xml", written))
}

/// A text without what XML 1.0 cannot hold.
fn readable(text: &str) -> String {
    let held = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(held).collect()
}

fn entry(counted: &Counted, site: &str, language: Language) -> Entry {
    let publication = &counted.publication;
    let revision = publication.revision;
    let before = revision.0 - 1;
    let mut said: Vec<String> = publication.reason.iter().cloned().collect();
    said.extend(counted.counts.iter().map(|count| {
        let title = registry()
            .find(&count.dataset)
            .map_or(count.dataset.as_str(), |dataset| language.choose(dataset.title));
        let done = CHANGE_OPERATION.term(&count.operation);
        let done = done.map_or(count.operation.as_str(), |term| language.choose(term.label));
        let mark = if language == Language::French { " :" } else { ":" };
        format!("{title}{mark} {} {}", count.records, done.to_lowercase())
    }));
    let mut categories: Vec<Category> = Vec::new();
    for count in &counted.counts {
        if !categories.iter().any(|known| known.term == count.dataset) {
            categories.push(Category {
                term: count.dataset.clone(),
                ..Default::default()
            });
        }
    }
    Entry {
        title: Text::plain(readable(&publication.message)),
        id: format!("{site}/v1/changes?after={before}#{revision}"),
        updated: publication.at.fixed_offset(),
        published: Some(publication.at.fixed_offset()),
        authors: vec![Person {
            name: publication.institution.clone(),
            ..Default::default()
        }],
        categories,
        links: vec![Link {
            href: format!("{site}/v1/changes?after={before}"),
            rel: "alternate".to_owned(),
            mime_type: Some("application/json".to_owned()),
            ..Default::default()
        }],
        summary: Some(Text::plain(readable(&said.join("\n")))),
        ..Default::default()
    }
}
