use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::{
    changed_fields::TableForm,
    pages::{self, Pages},
};
use crate::{
    datasets::{
        Dataset, Kind,
        changes::differences::{DEFAULT_RECORDS, DifferenceRequest, GREATEST_RECORDS, Span, to_json},
        registry,
    },
    domain::{Bilingual, Error, Moment, Result, wording},
    files::{Form, Rows, TableCell},
    store::Snapshot,
    web::{
        csv_dialect::{CSV_ONLY, csv_only, dialect},
        query::{number, pairs, refuse_twice, unknown},
        representation::Representation,
        response::ROW_COUNT,
    },
};

/// The parameters of a difference.
const KNOWN: [&str; 5] = ["from", "to", "dataset", "after", "limit"];

/// Which differences are wanted.
struct DiffQuery {
    span: Span,
    asked: Option<DifferenceRequest>,
}

impl DiffQuery {
    async fn parse(present: &Snapshot, query: &str, form: Form, now: DateTime<Utc>) -> Result<Self> {
        let usual = if form == Form::Csv { usize::MAX } else { DEFAULT_RECORDS };
        let (mut from, mut to) = (None, None);
        let (mut dataset, mut after, mut limit) = (None, None, usual);
        let given = pairs(query)?;
        refuse_twice(&given, &KNOWN)?;
        refuse_twice(&given, &CSV_ONLY)?;
        dialect(&given, form)?;
        for (name, value) in given {
            match name.as_str() {
                "from" => from = Some(Moment::parse(&value, now)?),
                "to" => to = Some(Moment::parse(&value, now)?),
                "dataset" => dataset = Some(registry().dataset(&value)?),
                "after" => after = Some(value),
                "limit" => limit = number(&name, &value, 1, GREATEST_RECORDS)?,
                name if CSV_ONLY.contains(&name) => {}
                _ => return Err(unknown(&name, &[&KNOWN[..], csv_only(form)].concat())),
            }
        }
        let from = from.ok_or_else(|| {
            Error::bad_input(wording!(
                "from est nécessaire : un numéro de révision, un jour ou un instant",
                "from is needed: the number of a revision, a day or an instant"
            ))
        })?;
        if dataset.is_none() && after.is_some() {
            return Err(Error::bad_input(wording!(
                "after continue les lignes d'un jeu de données : donnez dataset",
                "after continues the records of a dataset: give dataset"
            )));
        }
        let to = match to {
            Some(to) => present.as_of(&to).await?,
            None => present.clone(),
        };
        Ok(Self {
            span: Span::new(present.as_of(&from).await?, to)?,
            asked: dataset.map(|dataset| DifferenceRequest { dataset, after, limit }),
        })
    }
}

/// What changed between two moments, by dataset and institution; record by record for a dataset that is named.
///
/// # Errors
/// `BadInput` that names the parameter, or for moments that are not in their order.
pub(super) async fn diff(present: Snapshot, query: &str, now: DateTime<Utc>) -> Result<Representation> {
    let DiffQuery { span, asked } = DiffQuery::parse(&present, query, Form::Page, now).await?;
    let body = to_json(&span, asked.as_ref()).await?;
    let next = body["next"].as_str();
    let next = next.map(|next| pages::next("/v1/diff", &between(query, &span), next));
    Ok(Representation::json(&body).with_header("link", pages::links(next.as_deref())))
}

/// The same request, of these two states: pages that follow are of the same, whatever is published meanwhile.
fn between(query: &str, span: &Span) -> String {
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "from" && name != "to");
    let mut between = form_urlencoded::Serializer::new(String::new());
    between
        .append_pair("from", &span.from.revision().to_string())
        .append_pair("to", &span.to.revision().to_string())
        .extend_pairs(kept);
    between.finish()
}

/// The columns of the differences of a dataset.
const FIELDS: [(&str, Bilingual); 6] = [
    ("slug", Bilingual::new("Identifiant", "Slug")),
    ("operation", Bilingual::new("Opération", "Operation")),
    ("field", Bilingual::new("Champ", "Field")),
    ("before", Bilingual::new("Avant", "Before")),
    ("after", Bilingual::new("Après", "After")),
    ("difference", Bilingual::new("Différence", "Difference")),
];

/// The columns of the differences of all datasets.
const SUMMARY: [(&str, Bilingual); 9] = [
    ("dataset", Bilingual::new("Jeu de données", "Dataset")),
    ("publisher", Bilingual::new("Publié par", "Publisher")),
    ("created", Bilingual::new("Créées", "Created")),
    ("revised", Bilingual::new("Révisées", "Revised")),
    ("withdrawn", Bilingual::new("Retirées", "Withdrawn")),
    ("amount", Bilingual::new("Montant", "Amount")),
    ("before", Bilingual::new("Avant", "Before")),
    ("after", Bilingual::new("Après", "After")),
    ("difference", Bilingual::new("Différence", "Difference")),
];

/// The same as CSV: of a dataset, a row for each field that differs; of all, a row for each dataset, institution and amount.
///
/// # Errors
/// As `diff`.
pub(super) async fn table(present: Snapshot, query: &str, now: DateTime<Utc>) -> Result<Representation> {
    let form = TableForm::parse(query)?;
    let DiffQuery { span, asked } = DiffQuery::parse(&present, query, Form::Csv, now).await?;
    let Some(asked) = asked else {
        let rows = summary_rows(&span, form).await?;
        let count = rows.len().to_string();
        let bytes = [form.header(&SUMMARY), form.rows(rows)].concat();
        return Ok(Representation::whole(Form::Csv.media_type(), bytes)
            .with_header(ROW_COUNT, count)
            .with_header("content-disposition", FILE_NAME.to_owned())
            .with_header("link", pages::links(None)));
    };
    let (file, next) = if asked.limit <= GREATEST_RECORDS {
        let (records, next) = span.records(&asked).await?;
        let rows = rows_of(asked.dataset, form, &records);
        let count = rows.len().to_string();
        let bytes = [form.header(&FIELDS), form.rows(rows)].concat();
        let page = Representation::whole(Form::Csv.media_type(), bytes).with_header(ROW_COUNT, count);
        (
            page,
            next.map(|next| pages::next("/v1/diff.csv", &between(query, &span), &next)),
        )
    } else {
        let rows = Rows::default();
        let reading = Reading {
            span,
            asked,
            form,
            rows: rows.clone(),
        };
        let file = pages::file(Form::Csv.media_type(), form.header(&FIELDS), rows, reading).await?;
        (file, None)
    };
    Ok(file
        .with_header("content-disposition", FILE_NAME.to_owned())
        .with_header("link", pages::links(next.as_deref())))
}

/// How the file is called where it is saved.
const FILE_NAME: &str = "attachment; filename=\"segur-ouvert-diff.csv\"";

async fn summary_rows(span: &Span, form: TableForm) -> Result<Vec<Vec<TableCell>>> {
    let mut rows = Vec::new();
    for changed in span.summary().await? {
        let dataset = registry().dataset(changed["dataset"].as_str().unwrap_or_default())?;
        let start = || {
            let mut row = vec![form.dataset(dataset), TableCell::of_json(&changed["publisher"])];
            row.extend(["created", "revised", "withdrawn"].map(|name| form.value(None, &changed[name])));
            row
        };
        let amounts = changed["amounts"].as_array().into_iter().flatten();
        let before = rows.len();
        for amount in amounts {
            let mut row = start();
            row.push(TableCell::of_json(&amount["field"]));
            row.extend(["before", "after", "difference"].map(|name| form.value(Some(&Kind::Euros), &amount[name])));
            rows.push(row);
        }
        if rows.len() == before {
            let mut row = start();
            row.resize_with(SUMMARY.len(), || TableCell::Missing);
            rows.push(row);
        }
    }
    Ok(rows)
}

/// A row for each field that differs of records.
fn rows_of(dataset: &Dataset, form: TableForm, records: &[Json]) -> Vec<Vec<TableCell>> {
    let mut rows = Vec::new();
    for record in records {
        for (name, cells) in form.changes(dataset, &record["before"], &record["after"]) {
            let operation = record["operation"].as_str().unwrap_or_default();
            let mut row = vec![TableCell::of_json(&record["slug"]), form.operation(operation)];
            row.extend(cells);
            row.push(form.value(Some(&Kind::Euros), &record["differences"][name]));
            rows.push(row);
        }
    }
    rows
}

/// All records that differ, page by page.
struct Reading {
    span: Span,
    asked: DifferenceRequest,
    form: TableForm,
    rows: Rows,
}

impl Pages for Reading {
    async fn page(mut self) -> Result<(Bytes, Option<Self>)> {
        self.asked.limit = GREATEST_RECORDS;
        let (records, next) = self.span.records(&self.asked).await?;
        let rows = rows_of(self.asked.dataset, self.form, &records);
        self.rows.add(rows.len());
        let text = self.form.rows(rows);
        self.asked.after = next;
        let goes_on = self.asked.after.is_some();
        Ok((text.into(), goes_on.then_some(self)))
    }
}
