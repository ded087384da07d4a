/// Records given, as rows.
mod given;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::{collect::Collected, document::Document, projection::Pick, records::RecordPlan};
use crate::{
    datasets::{Dataset, Selection, registry},
    domain::{Error, Result, Revision, Shape, ShapeKind, wording},
    graphql::names::{GREATEST_PAGE, camel, pascal, type_of},
    publishing::{self, Expects, IdempotencyKey, Proposal, WARNING_CODES},
};

/// The argument that holds the records.
const RECORDS: &str = "records";

/// The verb of a mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum Verb {
    Publish,
    Revise,
    Correct,
    Withdraw,
}

impl Verb {
    pub(in crate::graphql) const ALL: [Self; 4] = [Self::Publish, Self::Revise, Self::Correct, Self::Withdraw];

    /// The prefix of its fields' names.
    pub(in crate::graphql) fn prefix(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Revise => "revise",
            Self::Correct => "correct",
            Self::Withdraw => "withdraw",
        }
    }

    /// Its description, for the schema.
    pub(in crate::graphql) fn description(self) -> &'static str {
        match self {
            Self::Publish => "Publishes new records.",
            Self::Revise => "Publishes what changed of records: their history keeps what they said.",
            Self::Correct => "Mends what was published by mistake, and says why: history keeps both.",
            Self::Withdraw => "Takes records back, and says why: their history stays public.",
        }
    }

    /// Whether it needs a reason.
    pub(in crate::graphql) fn takes_reason(self) -> bool {
        matches!(self, Self::Correct | Self::Withdraw)
    }

    /// The type of its input.
    pub(in crate::graphql) fn input_of(self, dataset: &Dataset) -> String {
        match self {
            Self::Publish => format!("{}Input", type_of(dataset)),
            Self::Revise | Self::Correct => format!("{}Revision", type_of(dataset)),
            Self::Withdraw => "WithdrawalInput".to_owned(),
        }
    }
}

/// The type of a publication's payload.
pub(in crate::graphql) fn payload_of(dataset: &Dataset) -> String {
    format!("{}Payload", pascal(dataset.name))
}

/// The shape of a change, as a dry run lists it.
pub(in crate::graphql) fn change_shape() -> Shape {
    let field = Shape::new("FieldChange", "A field that would change.")
        .with("field", ShapeKind::Text, "The field, by its REST name.")
        .with_optional("before", ShapeKind::Text, "What is public, as JSON.")
        .with_optional("after", ShapeKind::Text, "What would be, as JSON.");
    Shape::new("Change", "What would happen to a record.")
        .with("slug", ShapeKind::Text, "The record's public name.")
        .with("operation", ShapeKind::Text, "`created`, `revised` or `withdrawn`.")
        .with("fields", ShapeKind::Objects(field), "The fields that differ.")
}

/// The shape of a problem that the caller can mend.
pub(in crate::graphql) fn problem_shape() -> Shape {
    Shape::new("MutationError", "Something to mend before a publication can be made.")
        .with(
            "code",
            ShapeKind::Text,
            "What kind of problem: `BAD_USER_INPUT`, `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`.",
        )
        .with("message", ShapeKind::Text, "What is wrong and how to mend it.")
        .with(
            "path",
            ShapeKind::Texts,
            "Where, among the arguments: `records`, the place from 0, and the field.",
        )
}

/// The shape of what is most often a mistake, and was published all the same.
pub(in crate::graphql) fn warning_shape() -> Shape {
    Shape::new(
        "MutationWarning",
        "What is most often a mistake, and is published all the same.",
    )
    .with(
        "code",
        ShapeKind::Text,
        format!(
            "A stable code: {}.",
            WARNING_CODES.map(|(code, _)| format!("`{code}`")).join(", ")
        ),
    )
    .with("message", ShapeKind::Text, "What it says.")
    .with(
        "path",
        ShapeKind::Texts,
        "Where, among the arguments: `records`, the place from 0, and the field.",
    )
}

/// A publication, with the selection of its payload.
pub(in crate::graphql) struct MutationPlan {
    pub(in crate::graphql) dataset: &'static Dataset,
    pub(in crate::graphql) proposal: Proposal,
    pub(in crate::graphql) retry: IdempotencyKey,
    pub(in crate::graphql) mode: Mode,
    pub(in crate::graphql) fields: Vec<(String, PayloadField)>,
    pub(in crate::graphql) selection: Selection,
}

/// What a mutation does with its records.
#[derive(Clone, Copy, Debug)]
pub(in crate::graphql) enum Mode {
    /// It is published.
    Publish,
    /// It is only tried.
    Try,
    /// Saves a draft, scheduled at an instant if there is one.
    Draft(Option<DateTime<Utc>>),
}

/// A field of a payload.
pub(in crate::graphql) enum PayloadField {
    Records(RecordPlan),
    /// Any other field of the receipt.
    Told(Pick),
}

/// The dataset and the verb that a field of the mutation names.
fn named(name: &str) -> Option<(&'static Dataset, Verb)> {
    let verb = Verb::ALL.into_iter().find(|verb| name.starts_with(verb.prefix()))?;
    let rest = name.strip_prefix(verb.prefix())?;
    let dataset = registry().datasets().find(|dataset| pascal(dataset.name) == rest)?;
    Some((dataset, verb))
}

/// Plans a field of a mutation: nothing is published yet.
pub(super) fn plan<'a>(document: &Document<'a>, collected: &Collected<'a>) -> Result<(MutationPlan, u64)> {
    let (dataset, verb) = named(collected.name()).ok_or_else(|| {
        Error::internal(format!(
            "the schema has a field {} that the plan has not",
            collected.name()
        ))
    })?;
    let given = match document.argument(collected, RECORDS) {
        Some(value) => crate::graphql::plan::values::items(&value),
        None => Vec::new(),
    };
    if given.is_empty() || given.len() > GREATEST_PAGE {
        return Err(Error::bad_input(wording!(
            "records : donnez de 1 à {GREATEST_PAGE} enregistrements, ou importez un fichier",
            "records: give 1 to {GREATEST_PAGE} records, or import a file"
        )));
    }
    let reason = document.text(collected, "reason")?;
    let mut proposal = Proposal {
        dataset: dataset.name.to_owned(),
        file: RECORDS.to_owned(),
        message: document
            .text(collected, "message")?
            .or_else(|| reason.clone())
            .unwrap_or_default(),
        reason,
        ..Default::default()
    };
    if verb == Verb::Withdraw {
        proposal.withdrawals = withdrawals(&given)?;
    } else {
        let expects = if verb == Verb::Publish {
            Expects::New
        } else {
            Expects::There
        };
        (proposal.header, proposal.rows) = given::rows(dataset, &given, expects)?;
    }
    let retry = IdempotencyKey {
        key: document.text(collected, "idempotencyKey")?.unwrap_or_default(),
        fingerprint: fingerprint(document, collected),
    };
    let mode = mode(document, collected)?;
    let mut selection = Selection::default();
    let (fields, of_record) = payload(document, collected, dataset, &mut selection)?;
    let cost = (given.len() as u64).saturating_mul(of_record.saturating_add(1));
    let written = MutationPlan {
        dataset,
        proposal,
        retry,
        mode,
        fields,
        selection,
    };
    Ok((written, cost))
}

/// Reads the mode from the arguments.
fn mode(document: &Document<'_>, collected: &Collected<'_>) -> Result<Mode> {
    let publish_at = document.text(collected, "publishAt")?;
    let publish_at = publish_at.as_deref().map(publishing::instant).transpose()?;
    Ok(
        match (
            document.boolean(collected, "dryRun")?,
            document.boolean(collected, "draft")?,
            publish_at,
        ) {
            (true, false, None) => Mode::Try,
            (false, false, None) => Mode::Publish,
            (false, _, publish_at) => Mode::Draft(publish_at),
            (true, ..) => {
                return Err(Error::bad_input(wording!(
                    "dryRun essaie seulement : ne donnez ni draft ni publishAt avec lui",
                    "dryRun only tries: give neither draft nor publishAt with it"
                )));
            }
        },
    )
}

fn payload<'a>(
    document: &Document<'a>,
    collected: &Collected<'a>,
    dataset: &'static Dataset,
    selection: &mut Selection,
) -> Result<(Vec<(String, PayloadField)>, u64)> {
    let name = payload_of(dataset);
    let mut of_record = 0u64;
    let mut fields = Vec::new();
    for inner in document.collect(&collected.sets(), &name, &[]) {
        let field = match inner.name() {
            "records" => {
                let plan = document.record(dataset, &inner.sets(), selection)?;
                of_record = of_record.saturating_add(plan.cost);
                PayloadField::Records(plan)
            }
            "changes" => {
                let asked = document.projection(&change_shape(), &inner, &[])?;
                PayloadField::Told(Pick::Within("changes".to_owned(), asked))
            }
            "errors" => {
                let asked = document.projection(&problem_shape(), &inner, &[])?;
                PayloadField::Told(Pick::Within("errors".to_owned(), asked))
            }
            "warnings" => {
                let asked = document.projection(&warning_shape(), &inner, &[])?;
                PayloadField::Told(Pick::Within("warnings".to_owned(), asked))
            }
            "__typename" => PayloadField::Told(Pick::Typename(name.clone())),
            other => {
                let value = rest_name(other).ok_or_else(|| inner.unplanned(&name))?;
                PayloadField::Told(Pick::Value(value.to_owned()))
            }
        };
        fields.push((inner.key.to_owned(), field));
    }
    Ok((fields, of_record))
}

/// The name in the receipt of a field of a payload.
fn rest_name(field: &str) -> Option<&'static str> {
    [
        "revision",
        "published_at",
        "created",
        "revised",
        "withdrawn",
        "unchanged",
        "replayed",
        "draft",
    ]
    .into_iter()
    .find(|name| camel(name) == field)
}

fn withdrawals(given: &[async_graphql_value::ConstValue]) -> Result<Vec<(String, Expects)>> {
    let of = |value: &async_graphql_value::ConstValue| {
        let json = value.clone().into_json().map_err(Error::internal)?;
        let slug = json["slug"].as_str().unwrap_or_default();
        let expected = json["expectedRevision"].as_i64().unwrap_or_default();
        Ok((slug.to_owned(), Expects::AsOf(Revision(expected))))
    };
    given.iter().map(of).collect()
}

/// The request without its idempotency key: arguments in the order of their names.
fn fingerprint(document: &Document<'_>, collected: &Collected<'_>) -> String {
    let mut digest = Sha256::new();
    digest.update(collected.name());
    let arguments = collected.fields.first().map(|field| field.arguments.as_slice());
    let mut said: Vec<(String, Json)> = arguments
        .unwrap_or_default()
        .iter()
        .filter(|(name, _)| name.node != "idempotencyKey")
        .filter_map(|(name, literal)| Some((name.node.to_string(), document.value(&literal.node)?.into_json().ok()?)))
        .collect();
    said.sort_by(|one, other| one.0.cmp(&other.0));
    digest.update(Json::from_iter(said).to_string());
    format!("{:x}", digest.finalize())
}
