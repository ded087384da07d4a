use axum::{
    http::{Request, header},
    response::Response,
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use utoipa::ToSchema;

use super::answering::Answering;
use crate::{
    domain::{Error, Language, Moment, Revision, wording},
    files::hexadecimal,
    web::{conditional::AtMoment, query::AS_OF, route_policy::View, routes::PolicyTable, trackers},
};

/// A request to keep a response: an address of REST or GraphQL, or a query.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "address": "/v1/regions.csv?kind=overseas" }))]
pub(super) struct NewPermalink {
    /// The address of a read, without the site: `/v1/observations.csv?region=bretagne`.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Instead of an address, a query in GraphQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    /// Its variables.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    variables: Option<Json>,
    /// The name of its operation.
    #[serde(rename = "operationName", skip_serializing_if = "Option::is_none")]
    operation_name: Option<String>,
}

/// The request of a permalink, whose response is the same for ever.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Question {
    /// Its address, without the moment.
    pub(super) address: String,
    /// The language of its messages.
    pub(super) language: String,
}

impl NewPermalink {
    /// A request to keep the response to an address.
    pub(super) fn of_address(address: String) -> Self {
        Self {
            address: Some(address),
            query: None,
            variables: None,
            operation_name: None,
        }
    }

    /// The address of this request, for a service known at `site`.
    pub(super) fn address(self, site: &str, policies: &PolicyTable) -> Result<String, Error> {
        let Self {
            address,
            query,
            variables,
            operation_name,
        } = self;
        match (address, query) {
            (Some(address), None) if variables.is_none() && operation_name.is_none() => {
                let address = encoded(address.strip_prefix(site).unwrap_or(&address));
                let refused = || {
                    Error::bad_input(wording!(
                        "address : une adresse de ce site sous /v1/ ou /graphql, hors de ce qui est propre aux institutions : /v1/observations.csv?region=bretagne",
                        "address: an address of this site under /v1/ or /graphql, but not of what is for institutions: /v1/observations.csv?region=bretagne"
                    ))
                };
                let uri: axum::http::Uri = address.parse().map_err(|_| refused())?;
                let uri = trackers::without_trackers(&uri).unwrap_or(uri);
                let path = uri.path();
                // A path that could be read in two ways is refused.
                let plain = !path.contains("//") && !path.contains("..") && !path.contains('%');
                if !plain || uri.host().is_some() || !policies.route_of(path).0.is_citable {
                    return Err(refused());
                }
                Ok(uri.to_string())
            }
            (None, Some(query)) => {
                let mut text = form_urlencoded::Serializer::new(String::new());
                text.append_pair("query", &query);
                if let Some(variables) = variables {
                    text.append_pair("variables", &variables.to_string());
                }
                if let Some(name) = operation_name {
                    text.append_pair("operationName", &name);
                }
                Ok(format!("/graphql?{}", text.finish()))
            }
            _ => Err(Error::bad_input(wording!(
                "donnez address, ou query avec variables et operationName",
                "give address, or query with variables and operationName"
            ))),
        }
    }
}

impl Question {
    /// Sends the request about the data of a revision, unless it names a moment itself.
    pub(super) async fn ask(&self, answering: Answering, revision: Revision) -> Result<Response, Error> {
        let language = Language::of_tag(&self.language).unwrap_or_default();
        let mut address = self.address.clone();
        let path = address.split_once('?').map_or(address.as_str(), |(path, _)| path);
        let (policy, _) = answering.policies.route_of(path);
        // In the address, so that the links of the answer lead to the same moment.
        if policy.view != View::Document && moment(&address).is_none() {
            let mark = if address.contains('?') { '&' } else { '?' };
            address.push_str(&format!("{mark}as_of={revision}"));
        }
        let mut request = Request::get(&address)
            .header(
                header::ACCEPT,
                "application/graphql-response+json, application/json;q=0.9, */*;q=0.1",
            )
            .body(axum::body::Body::empty())
            .map_err(|_| Error::bad_input(wording!("l'adresse ne se lit pas", "the address cannot be read")))?;
        request.extensions_mut().insert(language);
        request.extensions_mut().insert(policy);
        request.extensions_mut().insert(AtMoment(Moment::Revision(revision)));
        match answering.service.oneshot(request).await {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        }
    }

    /// The name of its response at a revision: the same request at the same revision is one permalink.
    pub(super) fn id(&self, revision: Revision) -> String {
        let mut digest = Sha256::new();
        for part in [&self.address, &self.language, &revision.to_string()] {
            digest.update(part);
            digest.update([0]);
        }
        hexadecimal(&digest.finalize())[..20].to_owned()
    }
}

/// The moment that an address names.
fn moment(address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == AS_OF)
        .map(|(_, moment)| moment.into_owned())
}

/// An address without the moment that it names: the same query now.
pub(super) fn of_now(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("as_of=")).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{path}{mark}{}", kept.join("&"))
}

/// Percent-encodes an address: pasted ones may have accents and spaces.
fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'!'..=b'~' if !b"\"<>\\^`{|}".contains(&byte) => out.push(byte.into()),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
