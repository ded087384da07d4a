use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::version;
use sea_orm::{
    ExprTrait,
    sea_query::{Cond, DynIden, Expr, IntoIden, Query},
};

use super::proposal::Proposal;
use crate::{
    datasets::{Dataset, Kind, registry},
    domain::{Origin, Result, RowError, RowErrorKind, Slug, wording},
    store::{Snapshot, chunks, fold},
};

/// Columns, beside the name, by which people call a record.
const CALLED: [&str; 2] = ["acronym", "insee_code"];

/// A name that was written where a public name is asked, and the public name that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRead {
    /// The line of the row.
    pub line: u64,
    /// The column.
    pub column: &'static str,
    /// What was written.
    pub written: String,
    /// The public name.
    pub slug: String,
}

/// Puts the public names of records in place of what people call them (`Bretagne`, `53`), in the columns that refer to records.
/// What no record is called is written as a public name would be, to be refused with the nearest one.
///
/// # Errors
/// When the store cannot be read.
pub async fn resolve_names(snapshot: &Snapshot, proposal: &mut Proposal) -> Result<Vec<NameRead>> {
    let dataset = registry().dataset(&proposal.dataset)?;
    let mut read = Vec::new();
    for column in &dataset.columns {
        let Kind::Reference(target) = column.kind else {
            continue;
        };
        let Some(place) = proposal.header.iter().position(|name| name == column.name) else {
            continue;
        };
        let written: BTreeSet<&str> = proposal
            .rows
            .iter()
            .filter_map(|row| row.cells.get(place).map(|cell| cell.trim()))
            .filter(|cell| is_a_name(cell))
            .collect();
        if written.is_empty() {
            continue;
        }
        let called = called(snapshot, registry().target(target)?, &written).await?;
        for row in &mut proposal.rows {
            let Some(cell) = row.cells.get_mut(place).filter(|cell| is_a_name(cell.trim())) else {
                continue;
            };
            let slug = match called.get(&fold(cell.trim())).map(BTreeSet::len) {
                Some(1) => called[&fold(cell.trim())].first().cloned(),
                Some(_) => {
                    let slugs: Vec<&str> = called[&fold(cell.trim())].iter().map(String::as_str).collect();
                    let problem = several(&proposal.file, row.line, column.name, cell, &slugs.join(", "));
                    proposal.problems.push(problem);
                    continue;
                }
                None => slug_of(cell),
            };
            if let Some(slug) = slug.filter(|slug| slug != cell) {
                read.push(NameRead {
                    line: row.line,
                    column: column.name,
                    written: std::mem::replace(cell, slug.clone()),
                    slug,
                });
            }
        }
    }
    Ok(read)
}

/// Whether a text is what people call a record: no public name, or a code in digits.
fn is_a_name(cell: &str) -> bool {
    !cell.is_empty() && (Slug::parse(cell).is_err() || cell.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A text as a public name.
fn slug_of(text: &str) -> Option<String> {
    let words: Vec<String> = fold(text)
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let slug = words.join("-");
    Slug::parse(&slug).ok().map(|slug| slug.to_string())
}

/// The public names of the records that are called so, by the texts without case or accents.
async fn called(
    snapshot: &Snapshot,
    dataset: &Dataset,
    written: &BTreeSet<&str>,
) -> Result<HashMap<String, BTreeSet<String>>> {
    let mut columns: Vec<(DynIden, bool)> = Vec::new();
    for column in &dataset.columns {
        match &column.folded {
            Some(folded) if matches!(column.name, "name" | "title") => columns.push((folded.clone(), true)),
            _ if CALLED.contains(&column.name) => columns.push((column.stored.clone(), false)),
            _ => {}
        }
    }
    let written: BTreeMap<String, &str> = written.iter().map(|text| (fold(text), *text)).collect();
    let texts: Vec<(String, &str)> = written.into_iter().collect();
    let mut called: HashMap<String, BTreeSet<String>> = HashMap::new();
    for texts in chunks(&texts) {
        let table = dataset.table.clone();
        let mut any = Cond::any();
        let mut select = Query::select();
        select
            .column((table.clone(), version::Column::Slug))
            .from(table.clone());
        for (column, folded) in &columns {
            select.column((table.clone(), column.clone()));
            let values = texts
                .iter()
                .map(|(text, own)| if *folded { text.clone() } else { (*own).to_owned() });
            any = any.add(Expr::col((table.clone(), column.clone())).is_in(values));
        }
        select
            .cond_where(any)
            .and_where(snapshot.visible_at(&table.into_iden()));
        for row in snapshot.all(&select).await? {
            let slug: String = row.try_get_by_index(0)?;
            for place in 1..=columns.len() {
                let text: Option<String> = row.try_get_by_index(place)?;
                if let Some(text) = text {
                    called.entry(fold(&text)).or_default().insert(slug.clone());
                }
            }
        }
    }
    Ok(called)
}

fn several(file: &str, line: u64, column: &str, written: &str, slugs: &str) -> RowError {
    RowError {
        origin: Origin::of_line(file, line),
        column: column.to_owned(),
        kind: RowErrorKind::BadInput,
        message: wording!(
            "plusieurs enregistrements s'appellent « {written} » : donnez l'identifiant de l'un d'eux ({slugs})",
            "several records are called \"{written}\": give the slug of one of them ({slugs})"
        ),
    }
}

/// The unit of each of these indicators, by their public names.
///
/// # Errors
/// When the store cannot be read.
pub async fn units(snapshot: &Snapshot, slugs: &BTreeSet<String>) -> Result<HashMap<String, String>> {
    use entity::indicator;
    let mut units = HashMap::new();
    let slugs: Vec<String> = slugs.iter().cloned().collect();
    for slugs in chunks(&slugs) {
        let select = Query::select()
            .columns([indicator::Column::Slug, indicator::Column::Unit])
            .from(indicator::Entity)
            .and_where(Expr::col(indicator::Column::Slug).is_in(slugs.iter().cloned()))
            .and_where(snapshot.visible_at(&indicator::Entity.into_iden()))
            .to_owned();
        for row in snapshot.all(&select).await? {
            let unit: Option<String> = row.try_get_by_index(1)?;
            units.insert(row.try_get_by_index(0)?, unit.unwrap_or_default());
        }
    }
    Ok(units)
}
