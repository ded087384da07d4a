//! One record withdrawn.

use axum::{
    extract::{FromRef, Path},
    http::HeaderMap,
    response::Response,
};
use bytes::Bytes;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::publish::{PublishedBody, idempotency_key, publish};
use crate::{
    datasets::registry,
    domain::{Clock, Error, Result, Revision, wording},
    publishing::{Expects, IdempotencyKey, Publication, Withdrawal, drafts},
    store::Store,
    web::{
        authentication::Authenticated,
        described::Retry,
        failure::Failure,
        query::{QueryText, boolean, number, pairs, refuse_twice, unknown},
        representation::Representation,
        response::private,
        route_policy::RoutePolicy,
        routes::Routes,
        writer::Writer,
    },
};

/// The address of withdrawals.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Clock: FromRef<S>,
{
    Routes::new().described(RoutePolicy::PRIVATE, routes!(withdraw))
}

/// Longer than any public name, in bytes.
const LONGEST_SLUG: usize = 1_000;

/// What a withdrawal says of itself.
#[derive(Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
struct WithdrawalQuery {
    /// What the publication says of itself; everyone reads it.
    #[param(nullable = false, min_length = 1)]
    message: Option<String>,
    /// Why; everyone reads it.
    #[param(nullable = false, min_length = 1)]
    reason: Option<String>,
    /// The revision of the record that is meant: one that has changed since is not withdrawn.
    #[param(nullable = false, minimum = 1)]
    revision: Option<i64>,
    /// Whether to tell what would change, and withdraw nothing.
    #[param(nullable = false)]
    dry_run: Option<bool>,
}

/// The parameters of a withdrawal.
const KNOWN: [&str; 4] = ["message", "reason", "revision", "dry_run"];

impl WithdrawalQuery {
    fn parse(query: &str) -> Result<Self> {
        let mut read = Self::default();
        let given = pairs(query)?;
        refuse_twice(&given, &KNOWN)?;
        for (name, value) in given {
            match name.as_str() {
                "message" => read.message = Some(value),
                "reason" => read.reason = Some(value),
                "revision" => {
                    let revision = number(&name, &value, 1, usize::MAX >> 1)?;
                    read.revision = i64::try_from(revision).ok();
                }
                "dry_run" => read.dry_run = Some(boolean(&name, &value)?),
                _ => return Err(unknown(&name, &KNOWN)),
            }
        }
        Ok(read)
    }
}

/// Withdraw one record: it is public no more, and its history stays
#[utoipa::path(
    delete,
    path = "/v1/datasets/{dataset}/{slug}",
    operation_id = "withdraw_record",
    tag = "institution",
    security(("bearer" = [])),
    params(
        ("dataset" = String, Path, min_length = 1, description = "The dataset's name."),
        ("slug" = String, Path, min_length = 1, description = "The record's public name."),
        WithdrawalQuery,
        Retry
    ),
    responses((status = 200, description = "What was withdrawn, or would be.", body = PublishedBody)),
)]
async fn withdraw(
    Writer { store, clock }: Writer,
    Authenticated(viewer): Authenticated,
    Path((dataset, slug)): Path<(String, String)>,
    QueryText(query): QueryText,
    headers: HeaderMap,
    sent: Bytes,
) -> Result<Response, Failure> {
    if !sent.is_empty() {
        return Err(Error::bad_input(wording!(
            "un retrait n'a pas de corps : donnez message, reason, revision et dry_run dans l'adresse",
            "a withdrawal has no body: give message, reason, revision and dry_run in the address"
        ))
        .into());
    }
    let read = WithdrawalQuery::parse(&query)?;
    let dataset = registry().dataset(&dataset)?;
    if slug.len() > LONGEST_SLUG || slug.chars().any(char::is_control) {
        return Err(Error::not_found(wording!(
            "{} n'a pas de telle ligne",
            "{} has no such record",
            dataset.name
        ))
        .into());
    }
    let expects = read
        .revision
        .map_or(Expects::There, |number| Expects::AsOf(Revision(number)));
    let retry = idempotency_key(&headers)?.map(|key| IdempotencyKey {
        key,
        fingerprint: format!("withdraw {} {slug} {read:?}", dataset.name),
    });
    let withdrawal = Withdrawal {
        expects,
        ..Withdrawal::new(dataset.name, &slug)
    };
    let publication = Publication {
        message: read.message.unwrap_or_else(|| format!("Retrait de {slug}")),
        reason: read.reason,
        withdrawals: vec![withdrawal],
        retry,
        ..Default::default()
    };
    let tried = read.dry_run.unwrap_or_default();
    let receipt = if tried {
        drafts::try_out(&store, clock, &viewer, publication).await?
    } else {
        publish(store, clock, viewer, publication).await?
    };
    Ok(private(Representation::json(&json!(PublishedBody::new(
        receipt.body(),
        tried
    )))))
}
