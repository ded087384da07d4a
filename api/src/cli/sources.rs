//! `segur check --sources`: whether the place that each fact cites says it, in texts of the documents that the reader has at hand.

/// Numbers, as texts write them.
mod numbers;
/// The place of a citation.
mod place;
/// What a passage says.
mod support;

use std::{
    collections::BTreeMap,
    fmt,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value as Json, json};

use self::{place::Place, support::Passage};
use super::{
    answer::{Answer, Answered},
    progress::Bar,
};
use crate::{
    config::Settings,
    datasets::{Dataset, Identity, Node, Selection, Walk, read::json as values_as_json, registry},
    domain::{Error, Progress, Result, Value, Wording, wording},
};

/// What was found at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Finding {
    /// It says the field, or at least half of what the record says.
    Supported,
    /// It says less than half of what the record says: other places say the rest.
    Partly,
    /// It says nothing of it.
    Unsupported,
    /// What the record says are codes and references, which no text shows.
    NotInWords,
    /// It names no line.
    WithoutLine,
    /// The text has no such line.
    BeyondTheText,
}

/// How many places of a document were found so.
#[derive(Default)]
struct Counts([usize; 6]);

/// The texts of a folder, each under the name that its document gives (`file`), or as `<slug of the document>.txt`.
struct Texts {
    folder: PathBuf,
    read: BTreeMap<String, Option<Vec<String>>>,
}

/// Holds each cited place against the text of its document, where the folder has it, and says what is not found there. The answer has
/// failed when a place is beyond the end of its text.
///
/// # Errors
/// `BadInput` for a folder without any text of a document.
pub(super) async fn check(settings: &Settings, folder: &Path) -> Answered {
    let store = super::access::store(settings).await?;
    let snapshot = store.snapshot();
    let mut texts = Texts {
        folder: folder.to_owned(),
        read: BTreeMap::new(),
    };
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    let mut beyond = 0;
    let mut faults = Vec::new();
    let bar = Bar::new("check");
    bar.expect(registry().datasets().count());
    let mut figures = Figures::default();
    let selection = Selection {
        parts: true,
        provenance: Some(Box::default()),
        ..Default::default()
    };
    for dataset in registry().datasets().filter(|dataset| !dataset.derived) {
        bar.step(dataset.name);
        let mut walk = Walk::new(&snapshot, dataset, &selection);
        while let Some(nodes) = walk.next().await? {
            for node in &nodes {
                let places = cited_places(node, &mut texts).await?;
                faults.extend(figures.absent_of(dataset, node, &places));
                for place in &places {
                    let Some(document) = place.document else { continue };
                    let finding = place.finding(&values(dataset, node, place.field));
                    counts.entry(document.to_owned()).or_default().0[finding as usize] += 1;
                    beyond += usize::from(finding == Finding::BeyondTheText);
                    if let Some(fault) = fault(finding) {
                        faults.push(format!("{fault}: {} {}{place}", dataset.name, node.row.slug));
                    }
                }
            }
        }
    }
    store.close().await?;
    if counts.is_empty() {
        return Err(Error::bad_input(wording!(
            "aucun texte d'un document cité dans {} : le fichier porte le nom que le document donne (`file`), ou <slug du document>.txt",
            "no text of a cited document in {}: the file has the name that the document gives (`file`), or <slug of the document>.txt",
            folder.display()
        )));
    }
    let documents: Map<String, Json> = counts
        .iter()
        .map(|(document, counts)| (document.clone(), counts.to_json()))
        .collect();
    let json = json!({
        "documents": documents,
        "figures": { "looked_for": figures.looked_for, "absent": figures.absent },
        "faults": faults,
    });
    let answer = Answer::new(json).with(faults).with(lines(&counts)).and(format!(
        "figures, dates and amounts: {} looked for, {} in no place that their record cites",
        figures.looked_for, figures.absent
    ));
    if beyond > 0 {
        return Ok(answer.failed(Error::Conflict {
            message: Wording::same(format!("{beyond} place(s) are beyond the end of their text")),
        }));
    }
    Ok(answer)
}

/// A place that a record cites.
struct CitedPlace<'a> {
    /// The document, where the folder has its text.
    document: Option<&'a str>,
    /// The one field that it supports.
    field: Option<&'a str>,
    locator: &'a str,
    has_lines: bool,
    /// Its lines, and the one on each side; none without a line, or beyond the text.
    passage: Option<Passage>,
}

impl fmt::Display for CitedPlace<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field {
            write!(out, ", {field}")?;
        }
        write!(out, ", {} ({})", self.locator, self.document.unwrap_or_default())
    }
}

/// The places that a record cites, each with what its text has there.
async fn cited_places<'a>(node: &'a Node, texts: &mut Texts) -> Result<Vec<CitedPlace<'a>>> {
    let mut all = Vec::with_capacity(node.provenance.len());
    for cited in &node.provenance {
        let document = cited.document.as_deref();
        let text = match document {
            Some(document) => texts.of(document).await?,
            None => None,
        };
        let locator = cited.locator.as_deref().unwrap_or_default();
        let lines = Place::parse(locator).lines;
        all.push(CitedPlace {
            document: document
                .filter(|_| text.is_some())
                .map(|document| document.row.slug.as_str()),
            field: cited.field.as_deref(),
            locator,
            has_lines: !lines.is_empty(),
            passage: text.and_then(|text| passage(&lines, text)),
        });
    }
    Ok(all)
}

/// Numbers, amounts and dates: each must be said by one of the places that support it, where the folder has the text of them all.
#[derive(Default)]
struct Figures {
    looked_for: usize,
    absent: usize,
}

impl Figures {
    /// What to print of the figures of a record that no place says.
    fn absent_of(&mut self, dataset: &Dataset, node: &Node, places: &[CitedPlace<'_>]) -> Vec<String> {
        let mut faults = Vec::new();
        for (column, value) in dataset.columns.iter().zip(&node.row.values) {
            let is_figure = match value {
                // A number that does not add is a rank: lists are not always numbered.
                Value::Integer(_) => column.adds,
                Value::Decimal(_) | Value::Euros(_) => true,
                // The period of a figure stands at the head of its table.
                Value::Date(date) => dataset.identity == Identity::Record && !date.inferred(),
                _ => false,
            };
            let supports = |place: &&CitedPlace<'_>| place.field.is_none_or(|field| field == column.name);
            let passages: Option<Vec<&Passage>> = places
                .iter()
                .filter(supports)
                .map(|place| place.passage.as_ref())
                .collect();
            let Some(passages) = passages.filter(|_| is_figure) else {
                continue;
            };
            let said: Vec<bool> = passages.iter().filter_map(|passage| passage.says(value)).collect();
            self.looked_for += usize::from(!said.is_empty());
            if !said.is_empty() && !said.contains(&true) {
                self.absent += 1;
                let shown = values_as_json::value(value);
                faults.push(format!(
                    "in no cited place: {} {}, {} {shown}",
                    dataset.name, node.row.slug, column.name
                ));
            }
        }
        faults
    }
}

/// The lines of a place, and the one on each side; none without a line, or beyond the text.
fn passage(ranges: &[(usize, usize)], lines: &[String]) -> Option<Passage> {
    let mut text = Vec::new();
    for &(first, last) in ranges {
        if first == 0 || last > lines.len() {
            return None;
        }
        text.extend_from_slice(&lines[first.saturating_sub(2)..lines.len().min(last + 1)]);
    }
    (!text.is_empty()).then(|| Passage::new(&text.join("\n")))
}

impl CitedPlace<'_> {
    /// What it says of the values that it supports.
    fn finding(&self, values: &[&Value]) -> Finding {
        if !self.has_lines {
            return Finding::WithoutLine;
        }
        let Some(passage) = &self.passage else {
            return Finding::BeyondTheText;
        };
        let said: Vec<bool> = values.iter().filter_map(|value| passage.says(value)).collect();
        let supported = said.iter().filter(|said| **said).count();
        match (said.len(), supported) {
            (0, _) => Finding::NotInWords,
            (_, 0) => Finding::Unsupported,
            (all, some) if self.field.is_some() || 2 * some >= all => Finding::Supported,
            _ => Finding::Partly,
        }
    }
}

/// The values that a citation supports: those of its field, or of the whole record.
fn values<'a>(dataset: &Dataset, node: &'a Node, field: Option<&str>) -> Vec<&'a Value> {
    let is_meant = |name: &str| field.is_none_or(|field| field == name);
    let columns = dataset.columns.iter().zip(&node.row.values);
    let own = columns
        .filter(|(column, _)| is_meant(column.name))
        .map(|(_, value)| value);
    let parts = dataset.parts.iter().zip(&node.row.parts);
    let items = parts
        .filter(|(part, _)| is_meant(part.name))
        .flat_map(|(_, items)| items.iter().flatten());
    own.chain(items).collect()
}

fn fault(finding: Finding) -> Option<&'static str> {
    match finding {
        Finding::Unsupported => Some("unsupported"),
        Finding::BeyondTheText => Some("beyond the text"),
        Finding::Supported | Finding::Partly | Finding::NotInWords | Finding::WithoutLine => None,
    }
}

/// A line for each document, and one for all.
fn lines(counts: &BTreeMap<String, Counts>) -> Vec<String> {
    let mut whole = Counts::default();
    let mut lines = Vec::with_capacity(counts.len() + 1);
    for (document, counts) in counts {
        lines.push(counts.line(document));
        for (sum, count) in whole.0.iter_mut().zip(counts.0) {
            *sum += count;
        }
    }
    lines.push(whole.line("all documents"));
    lines
}

impl Counts {
    fn line(&self, of: &str) -> String {
        let [supported, partly, unsupported, codes, without, beyond] = self.0;
        let all: usize = self.0.iter().sum();
        format!(
            "{of:<28} {all:>5} places: {supported} supported, {partly} in part, {unsupported} unsupported, {codes} of codes alone, {without} without a line, {beyond} beyond the text"
        )
    }

    fn to_json(&self) -> Json {
        let [supported, partly, unsupported, codes, without, beyond] = self.0;
        json!({
            "supported": supported,
            "partly": partly,
            "unsupported": unsupported,
            "codes_alone": codes,
            "without_line": without,
            "beyond_the_text": beyond,
        })
    }
}

impl Texts {
    /// The lines of the text of a document; `None` where the folder does not have it.
    ///
    /// # Errors
    /// `BadInput` for a file that is there and is no text in UTF-8.
    async fn of(&mut self, document: &Node) -> Result<Option<&[String]>> {
        let slug = &document.row.slug;
        if !self.read.contains_key(slug) {
            let mut text = None;
            for name in [own_name(document), Some(format!("{slug}.txt"))].into_iter().flatten() {
                if text.is_none() {
                    text = read(&self.folder.join(name)).await?;
                }
            }
            let lines = text.map(|text| text.lines().map(str::to_owned).collect());
            self.read.insert(slug.clone(), lines);
        }
        Ok(self.read.get(slug).and_then(Option::as_deref))
    }
}

/// A text, where there is a file.
async fn read(path: &Path) -> Result<Option<String>> {
    match tokio::fs::read_to_string(path).await {
        Ok(text) => Ok(Some(text)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::bad_input(wording!(
            "{} ne se lit pas comme un texte en UTF-8 : {cause}",
            "{} cannot be read as a text in UTF-8: {cause}",
            path.display()
        ))),
    }
}

/// The file that a document says it is, without folders.
fn own_name(document: &Node) -> Option<String> {
    let documents = registry().dataset("documents").ok()?;
    let Value::Text(name) = document.row.values.get(documents.column("file")?)? else {
        return None;
    };
    Some(Path::new(name).file_name()?.to_str()?.to_owned())
}
