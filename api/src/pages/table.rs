use askama::Template;
use axum::{
    extract::{FromRef, Path},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value as Json, json};

use super::{
    context::{Context, Layout},
    embed::{SIZE, frame},
    figures::{self, Choice, Figure},
    filters::{self, Filters},
    forms::{address, see_other, tidied},
    html::{html, page_text},
    problem::sentence,
    rows::{Link, Rows},
    rows_table::{RowsTable, caption},
    snippets::{Snippet, snippets},
    under_way::certain_first,
};
use crate::{
    datasets::{
        Dataset, Kind, Node,
        aggregate::not_covered::not_covered,
        model::description::term_label,
        page,
        read::{comparable::with_names_and_units, labels},
        registry,
    },
    domain::{Error, Language, Result, Value},
    files::Form,
    store::Snapshot,
    web::{
        conditional::Pinned,
        failure::{Failure, PageText},
        list_query::{DEFAULT_LIMIT, Query, in_words::label},
        query::{AS_OF, LANGUAGE, QueryText},
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The address of the table of a dataset.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new().route("/datasets/{dataset}", RoutePolicy::PAGE, get(get_table))
}

#[derive(Template)]
#[template(path = "table.html")]
struct TablePage {
    page: Layout,
    dataset: &'static Dataset,
    caption: String,
    filters: Filters,
    table: RowsTable,
    /// How many rows have a phase under way on the day asked of, for certain and perhaps.
    under_way: Option<String>,
    figures: Vec<Figure>,
    /// What is measured, where all rows are of one indicator.
    measured: Option<String>,
    /// What to choose for a map.
    choices: Vec<Choice>,
    previous: Option<String>,
    next: Option<String>,
    files: Vec<Link>,
    not_covered: Vec<String>,
    /// The address of the rows that a permanent link keeps.
    cited: String,
    snippets: Vec<Snippet>,
    /// The frame that shows the rows in the page of another, and what tells of it.
    frame: String,
    oembed: String,
    /// What search engines read of the whole dataset.
    structured: Option<String>,
    reference: String,
    /// The address of the whole table.
    own: String,
}

#[derive(Template)]
#[template(path = "table-refused.html")]
struct TableRefused {
    page: Layout,
    dataset: &'static Dataset,
    filters: Filters,
    /// What is wrong with the query.
    refusal: String,
    /// The address of the whole table.
    own: String,
}

async fn get_table(
    context: Context,
    Pinned(snapshot): Pinned,
    Path(name): Path<String>,
    QueryText(text): QueryText,
) -> Result<Response, Failure> {
    let dataset = registry().dataset(&name)?;
    if let Some(address) = tidied(&filters::path(dataset), &text, |name| filters::holds(dataset, name)) {
        return Ok(see_other(&address));
    }
    match table(&context, &snapshot, dataset, &text).await {
        Ok(found) => Ok(html(&found)?.into_response()),
        Err(error @ Error::BadInput { .. }) => {
            let page = refused(&context, &snapshot, dataset, &text, &error).await?;
            Err(Failure::shown_as(error, page))
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of a query that is refused: the form as it was filled, and what is wrong.
async fn refused(
    context: &Context,
    snapshot: &Snapshot,
    dataset: &'static Dataset,
    text: &str,
    error: &Error,
) -> Result<PageText> {
    let title = context.language.choose(dataset.title);
    let page = context.layout(snapshot, title, context.language.choose(dataset.description));
    let message = error.message(page.language);
    page_text(&TableRefused {
        filters: Filters::read(&page, snapshot, dataset, text).await?,
        refusal: sentence(&by_label(dataset, &message, text, page.language)),
        own: page.link(&filters::path(dataset)),
        dataset,
        page,
    })
}

async fn table(context: &Context, snapshot: &Snapshot, dataset: &'static Dataset, text: &str) -> Result<TablePage> {
    let mut query = Query::parse(dataset, Form::Page, text, snapshot.today())?;
    query.page.total = true;
    query.page.limit = query.page.limit.min(DEFAULT_LIMIT);
    let mut found = page(snapshot, dataset, &query.page, &with_names_and_units(dataset)).await?;
    let mut layout = context.layout(
        snapshot,
        context.language.choose(dataset.title),
        context.language.choose(dataset.description),
    );
    found.not_covered = not_covered(snapshot, dataset, &query.page, &found).await?;
    let beside =
        |(name, cursor): (&str, String)| format!("/datasets/{}{}", dataset.name, query.with(&[(name, &cursor)]));
    let [previous, next] = query.beside(dataset, &found).map(|cursor| cursor.map(beside));
    let mut rows = Rows { dataset, page: found };
    let under_way = certain_first(&layout, &query, text, &mut rows);
    let figures = figures::figures(&layout, &query, &rows);
    layout.picture = figures.first().map(|figure| figure.preview.clone());
    Ok(TablePage {
        caption: caption(&layout, &layout.title, rows.page.total.unwrap_or_default()),
        filters: Filters::read(&layout, snapshot, dataset, text).await?,
        under_way,
        table: RowsTable::new(&layout, &rows, Some(&query)),
        not_covered: rows
            .page
            .not_covered
            .iter()
            .filter_map(|known| said(&layout, dataset, known))
            .collect(),
        measured: measured(&rows),
        choices: figures::choices(&layout, &query, &rows),
        figures,
        files: files(&layout, dataset, &query)
            .into_iter()
            .chain(totals(&layout, text, &rows))
            .collect(),
        snippets: snippets(&layout, dataset, &query, rows.page.total.unwrap_or_default()),
        frame: framed(&layout, dataset, &query),
        oembed: layout.whole(&address("/oembed", [("url", layout.canonical())])),
        structured: query.with(&[]).is_empty().then(|| structured(&layout, dataset)),
        reference: layout.link(&format!("/docs/{}", dataset.name)),
        cited: cited(&layout, dataset, &query),
        previous,
        next,
        own: layout.link(&format!("/datasets/{}", dataset.name)),
        dataset,
        page: layout,
    })
}

/// The definition of the indicator of rows that are all of one.
fn measured(rows: &Rows) -> Option<String> {
    let place = labels::indicator(rows.dataset)?;
    let mut indicators = rows
        .page
        .nodes
        .iter()
        .map(|node| labels::referred(rows.dataset, node, place));
    let first = indicators.next()??;
    let is_same = |other: Option<&Node>| other.is_some_and(|other| other.row.key == first.row.key);
    if !indicators.all(is_same) {
        return None;
    }
    match &first.row.values[registry().find("indicators")?.column("definition")?] {
        Value::Text(definition) => Some(definition.clone()),
        _ => None,
    }
}

/// A message that begins with a parameter, with what the form calls it instead.
fn by_label(dataset: &Dataset, message: &str, text: &str, language: Language) -> String {
    let named = form_urlencoded::parse(text.as_bytes()).find_map(|(name, _)| {
        let column = name.split('.').next().unwrap_or_default();
        let rest = message.strip_prefix(&*name).or_else(|| message.strip_prefix(column));
        let rest = rest.filter(|rest| rest.starts_with([' ', ':']))?;
        Some(format!("« {} »{rest}", label(dataset, &name, language)?))
    });
    named.unwrap_or_else(|| message.to_owned())
}

/// The frame that shows the rows of a query in the page of another, as they are at this revision.
fn framed(page: &Layout, dataset: &Dataset, query: &Query) -> String {
    let revision = page.shown.as_ref().map(|shown| shown.revision.to_string());
    let revision = revision.unwrap_or_default();
    let address = format!(
        "/embed/{}{}",
        dataset.name,
        query.with(&[(AS_OF, &revision), (LANGUAGE, page.tag())])
    );
    frame(&page.whole(&address), &page.title, SIZE[0], SIZE[1])
}

/// A dataset as schema.org has it, for search engines; `</` would end its element.
fn structured(page: &Layout, dataset: &Dataset) -> String {
    let files = [
        ("csv", "text/csv"),
        ("parquet", "application/vnd.apache.parquet"),
        ("json", "application/json"),
    ];
    let files = files.map(|(ending, kind)| {
        json!({
            "@type": "DataDownload",
            "encodingFormat": kind,
            "contentUrl": page.whole(&format!("/v1/{}.{ending}", dataset.name)),
        })
    });
    let told = json!({
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": page.title,
        "description": format!("{} {}", page.description, page.words(&dataset.family.description)),
        "url": page.canonical(),
        "identifier": dataset.name,
        "inLanguage": "fr",
        "license": "https://spdx.org/licenses/etalab-2.0.html",
        "isAccessibleForFree": true,
        "creator": { "@type": "Organization", "name": "Ségur Ouvert", "url": page.whole("/") },
        "version": page.shown.as_ref().map(|shown| shown.revision.to_string()),
        "distribution": files,
        "sameAs": page.whole(&format!("/v1/datasets/{}/schema-org.jsonld", dataset.name)),
    });
    told.to_string().replace("</", "<\\/")
}

/// The file that a permanent link keeps: in French, as spreadsheets in French open it, in words.
fn cited(page: &Layout, dataset: &Dataset, query: &Query) -> String {
    let in_french = [("dialect", "fr"), (LANGUAGE, "fr")];
    let more = match page.language {
        Language::French => &in_french[..],
        Language::English => &[],
    };
    format!("/v1/{}.csv{}", dataset.name, query.with(more))
}

/// The files of the same query.
fn files(page: &Layout, dataset: &Dataset, query: &Query) -> Vec<Link> {
    let link = |name: &str, ending: &str, more: &[(&str, &str)]| Link {
        name: name.to_owned(),
        address: format!("/v1/{}.{ending}{}", dataset.name, query.with(more)),
    };
    vec![
        link(
            page.say("Tableur (XLSX)", "Spreadsheet (XLSX)"),
            "xlsx",
            &[(LANGUAGE, page.tag())],
        ),
        link(
            page.say("CSV pour tableur français", "CSV for French spreadsheets"),
            "csv",
            &[("dialect", "fr"), (LANGUAGE, "fr")],
        ),
        link("CSV", "csv", &[]),
        link("Parquet", "parquet", &[]),
        link("NDJSON", "ndjson", &[]),
        link("JSON", "json", &[]),
    ]
}

/// The totals by period of values that are told apart by category: a reader would add them by hand.
fn totals(page: &Layout, text: &str, rows: &Rows) -> Option<Link> {
    measured(rows)?;
    let category = rows.dataset.column("category")?;
    let first = &rows.page.nodes.first()?.row.values[category];
    let differ = rows.page.nodes.iter().any(|node| node.row.values[category] != *first);
    let conditions = form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .filter(|(name, _)| !filters::PRESENTATION.contains(&name.as_str()) && name != LANGUAGE);
    let own = [
        ("by", "period"),
        ("measure", "value"),
        ("dialect", "fr"),
        (LANGUAGE, "fr"),
    ];
    let own = match page.language {
        Language::French => &own[..],
        Language::English => &own[..2],
    };
    let own = own
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    differ.then(|| Link {
        name: page
            .say("Totaux par période (CSV)", "Totals by period (CSV)")
            .to_owned(),
        address: address(&format!("/v1/{}/groups.csv", rows.dataset.name), conditions.chain(own)),
    })
}

/// How many values rows have instead are listed.
const MOST_VALUES: usize = 12;

/// What rows have instead of what was asked for, in words.
fn said(page: &Layout, dataset: &Dataset, known: &Json) -> Option<String> {
    let name = known["field"].as_str()?;
    let column = &dataset.columns[dataset.column(name)?];
    let values = known["covered"].as_array()?.iter().take(MOST_VALUES).map(|covered| {
        let value = match (covered["value"].as_str(), column.kind) {
            (None, _) => page.say("sans valeur", "none").to_owned(),
            (Some(code), Kind::Term(vocabulary)) => {
                term_label(vocabulary, code, page.language).unwrap_or_else(|| code.to_owned())
            }
            (Some(slug), _) => slug.to_owned(),
        };
        format!("{value} ({})", covered["count"])
    });
    let values: Vec<String> = values.collect();
    let colon = page.say(" :", ":");
    Some(format!(
        "{}{colon} {}",
        page.language.choose(column.title),
        values.join(", ")
    ))
}
