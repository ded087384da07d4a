use chrono::{DateTime, SubsecRound, Utc};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use super::{
    WARNING_CODES,
    input::command::Operation,
    receipt::{MOST_CHANGES_TOLD, Receipt},
};
use crate::domain::Words;

/// What a publication did, or would do, as programs read it: the same through every door.
#[derive(Serialize, ToSchema)]
#[schema(as = Difference)]
pub struct ReceiptBody {
    /// The publication's number; null when nothing changed or it was only tried.
    #[schema(required)]
    revision: Option<i64>,
    /// When it was made.
    #[schema(required)]
    published_at: Option<DateTime<Utc>>,
    /// How many records are new.
    created: usize,
    /// How many have a new version.
    revised: usize,
    /// How many are withdrawn.
    withdrawn: usize,
    /// How many were already published as given.
    unchanged: usize,
    /// The number of the draft that it was kept as, when it was not published.
    #[schema(required)]
    draft: Option<String>,
    /// Whether this is the answer to an earlier request with the same idempotency key.
    replayed: bool,
    /// Of a dry run: what would change, the first 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    changes: Option<Vec<ChangeBody>>,
    /// What is most often a mistake, and is published all the same; with strict=true it is refused.
    warnings: Vec<WarningBody>,
    /// How many there are.
    warning_count: usize,
}

/// A change, as a dry run lists it.
#[derive(Serialize, ToSchema)]
#[schema(as = ReceiptChange)]
struct ChangeBody {
    /// The dataset.
    dataset: &'static str,
    /// The record's public name.
    slug: String,
    /// What would happen to it.
    #[schema(value_type = Operation)]
    operation: &'static str,
    /// The fields that differ.
    fields: Vec<FieldBody>,
}

/// A field that differs.
#[derive(Serialize, ToSchema)]
#[schema(as = ReceiptField)]
struct FieldBody {
    /// Its name.
    field: &'static str,
    /// The value, as in the record.
    before: Json,
    /// The value, as in the record.
    after: Json,
}

/// What is most often a mistake.
#[derive(Serialize, ToSchema)]
#[schema(as = RowWarning)]
struct WarningBody {
    /// The line of its row; null of a record that is named alone.
    #[schema(required)]
    line: Option<u64>,
    /// The record that is named alone, with its dataset.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    record: Option<String>,
    /// Its column.
    column: String,
    /// What is unlikely.
    #[schema(value_type = WarningCode)]
    code: &'static str,
    /// What is unlikely, in words.
    message: Words,
}

/// What is most often a mistake, by its code.
struct WarningCode;

impl PartialSchema for WarningCode {
    fn schema() -> RefOr<Schema> {
        let told: Vec<String> = WARNING_CODES
            .iter()
            .map(|(code, told)| format!("`{code}`: {told}"))
            .collect();
        let codes = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(WARNING_CODES.iter().map(|(code, _)| *code)))
            .description(Some(told.join("; ")));
        codes.into()
    }
}

impl ToSchema for WarningCode {}

impl Receipt {
    /// The receipt as programs read it; that of a dry run lists the changes.
    pub fn body(&self) -> ReceiptBody {
        let changes = self.changes.iter().map(|change| ChangeBody {
            dataset: change.dataset,
            slug: change.slug.clone(),
            operation: change.operation,
            fields: change
                .fields
                .iter()
                .map(|field| FieldBody {
                    field: field.field,
                    before: field.before.clone(),
                    after: field.after.clone(),
                })
                .collect(),
        });
        let warnings = self.warnings.iter().take(MOST_CHANGES_TOLD).map(|warning| WarningBody {
            line: warning.origin.line,
            record: warning.origin.record().map(str::to_owned),
            column: warning.column.to_owned(),
            code: warning.code,
            message: Words::from(&warning.message),
        });
        ReceiptBody {
            revision: self.revision.map(|revision| revision.0),
            published_at: self.published_at.map(|at| at.trunc_subsecs(0)),
            created: self.created,
            revised: self.revised,
            withdrawn: self.withdrawn,
            unchanged: self.unchanged,
            draft: self.draft.clone(),
            replayed: self.replayed,
            changes: Some(changes.collect()),
            warnings: warnings.collect(),
            warning_count: self.warnings.len(),
        }
    }
}

impl ReceiptBody {
    /// The same without the changes, which only a dry run lists.
    #[must_use]
    pub fn without_changes(self) -> Self {
        Self { changes: None, ..self }
    }
}
