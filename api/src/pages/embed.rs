//! Rows and charts for the pages of others, pinned to their revision.

use askama::Template;
use axum::{
    extract::{FromRef, Path, State},
    routing::get,
};
use serde_json::json;

use super::{
    context::{Context, Layout},
    html::html_in_frames,
    rows::Rows,
    rows_table::{RowsTable, caption},
};
use crate::{
    charts,
    datasets::{Dataset, Page, model::parse::brief, page, read::comparable::with_names_and_units, registry},
    domain::{Error, Result, wording},
    files::Form,
    store::{Snapshot, Store},
    web::{
        conditional::Pinned,
        list_query::Query,
        query::{AS_OF, LANGUAGE, QueryText, pairs, unknown},
        representation::{Representation, Responded},
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The addresses of what is embedded.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
    Store: FromRef<S>,
{
    Routes::new()
        .route("/embed/{dataset}", RoutePolicy::PAGE, get(get_embed))
        .route("/oembed", RoutePolicy::PAGE, get(get_oembed))
}

/// How many rows an embedded table has at most.
const MOST_ROWS: usize = 20;

/// The size of what is embedded, unless its page asks for less, in pixels.
pub(super) const SIZE: [u32; 2] = [760, 520];

#[derive(Template)]
#[template(path = "embed.html")]
struct EmbedPage {
    page: Layout,
    /// The address of the chart, if one is shown.
    picture: Option<String>,
    table: RowsTable,
    caption: String,
    /// How many rows are not what they were any more: revised, and withdrawn.
    corrected: usize,
    /// The page of the rows as they are shown here, and of now.
    then: String,
    now: String,
}

async fn get_embed(
    context: Context,
    Pinned(snapshot): Pinned,
    State(store): State<Store>,
    Path(name): Path<String>,
    QueryText(text): QueryText,
) -> Responded {
    let present = store.snapshot();
    Ok(html_in_frames(
        &embed(&context, &snapshot, &present, &name, &text).await?,
    )?)
}

async fn embed(
    context: &Context,
    snapshot: &Snapshot,
    present: &Snapshot,
    name: &str,
    text: &str,
) -> Result<EmbedPage> {
    let dataset = registry().dataset(name)?;
    let (drawn, of_list) = charts::split_parameters(text, &charts::OF_LISTS);
    let query = Query::parse(dataset, Form::Page, &of_list, snapshot.today())?;
    let shown = read(snapshot, dataset, &query).await?;
    // Of the present, nothing can have been corrected since.
    let corrected = match snapshot.revision() < present.revision() {
        true => corrected(&shown, &read(present, dataset, &query).await?),
        false => 0,
    };
    let title = context.language.choose(dataset.title);
    let page = context.layout(snapshot, title, context.language.choose(dataset.description));
    let pinned = snapshot.revision().to_string();
    let language = (LANGUAGE, page.tag());
    let then = format!(
        "/datasets/{}{}",
        dataset.name,
        query.with(&[(AS_OF, &pinned), language])
    );
    let rows = Rows { dataset, page: shown };
    Ok(EmbedPage {
        picture: drawn.iter().any(|(name, _)| name == "chart").then(|| {
            let mut more: Vec<(&str, &str)> = drawn
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            more.extend([(AS_OF, pinned.as_str()), language]);
            format!("/v1/{}.svg{}", dataset.name, query.with(&more))
        }),
        caption: caption(&page, title, rows.page.total.unwrap_or_default()),
        table: RowsTable::new(&page, &rows, None),
        corrected,
        now: format!("/datasets/{}{}", dataset.name, query.of_now(&[language])),
        then,
        page,
    })
}

async fn read(snapshot: &Snapshot, dataset: &'static Dataset, query: &Query) -> Result<Page> {
    let mut request = query.page.clone();
    request.total = true;
    request.limit = request.limit.min(MOST_ROWS);
    page(snapshot, dataset, &request, &with_names_and_units(dataset)).await
}

/// How many of the rows shown are not there any more, or not as they were.
fn corrected(shown: &Page, present: &Page) -> usize {
    let is_same = |node: &&crate::datasets::Node| {
        let known = present.nodes.iter().find(|known| known.row.slug == node.row.slug);
        known.is_some_and(|known| known.row.values == node.row.values && known.row.parts == node.row.parts)
    };
    shown.nodes.iter().filter(|node| !is_same(node)).count()
}

/// What a page that embeds one of ours is told (oembed.com): JSON alone.
async fn get_oembed(context: Context, Pinned(snapshot): Pinned, QueryText(text): QueryText) -> Responded {
    let mut address = None;
    let mut most: [Option<u32>; 2] = [None, None];
    for (name, value) in pairs(&text)? {
        match name.as_str() {
            "url" => address = Some(value),
            "maxwidth" => most[0] = value.parse().ok(),
            "maxheight" => most[1] = value.parse().ok(),
            "format" if value == "json" => {}
            "format" => {
                return Err(Error::bad_input(wording!("format : json seul", "format: json alone")).into());
            }
            _ => return Err(unknown(&name, &["url", "maxwidth", "maxheight", "format"]).into()),
        }
    }
    let asked = address.ok_or_else(|| {
        Error::bad_input(wording!(
            "url est nécessaire : l'adresse d'une table de ce site",
            "url is needed: the address of a table of this site"
        ))
    })?;
    let (dataset, embedded) = embedded(&context, &snapshot, &asked)?;
    let [wide, high] = [0, 1].map(|at| most[at].map_or(SIZE[at], |most| most.min(SIZE[at])));
    let title = context.language.choose(dataset.title);
    let source = context.whole(&embedded);
    Ok(Representation::json(&json!({
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Ségur Ouvert",
        "provider_url": context.whole("/"),
        "cache_age": 86_400,
        "width": wide,
        "height": high,
        "html": frame(&source, title, wide, high),
    })))
}

/// The frame that shows an address in the page of another.
pub(super) fn frame(source: &str, title: &str, wide: u32, high: u32) -> String {
    let source = source.replace('&', "&amp;").replace('"', "&quot;");
    let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<iframe src=\"{source}\" title=\"{title}\" width=\"{wide}\" height=\"{high}\" loading=\"lazy\" style=\"border:0;max-width:100%\"></iframe>"
    )
}

/// The dataset of an address of ours, and the address that shows the same in a frame, of the revision that is shown now.
fn embedded(context: &Context, snapshot: &Snapshot, asked: &str) -> Result<(&'static Dataset, String)> {
    let refused = || {
        Error::not_found(wording!(
            "« {} » n'est pas l'adresse d'une table de ce site : /datasets/regions",
            "\"{}\" is no address of a table of this site: /datasets/regions",
            brief(asked)
        ))
    };
    let own = context.whole("");
    let path = asked.strip_prefix(&own).unwrap_or(asked);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let name = path.strip_prefix("/datasets/").or_else(|| path.strip_prefix("/embed/"));
    let dataset = registry().dataset(name.ok_or_else(refused)?).map_err(|_| refused())?;
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    if pairs.iter().all(|(name, _)| name != AS_OF) {
        pairs.push((AS_OF.to_owned(), snapshot.revision().to_string()));
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    // A frame that would show nothing but an error is none.
    Query::parse(
        dataset,
        Form::Page,
        &charts::split_parameters(&query, &charts::OF_LISTS).1,
        snapshot.today(),
    )?;
    Ok((dataset, format!("/embed/{}?{query}", dataset.name)))
}
