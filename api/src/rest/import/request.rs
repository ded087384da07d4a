use bytes::Bytes;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{
    cells::UnitTold,
    form::ImportForm,
    report::Report,
    rows::{self, Given},
    written::Written,
};
use crate::{
    datasets::{model::suggestion::did_you_mean, registry},
    domain::{Error, Result, wording},
    files::{Dialect, decimal, delimiter, reading::Charset},
    publishing::{self, IdempotencyKey, Proposal},
    store::Snapshot,
    web::query::{boolean, pairs, refuse_twice},
};

/// The parameters of an import.
pub const PARAMETERS: [&str; 12] = [
    "mode",
    "dry_run",
    "draft",
    "publish_at",
    "message",
    "reason",
    "delimiter",
    "decimal",
    "dialect",
    "sheet",
    "strict",
    "lang",
];

/// The request of an import.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// Whether it is all that the institution publishes in the dataset: the rest of it is withdrawn.
    pub replaces: bool,
    /// Whether it is only tried.
    pub dry_run: bool,
    /// Whether it is kept as a draft.
    pub draft: bool,
    /// When it is to be published by itself.
    pub publish_at: Option<DateTime<Utc>>,
    /// What the publication says of itself; by default, which file it was.
    pub message: Option<String>,
    /// Why, for a correction.
    pub reason: Option<String>,
    /// Whether what is most often a mistake is refused.
    pub strict: bool,
    /// How the file is written, as far as the request says it.
    pub written: Written,
}

/// A file to be imported.
#[derive(Clone, Debug)]
pub struct ImportFile {
    /// Its form.
    pub form: ImportForm,
    /// The encoding that is declared for it.
    pub charset: Option<Charset>,
    /// Its bytes, compressed by gzip or not.
    pub bytes: Bytes,
    /// The largest size that it may have once decompressed.
    pub limit: usize,
}

/// A file, read: what it proposes to publish, and how it was read.
pub struct FileRead {
    proposal: Proposal,
    report: Report,
    units: Vec<UnitTold>,
}

impl ImportRequest {
    /// Reads a query string.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and the nearest known one.
    pub fn parse(text: &str) -> Result<Self> {
        let mut request = Self::default();
        let given = pairs(text)?;
        refuse_twice(&given, &PARAMETERS)?;
        for (name, value) in given {
            match name.as_str() {
                "mode" => {
                    request.replaces = match value.as_str() {
                        "replace" => true,
                        "upsert" => false,
                        _ => {
                            return Err(Error::bad_input(wording!(
                                "mode est upsert (ce que le fichier n'a pas reste) ou replace (ce que vous avez publié et qu'il n'a pas est retiré)",
                                "mode is upsert (what the file lacks stays) or replace (what you published and it lacks is withdrawn)"
                            )));
                        }
                    }
                }
                "dry_run" => request.dry_run = boolean(&name, &value)?,
                "draft" => request.draft = boolean(&name, &value)?,
                "publish_at" => request.publish_at = Some(publishing::instant(&value)?),
                "message" => request.message = Some(value),
                "reason" => request.reason = Some(value),
                "delimiter" => request.written.delimiter = Some(delimiter(&value)?),
                "decimal" => request.written.decimal_comma = Some(decimal(&value)?),
                "dialect" => request.written.french = Some(Dialect::named(&value)? == Dialect::FRENCH),
                "strict" => request.strict = boolean(&name, &value)?,
                "sheet" => request.written.sheet = Some(value),
                _ => {
                    let hint = did_you_mean(&name, PARAMETERS);
                    return Err(Error::bad_input(wording!(
                        "un import n'a pas de paramètre {name}{hint}",
                        "an import has no parameter {name}{hint}",
                        [hint]
                    )));
                }
            }
        }
        if request.dry_run && (request.draft || request.publish_at.is_some()) {
            return Err(Error::bad_input(wording!(
                "dry_run essaie seulement : ne donnez ni draft ni publish_at avec lui",
                "dry_run only tries: give neither draft nor publish_at with it"
            )));
        }
        Ok(request)
    }

    /// Reads a file as what is to be published. It takes a while for a large one.
    ///
    /// # Errors
    /// `NotFound` for an unknown dataset; `BadInput` for what is no such file; `Rows` for quotes that are not in pairs; `TooComplex` for too many rows.
    pub fn read(&self, dataset: &str, given: &ImportFile) -> Result<FileRead> {
        let dataset = registry().dataset(dataset)?;
        let file = format!("{}.{}", dataset.name, given.form.ending());
        let table = rows::read(&Given {
            dataset,
            form: given.form,
            charset: given.charset,
            file: &file,
            bytes: &given.bytes,
            limit: given.limit,
            written: &self.written,
        })?;
        let proposal = Proposal {
            dataset: dataset.name.to_owned(),
            message: self.message.clone().unwrap_or_else(|| format!("Import de {file}")),
            reason: self.reason.clone(),
            file,
            header: table.header,
            rows: table.rows,
            withdrawals: Vec::new(),
            replaces: self.replaces,
            strict: self.strict,
            problems: table.problems,
        };
        Ok(FileRead {
            proposal,
            report: table.report,
            units: table.units,
        })
    }

    /// The idempotency key of the request.
    pub fn retry(&self, dataset: &str, bytes: &Bytes, key: Option<String>) -> Option<IdempotencyKey> {
        key.map(|key| IdempotencyKey {
            key,
            fingerprint: self.fingerprint(dataset, bytes),
        })
    }

    fn fingerprint(&self, dataset: &str, bytes: &Bytes) -> String {
        let mut digest = Sha256::new();
        digest.update(format!("import {dataset} {self:?}\n"));
        digest.update(bytes);
        format!("{:x}", digest.finalize())
    }
}

impl FileRead {
    /// How it was read.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What the file proposes and how it was read, as far as it is understood without the store.
    pub fn into_parts(self) -> (Proposal, Report) {
        (self.proposal, self.report)
    }

    /// What the file proposes, as far as it is understood without the store.
    pub fn into_proposal(self) -> Proposal {
        self.proposal
    }

    /// Puts public names in place of what people call records, and compares units with those of the indicators.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn completed(mut self, snapshot: &Snapshot) -> Result<(Proposal, Report)> {
        for name in publishing::resolve_names(snapshot, &mut self.proposal).await? {
            self.report
                .understood(name.line, name.column, &name.written, &name.slug);
        }
        self.compare_units(snapshot).await?;
        Ok((self.proposal, self.report))
    }

    /// A number that ends with a unit must be of an indicator in that unit.
    async fn compare_units(&mut self, snapshot: &Snapshot) -> Result<()> {
        let Some(place) = self.proposal.header.iter().position(|name| name == "indicator") else {
            return Ok(());
        };
        let indicator = |unit: &UnitTold| self.proposal.rows.get(unit.row).map(|row| row.cells[place].clone());
        let slugs = self.units.iter().filter_map(indicator).collect();
        let units = publishing::units(snapshot, &slugs).await?;
        let mut problems = Vec::new();
        for told in &self.units {
            let Some(unit) = indicator(told).and_then(|slug| units.get(&slug)) else {
                continue;
            };
            if unit.starts_with(told.mark.sign()) {
                continue;
            }
            let sign = told.mark.sign();
            let message = wording!(
                "la valeur est en {sign}, l'indicateur se mesure en : {unit}",
                "the value is in {sign}, the indicator is measured in: {unit}"
            );
            problems.push(rows::problem(&self.proposal.file, told.line, "value", message));
        }
        self.proposal.problems.append(&mut problems);
        Ok(())
    }
}
