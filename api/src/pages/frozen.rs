use askama::Template;

use super::{
    context::{Context, Layout},
    html::page_text,
    rows::Link,
};
use crate::{
    archive::{ArchivePages, FrozenState, KeptAnswer, Reader},
    charts::{OF_LISTS, split_parameters},
    datasets::{
        model::{parse::LIST_SEPARATOR, titles},
        registry,
    },
    domain::{Language, Result, civil_day, day_in_words, numeral},
    files::rows_of_csv,
    web::{failure::PageText, query::LANGUAGE},
};

/// The pages of what is frozen.
pub(crate) const ARCHIVE_PAGES: ArchivePages = ArchivePages {
    permalink,
    editions,
    edition,
};

/// How many rows of a kept answer its page shows.
const MOST_ROWS: usize = 50;

#[derive(Template)]
#[template(path = "permalink.html")]
struct PermalinkPage<'a> {
    page: Layout,
    kept: &'a KeptAnswer,
    day: String,
    size: String,
    rows: Option<String>,
    /// The page of the same query, of now; its address where it has no page.
    now: String,
    citation: String,
    is_picture: bool,
    header: Vec<String>,
    table: Vec<Vec<String>>,
    text: String,
    /// Whether only the beginning is shown.
    is_cut: bool,
    /// What the answer is: `CSV`, or its media type.
    form: &'a str,
}

#[derive(Template)]
#[template(path = "editions.html")]
struct EditionsPage {
    page: Layout,
    editions: Vec<Listed>,
}

struct Listed {
    link: Link,
    revision: String,
    files: usize,
}

#[derive(Template)]
#[template(path = "edition.html")]
struct EditionPage<'a> {
    page: Layout,
    edition: &'a FrozenState,
    citation: &'a str,
    files: Vec<FileRow<'a>>,
}

struct FileRow<'a> {
    name: &'a str,
    address: &'a str,
    rows: String,
    size: String,
    sha256: &'a str,
}

fn layout(reader: &Reader, title: &str) -> Layout {
    Context::new(reader.language, reader.site.clone(), &reader.uri).bare(title)
}

fn of_language<'a>([french, english]: &'a [String; 2], reader: &Reader) -> &'a str {
    match reader.language {
        Language::French => french,
        Language::English => english,
    }
}

/// A size in words: `12,4 Ko`.
fn size(bytes: u64, language: Language) -> String {
    let (units, step) = ([["octets", "bytes"], ["Ko", "kB"], ["Mo", "MB"], ["Go", "GB"]], 1_000);
    let mut tenths = bytes * 10;
    let mut unit = 0;
    while tenths >= step * 10 && unit < units.len() - 1 {
        tenths /= step;
        unit += 1;
    }
    let number = match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    };
    let [french, english] = units[unit];
    format!("{}\u{a0}{}", numeral(&number, language), language.say(french, english))
}

fn permalink(kept: &KeptAnswer, reader: &Reader) -> Result<PageText> {
    let page = layout(reader, of_language(&kept.title, reader));
    let is_whole = kept.beginning.len() as u64 == kept.bytes;
    let (header, mut table) = match kept.media_type.starts_with("text/csv") {
        true => cells(&kept.beginning, is_whole),
        false => Default::default(),
    };
    let documents = documents(&header, &table);
    let is_cut = !is_whole || table.len() > MOST_ROWS;
    table.truncate(MOST_ROWS);
    let text = if table.is_empty() { text(kept) } else { String::new() };
    let count = |rows: u64| {
        let word = if rows < 2 {
            page.say("ligne", "rows")
        } else {
            page.say("lignes", "rows")
        };
        format!("{} {word}", numeral(&rows.to_string(), page.language))
    };
    page_text(&PermalinkPage {
        day: kept.published_at.map_or_else(String::new, |at| {
            day_in_words(civil_day(at)).text(page.language).to_owned()
        }),
        size: size(kept.bytes, page.language),
        rows: kept.rows.map(count),
        now: page.link(&page_of(&kept.now)),
        citation: with_documents(of_language(&kept.citation, reader), &documents, &page),
        is_picture: kept.media_type.starts_with("image/"),
        header,
        table,
        text,
        is_cut,
        form: match kept.media_type.split(';').next() {
            Some("text/csv") => "CSV",
            Some(other) => other,
            None => &kept.media_type,
        },
        kept,
        page,
    })
}

/// The page where a query is asked: of a list, its table.
fn page_of(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let Some(name) = path.strip_prefix("/v1/") else {
        return address.to_owned();
    };
    let beside = [
        "dialect",
        "delimiter",
        "decimal",
        "bom",
        "fields",
        "labels",
        "limit",
        LANGUAGE,
    ];
    let (_, query) = split_parameters(query, &OF_LISTS);
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !beside.contains(&name.as_ref()));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let mark = if query.is_empty() { "" } else { "?" };
    let (first, rest) = name.split_once('/').unwrap_or((name, ""));
    let dataset = registry().find(first.split('.').next().unwrap_or(first));
    match (dataset, rest) {
        (Some(dataset), "") => format!("/datasets/{}{mark}{query}", dataset.name),
        (Some(dataset), slug) if !slug.contains('/') && !slug.starts_with("groups") => {
            format!("/datasets/{}/{slug}{mark}{query}", dataset.name)
        }
        (None, _) if first == "calculators" => format!("/{name}{mark}{query}"),
        // It has no page: its own address answers.
        _ => address.to_owned(),
    }
}

/// The header and the rows at the beginning of a CSV file; a row that is cut is left out.
fn cells(bytes: &[u8], is_whole: bool) -> (Vec<String>, Vec<Vec<String>>) {
    let end = match is_whole {
        true => bytes.len(),
        false => bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1),
    };
    let mut rows = rows_of_csv(&bytes[..end]).into_iter();
    (rows.next().unwrap_or_default(), rows.collect())
}

/// How many documents are named.
const MOST_DOCUMENTS: usize = 8;

/// The titles of the documents that rows were read in, each once.
fn documents(header: &[String], rows: &[Vec<String>]) -> Vec<String> {
    let title = titles::SOURCE_TITLES;
    let names = ["source_title", title.french, title.english];
    let Some(place) = header.iter().position(|name| names.contains(&name.as_str())) else {
        return Vec::new();
    };
    let mut titles: Vec<String> = Vec::new();
    for title in rows
        .iter()
        .filter_map(|row| row.get(place))
        .flat_map(|cell| cell.split(LIST_SEPARATOR))
    {
        if !title.is_empty() && !titles.iter().any(|known| known == title) {
            titles.push(title.to_owned());
        }
    }
    titles.truncate(MOST_DOCUMENTS);
    titles
}

/// A citation that names the documents that the values come from, too.
fn with_documents(citation: &str, documents: &[String], page: &Layout) -> String {
    if documents.is_empty() {
        return format!("{citation}.");
    }
    let named: Vec<String> = documents.iter().map(|title| page.quoted(title)).collect();
    let from = page.say("D'après\u{a0}:", "From:");
    format!("{citation}. {from} {}.", named.join(" ; "))
}

/// How much of an answer that is no table is shown, in bytes.
const MOST_TEXT: usize = 4_000;

fn text(kept: &KeptAnswer) -> String {
    let shown = &kept.beginning[..kept.beginning.len().min(MOST_TEXT)];
    String::from_utf8_lossy(shown).trim_end_matches('\u{fffd}').to_owned()
}

fn editions(all: &[FrozenState], reader: &Reader) -> Result<PageText> {
    let page = layout(reader, reader.language.say("Éditions", "Editions"));
    let listed = all.iter().map(|edition| Listed {
        link: Link {
            name: named(edition, reader.language),
            address: page.link(&format!("/editions/{}", edition.name)),
        },
        revision: edition.revision.to_string(),
        files: edition.files.len(),
    });
    let editions = listed.collect();
    page_text(&EditionsPage { editions, page })
}

fn named(edition: &FrozenState, language: Language) -> String {
    let day = edition.name.parse().map(day_in_words);
    let day = day.map_or_else(|_| edition.name.clone(), |day| day.text(language).to_owned());
    format!("{} {day}", language.say("Édition du", "Edition of"))
}

fn edition(edition: &FrozenState, reader: &Reader) -> Result<PageText> {
    let page = layout(reader, &named(edition, reader.language));
    let number = |number: u64| numeral(&number.to_string(), reader.language);
    let files = edition.files.iter().map(|file| FileRow {
        name: &file.name,
        address: &file.address,
        rows: file.rows.map(number).unwrap_or_default(),
        size: size(file.bytes, reader.language),
        sha256: &file.sha256,
    });
    page_text(&EditionPage {
        citation: of_language(&edition.citation, reader),
        files: files.collect(),
        edition,
        page,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_query_asks_the_same() {
        for (address, page) in [
            (
                "/v1/regions.csv?kind=overseas&dialect=fr",
                "/datasets/regions?kind=overseas",
            ),
            ("/v1/regions", "/datasets/regions"),
            (
                "/v1/regions.svg?chart=map&kind=overseas&lang=fr",
                "/datasets/regions?kind=overseas",
            ),
            ("/v1/regions/bretagne", "/datasets/regions/bretagne"),
            ("/v1/observations/groups?by=region", "/v1/observations/groups?by=region"),
            ("/v1/calculators/sun-es?budget=5", "/calculators/sun-es?budget=5"),
            ("/v1/changes.csv", "/v1/changes.csv"),
            ("/graphql?query=x", "/graphql?query=x"),
        ] {
            assert_eq!(page_of(address), page);
        }
    }

    #[test]
    fn sizes_are_in_words() {
        assert_eq!(size(999, Language::French), "999\u{a0}octets");
        assert_eq!(size(12_400, Language::French), "12,4\u{a0}Ko");
        assert_eq!(size(2_000_000, Language::English), "2\u{a0}MB");
    }
}
