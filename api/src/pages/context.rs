use std::convert::Infallible;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{Uri, request::Parts, uri::PathAndQuery},
};
use chrono::{DateTime, Utc};

use super::assets;
use crate::{
    datasets::read::known_names::TRANSCRIBER,
    domain::{Bilingual, Language, Revision, civil_day, day_in_words},
    store::Snapshot,
    web::{
        query::{AS_OF, EVERYWHERE, LANGUAGE},
        site::Site,
    },
};

/// The datasets whose records have a page that gathers what is said around them. Its address is their name and the record's.
pub(super) const GATHERED: [&str; 5] = ["documents", "regions", "couloirs", "programmes", "conflicts"];

/// What a page knows of its request.
pub(super) struct Context {
    /// The language that it is written in.
    pub(super) language: Language,
    site: Site,
    path: String,
    query: String,
}

impl<S> FromRequestParts<S> for Context
where
    S: Sync,
    Site: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let language = parts.extensions.get::<Language>().copied();
        let language = language.unwrap_or(Language::French);
        Ok(Self::new(language, Site::from_ref(state), &parts.uri))
    }
}

impl Context {
    /// What is known of a request for this address.
    pub(super) fn new(language: Language, site: Site, uri: &Uri) -> Self {
        let address = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Self {
            language,
            site,
            path: path.to_owned(),
            query: query.to_owned(),
        }
    }

    /// The whole address of a page of this site.
    pub(super) fn whole(&self, address: &str) -> String {
        format!("{}{address}", self.site)
    }

    /// The words of the language.
    pub(super) fn say<'a>(&self, french: &'a str, english: &'a str) -> &'a str {
        self.language.say(french, english)
    }

    /// The parts that every page has, for one that shows this snapshot.
    pub(super) fn layout(
        &self,
        snapshot: &Snapshot,
        title: impl Into<String>,
        description: impl Into<String>,
    ) -> Layout {
        Layout {
            title: title.into(),
            description: description.into(),
            shown: Some(Shown {
                revision: snapshot.revision(),
                published_at: snapshot.published_at(),
            }),
            ..self.bare(String::new())
        }
    }

    /// The same for a page that shows no data, and what it is in a sentence.
    pub(super) fn described(&self, title: impl Into<String>, description: impl Into<String>) -> Layout {
        Layout {
            description: description.into(),
            ..self.bare(title)
        }
    }

    /// The parts that every page has, for one that shows no data.
    pub(super) fn bare(&self, title: impl Into<String>) -> Layout {
        let given = form_urlencoded::parse(self.query.as_bytes()).into_owned();
        let (kept, own): (Vec<_>, Vec<_>) = given.partition(|(name, _)| EVERYWHERE.contains(&name.as_str()));
        Layout {
            language: self.language,
            title: title.into(),
            description: String::new(),
            shown: None,
            picture: None,
            site: self.site.clone(),
            path: self.path.clone(),
            own,
            kept,
        }
    }
}

/// What is around the content of a page: its title, its language, where it is, and the revision that it shows.
pub(super) struct Layout {
    /// The language that it is written in.
    pub(super) language: Language,
    /// Its title.
    pub(super) title: String,
    /// What it shows, in a sentence.
    pub(super) description: String,
    /// The state of the data that it shows.
    pub(super) shown: Option<Shown>,
    /// The address of the picture that links to it show; that of the site where there is none.
    pub(super) picture: Option<String>,
    site: Site,
    path: String,
    /// The parameters of the page itself.
    own: Vec<(String, String)>,
    /// The language and the moment that the address names: links keep them.
    kept: Vec<(String, String)>,
}

/// A state of the data.
pub(super) struct Shown {
    /// Its revision.
    pub(super) revision: Revision,
    published_at: Option<DateTime<Utc>>,
}

impl Layout {
    /// The words of the page's language.
    pub(super) fn say<'a>(&self, french: &'a str, english: &'a str) -> &'a str {
        self.language.say(french, english)
    }

    /// Words that are declared in both languages, in the page's.
    pub(super) fn words(&self, words: &Bilingual) -> &'static str {
        self.language.choose(*words)
    }

    /// The tag of its language.
    pub(super) fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// The address of another page, in the same language and of the same moment.
    pub(super) fn link(&self, address: &str) -> String {
        with(address, &self.kept)
    }

    /// A title in the quotation marks of the language.
    pub(super) fn quoted(&self, title: &str) -> String {
        match self.language {
            Language::French => format!("«\u{a0}{title}\u{a0}»"),
            Language::English => format!("“{title}”"),
        }
    }

    /// What an institution that published is called: who transcribed the founding data is none of the data.
    pub(super) fn publisher(&self, institution: &str) -> String {
        match institution {
            TRANSCRIBER => self
                .say("l'équipe de Ségur Ouvert", "the team of Ségur Ouvert")
                .to_owned(),
            known => known.to_owned(),
        }
    }

    /// The address of the page that a reader wants of a record: what is gathered around it, where there is such a page.
    pub(super) fn record(&self, dataset: &str, slug: &str) -> String {
        match GATHERED.contains(&dataset) {
            true => self.link(&format!("/{dataset}/{slug}")),
            false => self.link(&format!("/datasets/{dataset}/{slug}")),
        }
    }

    /// The same, whose links lead to the present: the moment may be what is wrong.
    pub(super) fn of_now(mut self) -> Self {
        self.kept.retain(|(name, _)| name == LANGUAGE);
        self
    }

    /// The parameters that a form sends along: language and moment.
    pub(super) fn kept(&self) -> &[(String, String)] {
        &self.kept
    }

    /// The address of this page in a language.
    pub(super) fn address_in(&self, tag: &str) -> String {
        let others = self.kept.iter().filter(|(name, _)| name != LANGUAGE);
        let mut all: Vec<_> = self.own.iter().chain(others).cloned().collect();
        all.push((LANGUAGE.to_owned(), tag.to_owned()));
        with(&self.path, &all)
    }

    /// The address of this page without its own parameters.
    pub(super) fn without_conditions(&self) -> String {
        self.link(&self.path)
    }

    /// What the address asks, parameter by parameter, each with the address of the page without it.
    pub(super) fn asked(&self) -> Vec<(String, String)> {
        let asked = self.own.iter().enumerate().map(|(at, (name, value))| {
            let others = self.own.iter().enumerate().filter(|(other, _)| *other != at);
            let others: Vec<_> = others.map(|(_, pair)| pair).chain(&self.kept).cloned().collect();
            (format!("{name} = {value}"), with(&self.path, &others))
        });
        asked.collect()
    }

    /// The whole address of this page in a language.
    pub(super) fn whole_address_in(&self, tag: &str) -> String {
        self.whole(&self.address_in(tag))
    }

    /// The whole address of this page: without its language in French, which is the first.
    pub(super) fn canonical(&self) -> String {
        let others = self.kept.iter().filter(|(name, _)| name != LANGUAGE).cloned();
        let mut all: Vec<_> = self.own.iter().cloned().chain(others).collect();
        if self.language == Language::English {
            all.push((LANGUAGE.to_owned(), self.tag().to_owned()));
        }
        format!("{}{}", self.site, with(&self.path, &all))
    }

    /// The sections of the site: their addresses and names.
    pub(super) fn sections(&self) -> [(&'static str, &'static str); 4] {
        [
            ("/datasets", self.say("Données", "Data")),
            ("/calculators", self.say("Calculateurs", "Calculators")),
            ("/changes", self.say("Changements", "Changes")),
            ("/search", self.say("Recherche", "Search")),
        ]
    }

    /// Whether it is in a section.
    pub(super) fn is_in(&self, section: &str) -> bool {
        self.path.split('/').nth(1) == section.split('/').nth(1)
    }

    /// The address of a file, of the same moment.
    pub(super) fn file(&self, address: &str) -> String {
        let moment = self.kept.iter().filter(|(name, _)| name != LANGUAGE).cloned();
        with(address, &moment.collect::<Vec<_>>())
    }

    /// A whole address of this site.
    pub(super) fn whole(&self, address: &str) -> String {
        format!("{}{address}", self.site)
    }

    /// The whole address of the picture that links to this page show.
    pub(super) fn preview(&self) -> String {
        self.whole(self.picture.as_deref().unwrap_or(assets::preview()))
    }

    /// The address where an error of this page is reported, as it is now.
    pub(super) fn report(&self) -> String {
        let shown = self.shown.as_ref().map(|shown| shown.revision.to_string());
        let mut about = self.own.clone();
        about.extend(shown.map(|revision| (AS_OF.to_owned(), revision)));
        let about = with(&self.path, &about);
        let language = self.kept.iter().filter(|(name, _)| name == LANGUAGE).cloned();
        let all: Vec<_> = [("about".to_owned(), about)].into_iter().chain(language).collect();
        with("/report", &all)
    }

    /// The address of the icon.
    pub(super) fn icon(&self) -> &'static str {
        assets::icon()
    }

    /// The address of the stylesheet.
    pub(super) fn stylesheet(&self) -> &'static str {
        assets::stylesheet()
    }

    /// The tag and the name of the language that it is not written in.
    pub(super) fn other_language(&self) -> (&'static str, &'static str) {
        match self.language {
            Language::French => ("en", "English"),
            Language::English => ("fr", "Français"),
        }
    }

    /// The day of the publication that it shows, in words.
    pub(super) fn published_on(&self) -> Option<String> {
        let at = self.shown.as_ref()?.published_at?;
        Some(day_in_words(civil_day(at)).text(self.language).to_owned())
    }
}

/// An address with more parameters.
fn with(address: &str, parameters: &[(String, String)]) -> String {
    if parameters.is_empty() {
        return address.to_owned();
    }
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(parameters);
    let mark = if address.contains('?') { '&' } else { '?' };
    let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
    let anchor = if anchor.is_empty() {
        String::new()
    } else {
        format!("#{anchor}")
    };
    format!("{path}{mark}{}{anchor}", text.finish())
}
