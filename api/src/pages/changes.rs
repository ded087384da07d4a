use askama::Template;
use axum::{
    extract::{FromRef, Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value as Json;

use super::{
    cell::titled_date,
    context::{Context, Layout},
    forms::{Holds, see_other, tidied},
    html::{html, page_text},
    problem::sentence,
    rows::Link,
};
use crate::{
    datasets::{
        Dataset, Kind, Part,
        changes::{
            changed_fields::{ChangedField, changed_fields},
            feed::{self, FeedRequest, Place, Since},
            publications::{Counted, last_publications},
        },
        model::{fields::Shows, headers},
        registry,
        vocabularies::CHANGE_OPERATION,
    },
    domain::{Clock, Decimal, Error, Euros, Result, Revision, civil_day, day_in_words, numeral, wording},
    files::in_words,
    store::Snapshot,
    web::{
        conditional::Pinned,
        failure::Failure,
        query::{QueryText, none, pairs, refuse_twice, unknown},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// How many publications the list shows.
const PUBLICATIONS: usize = 50;

/// How many changes of a publication its page shows.
const CHANGES: usize = 100;

/// The addresses of what was published.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
    Clock: FromRef<S>,
{
    Routes::new()
        .route("/changes", RoutePolicy::PAGE, get(list_publications))
        .route("/changes/{revision}", RoutePolicy::PAGE, get(get_publication))
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangeList {
    page: Layout,
    since: String,
    /// Why nothing is shown.
    refusal: Option<String>,
    publications: Vec<Publication>,
}

#[derive(Template)]
#[template(path = "publication.html")]
struct PublicationPage {
    page: Layout,
    publication: Publication,
    changes: Vec<Change>,
    /// How many it has in all, where it has more than are shown.
    more: bool,
    previous: Option<Link>,
    next: Option<Link>,
    csv: String,
}

/// A publication.
pub(super) struct Publication {
    pub(super) link: Link,
    pub(super) day: String,
    pub(super) message: String,
    pub(super) institution: String,
    pub(super) reason: Option<String>,
    /// How many records of each dataset.
    pub(super) counts: Vec<String>,
}

/// What was done to a record.
struct Change {
    link: Link,
    dataset: &'static str,
    operation: String,
    fields: Vec<[String; 3]>,
}

async fn list_publications(
    context: Context,
    Pinned(snapshot): Pinned,
    State(clock): State<Clock>,
    QueryText(query): QueryText,
) -> Result<Response, Failure> {
    if let Some(address) = tidied("/changes", &query, |_| Holds::Date) {
        return Ok(see_other(&address));
    }
    let page = context.layout(
        &snapshot,
        context.say("Ce qui a changé", "What changed"),
        context.say(
            "Les publications, de la plus récente à la plus ancienne : par qui, quand, pourquoi, et ce qu'elles ont changé.",
            "The publications, the newest first: by whom, when, why, and what they changed.",
        ),
    );
    let given = pairs(&query)?;
    let mut found = ChangeList {
        publications: Vec::new(),
        since: given.first().map(|(_, since)| since.clone()).unwrap_or_default(),
        refusal: None,
        page,
    };
    match asked(&snapshot, &given, clock.now()).await {
        Ok(asked) => {
            found.publications = publications(&found.page, &snapshot, &asked).await?;
            Ok(html(&found)?.into_response())
        }
        Err(error @ Error::BadInput { .. }) => {
            let message = error.message(found.page.language);
            let since = found.page.say("« Depuis le jour »", "\"Since the day\"");
            let of_field = message.strip_prefix("since").map(|rest| format!("{since}{rest}"));
            found.refusal = Some(sentence(&of_field.unwrap_or(message)));
            Err(Failure::shown_as(error, page_text(&found)?))
        }
        Err(error) => Err(error.into()),
    }
}

/// The publications that a query asks for.
async fn asked(snapshot: &Snapshot, given: &[(String, String)], now: DateTime<Utc>) -> Result<FeedRequest> {
    refuse_twice(given, &["since"])?;
    let mut since = None;
    for (name, value) in given {
        match name.as_str() {
            "since" => since = Some(Since::parse(value, now)?),
            _ => return Err(unknown(name, &["since"])),
        }
    }
    let last = FeedRequest {
        limit: PUBLICATIONS,
        ..FeedRequest::default()
    };
    last.starting(snapshot, since.as_ref()).await
}

/// The last publications that did what is asked for.
pub(super) async fn publications(page: &Layout, snapshot: &Snapshot, asked: &FeedRequest) -> Result<Vec<Publication>> {
    let found = last_publications(snapshot, asked).await?;
    Ok(found.iter().map(|counted| publication(page, counted)).collect())
}

fn publication(page: &Layout, counted: &Counted) -> Publication {
    let made = &counted.publication;
    let counts = counted.counts.iter().map(|count| {
        let dataset = registry()
            .find(&count.dataset)
            .map_or("", |dataset| page.words(&dataset.title));
        let records = numeral(&count.records.to_string(), page.language);
        let colon = page.say(" :", ":");
        let plural = if count.records > 1 { "s" } else { "" };
        let done = match count.operation.as_str() {
            "created" => page.say("création", "creation"),
            "withdrawn" => page.say("retrait", "withdrawal"),
            _ => page.say("révision", "revision"),
        };
        format!("{dataset}{colon} {records} {done}{plural}")
    });
    Publication {
        link: Link {
            name: format!("{} {}", page.say("Révision", "Revision"), made.revision),
            address: page.link(&format!("/changes/{}", made.revision)),
        },
        day: day_in_words(civil_day(made.at)).text(page.language).to_owned(),
        message: made.message.clone(),
        institution: page.publisher(&made.institution),
        reason: made.reason.clone(),
        counts: counts.collect(),
    }
}

fn operation(page: &Layout, code: &str) -> String {
    let term = CHANGE_OPERATION.term(code);
    term.map_or(code, |term| page.words(&term.label)).to_lowercase()
}

async fn get_publication(
    context: Context,
    Pinned(snapshot): Pinned,
    Path(revision): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    Ok(html(&publication_page(&context, &snapshot, &revision).await?)?)
}

async fn publication_page(context: &Context, snapshot: &Snapshot, number: &str) -> Result<PublicationPage> {
    let last = snapshot.revision();
    let revision = number
        .parse()
        .ok()
        .filter(|revision| (1..=last.0).contains(revision))
        .map(Revision);
    let revision = revision.ok_or_else(|| {
        Error::not_found(wording!(
            "il n'y a pas de révision « {} » : la dernière est {last}",
            "there is no revision \"{}\": the last one is {last}",
            number.chars().take(40).collect::<String>()
        ))
    })?;
    let before = Place::after(Revision(revision.0 - 1));
    let asked = FeedRequest {
        after: before,
        limit: 1,
        ..FeedRequest::default()
    };
    let at = snapshot.as_of(&crate::domain::Moment::Revision(revision)).await?;
    let title = format!("{} {revision}", context.say("Révision", "Revision"));
    let page = context.layout(
        snapshot,
        title,
        context.say("Ce que cette publication a changé.", "What this publication changed."),
    );
    let publication = publications(&page, &at, &asked).await?.into_iter().next();
    let publication = publication.ok_or_else(|| Error::internal("a revision has no publication"))?;
    let listed = FeedRequest {
        limit: CHANGES,
        ..asked
    };
    let found = feed::changes(&at, &listed).await?;
    let beside = |revision: i64, name: &str| Link {
        name: name.to_owned(),
        address: page.link(&format!("/changes/{revision}")),
    };
    Ok(PublicationPage {
        changes: found.data.iter().filter_map(|change| shown(&page, change)).collect(),
        more: found.more,
        previous: (revision.0 > 1).then(|| {
            beside(
                revision.0 - 1,
                page.say("Publication précédente", "Previous publication"),
            )
        }),
        next: (revision < last).then(|| beside(revision.0 + 1, page.say("Publication suivante", "Next publication"))),
        csv: format!(
            "/v1/changes.csv?after={}&as_of={revision}&lang={}",
            revision.0 - 1,
            page.tag()
        ),
        publication,
        page,
    })
}

/// A change as the page shows it.
fn shown(page: &Layout, change: &Json) -> Option<Change> {
    let text = |name: &str| change[name].as_str().unwrap_or_default();
    let dataset = registry().find(text("dataset"))?;
    let state = if change["after"].is_null() {
        &change["before"]
    } else {
        &change["after"]
    };
    let name = state["name"]
        .as_str()
        .or_else(|| state["title"].as_str())
        .unwrap_or(text("slug"));
    let is_revised = !change["before"].is_null() && !change["after"].is_null();
    let fields = is_revised.then(|| changed_fields(dataset, &change["before"], &change["after"]));
    Some(Change {
        link: Link {
            name: name.to_owned(),
            address: page.record(dataset.name, text("slug")),
        },
        dataset: page.words(&dataset.title),
        operation: operation(page, text("operation")),
        fields: fields
            .into_iter()
            .flatten()
            .filter_map(|changed| differs(page, dataset, &changed))
            .collect(),
    })
}

/// What a field is called, what it was and what it is; none for what follows from another field.
fn differs(page: &Layout, dataset: &Dataset, changed: &ChangedField) -> Option<[String; 3]> {
    let [before, after] = match changed.field.shows {
        Shows::Column(place) => {
            let kind = Some(&dataset.columns[place].kind);
            [&changed.before, &changed.after].map(|value| said(page, kind, value))
        }
        Shows::Part(place, _) => {
            let part = &dataset.parts[place];
            [(&changed.before, &changed.after), (&changed.after, &changed.before)]
                .map(|(items, others)| only_in(page, part, items, others))
        }
        _ => return None,
    };
    Some([headers::title(dataset, &changed.field, page.language), before, after])
}

/// The items of a list that the other one lacks, in words.
fn only_in(page: &Layout, part: &Part, items: &Json, others: &Json) -> String {
    let list = |items: &Json| items.as_array().cloned().unwrap_or_default();
    let others = list(others);
    let items = list(items)
        .into_iter()
        .filter(|item| !others.contains(item))
        .map(|item| {
            let columns = part
                .columns
                .iter()
                .filter(|column| !item[column.name].is_null() && item[column.name] != false);
            let said = columns.map(|column| match item[column.name] {
                Json::Bool(true) => page.words(&column.title).to_lowercase(),
                Json::String(ref edtf) if matches!(column.kind, Kind::Date) => {
                    titled_date(page, column, edtf, &in_words(&column.kind, edtf, page.language))
                }
                ref value => said(page, Some(&column.kind), value),
            });
            said.collect::<Vec<_>>().join(", ")
        });
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        page.say("rien", "nothing").to_owned()
    } else {
        items.join(" · ")
    }
}

/// A value of the feed, as people read it.
fn said(page: &Layout, kind: Option<&Kind>, value: &Json) -> String {
    let nothing = page.say("rien", "nothing");
    match (kind, value) {
        (_, Json::Null) => nothing.to_owned(),
        (Some(Kind::Euros), Json::String(text)) => {
            let amount = Euros::parse(text).map(|amount| amount.in_words().text(page.language).to_owned());
            amount.unwrap_or_else(|_| text.clone())
        }
        (Some(Kind::Decimal), Json::Number(number)) => {
            let known = Decimal::parse(&number.to_string());
            known.map_or_else(
                |_| number.to_string(),
                |known| numeral(&known.to_string(), page.language),
            )
        }
        (Some(Kind::Boolean), Json::Bool(answer)) => page
            .say(if *answer { "oui" } else { "non" }, if *answer { "yes" } else { "no" })
            .to_owned(),
        // What documents disagree about is held as a text.
        (Some(Kind::Text), Json::String(text)) if is_day(text) => {
            in_words(&Kind::Date, text, page.language).into_owned()
        }
        (Some(kind), Json::String(text)) => in_words(kind, text, page.language).into_owned(),
        (_, Json::Array(items)) if items.is_empty() => nothing.to_owned(),
        (_, Json::Array(items)) if items.iter().all(Json::is_string) => {
            let items: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
            items.join(page.say(" ; ", "; "))
        }
        (_, other) => other.to_string(),
    }
}

fn is_day(text: &str) -> bool {
    text.parse::<NaiveDate>().is_ok()
}
