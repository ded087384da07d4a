use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{Jwk, JwkSet},
};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{Viewer, members};
use crate::{
    domain::{Error, Result, wording},
    error_log,
    store::Store,
};

/// The algorithms whose signatures are accepted: asymmetric ones alone, so that a public key is never taken for a secret.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];

/// How far the clocks of a provider and of this node may differ, in seconds.
const LEEWAY: u64 = 30;

/// For how long the keys of a provider are kept.
const KEPT: Duration = Duration::from_secs(600);

/// For how long they serve while the provider does not give others.
const LONGEST_KEPT: Duration = Duration::from_secs(3_600);

/// How often an unknown key may make this node ask for the keys again.
const SOONEST: Duration = Duration::from_secs(5);

/// How long a provider may take to answer, and the longest token.
const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST: usize = 8 * 1024;

/// Whose tokens are accepted.
#[derive(Clone, Debug, Default)]
pub struct OidcSettings {
    /// The providers: the `iss` of their tokens, where their configuration is discovered.
    pub issuers: Vec<String>,
    /// Whom tokens must be for: their `aud`.
    pub audience: Option<String>,
}

/// The OpenID Connect providers whose tokens are accepted; cheap to clone.
#[derive(Clone, Debug)]
pub struct Providers {
    all: Arc<Vec<Arc<Provider>>>,
    audience: String,
}

#[derive(Debug)]
struct Provider {
    issuer: String,
    client: reqwest::Client,
    known: RwLock<Known>,
    /// Held while the keys are asked for, so that many tokens at once make one request.
    fetching: Mutex<()>,
}

/// What is known of a provider.
#[derive(Clone, Debug, Default)]
struct Known {
    keys: Option<Keys>,
    /// When the keys were last asked for, in vain or not.
    asked: Option<Instant>,
}

#[derive(Clone, Debug)]
struct Keys {
    set: Arc<JwkSet>,
    fetched: Instant,
}

#[derive(Deserialize)]
struct Configuration {
    issuer: String,
    jwks_uri: String,
}

/// What a token says that is looked at; the library checks `exp`, `nbf`, `iss` and `aud`.
#[derive(Deserialize)]
struct Claims {
    sub: String,
}

/// What a token says before it is checked: by whom it claims to be.
#[derive(Deserialize)]
struct Claimed {
    iss: String,
}

impl Providers {
    /// The providers that settings name.
    ///
    /// # Errors
    /// `BadInput` for providers without an audience, or one that is not reached by https (or on this machine).
    pub fn new(settings: &OidcSettings) -> Result<Self> {
        if !settings.issuers.is_empty() && settings.audience.is_none() {
            return Err(Error::bad_input(wording!(
                "un fournisseur OpenID (--oidc-issuers) ne va pas sans --oidc-audience : un jeton pour un autre service serait accepté",
                "an OpenID provider (--oidc-issuers) needs --oidc-audience: a token for another service would be accepted"
            )));
        }
        let provider = |issuer: &String| {
            refuse_plain(issuer)?;
            let client = reqwest::Client::builder()
                .timeout(PATIENCE)
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .map_err(Error::internal)?;
            Ok(Arc::new(Provider {
                issuer: issuer.clone(),
                client,
                known: RwLock::default(),
                fetching: Mutex::default(),
            }))
        };
        Ok(Self {
            all: Arc::new(settings.issuers.iter().map(provider).collect::<Result<_>>()?),
            audience: settings.audience.clone().unwrap_or_default(),
        })
    }

    /// Who a token stands for; `institution` is the one that the person says that they act for, if they say.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is not right, whatever is wrong with it: the log alone says; `Forbidden` when the person acts for no
    /// institution; `Unavailable` when the provider cannot be reached.
    pub async fn authenticate(
        &self,
        store: &Store,
        at: DateTime<Utc>,
        token: &str,
        institution: Option<&str>,
    ) -> Result<Viewer> {
        let refused = |why: &str| {
            tracing::info!(why, "a token was refused");
            Error::Unauthenticated
        };
        if token.len() > LONGEST {
            return Err(refused("too long"));
        }
        let claimed: Claimed = part(token, 1).ok_or_else(|| refused("not a token"))?;
        let provider = self.all.iter().find(|provider| provider.issuer == claimed.iss);
        let provider = provider.ok_or_else(|| refused("of no known issuer"))?;
        let header = decode_header(token).map_err(|error| refused(&error.to_string()))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(refused("signed by an algorithm that is not accepted"));
        }
        let is_critical = part(token, 0).is_some_and(|header: serde_json::Value| header.get("crit").is_some());
        if is_critical {
            return Err(refused("with extensions that must be understood"));
        }
        let key = provider.key(header.kid.as_deref(), header.alg).await?;
        let key = key.ok_or_else(|| refused("signed by an unknown key"))?;
        let mut validation = Validation::new(header.alg);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_audience(&[&self.audience]);
        validation.set_issuer(&[&provider.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let told = decode::<Claims>(token, &key, &validation).map_err(|error| refused(&error.to_string()))?;
        members::authenticate(store, at, &provider.issuer, &told.claims.sub, institution).await
    }
}

impl Provider {
    /// The key that a token names. A known one is answered at once, however the provider does: keys past their time are asked for again while
    /// they still serve. An unknown one makes the keys be asked for again, not too often.
    async fn key(self: &Arc<Self>, kid: Option<&str>, algorithm: Algorithm) -> Result<Option<DecodingKey>> {
        if let Some(answered) = self.known_key(kid, algorithm) {
            return answered;
        }
        let _fetching = self.fetching.lock().await;
        // Another token may have had them asked for meanwhile.
        if let Some(answered) = self.known_key(kid, algorithm) {
            return answered;
        }
        let keys = self.ask().await?;
        Ok(chosen(&keys.set, kid, algorithm))
    }

    /// The answer, as far as it follows from what is known; none when the keys must be asked for first.
    fn known_key(self: &Arc<Self>, kid: Option<&str>, algorithm: Algorithm) -> Option<Result<Option<DecodingKey>>> {
        let Known { keys, asked } = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        let asked_just_now = asked.is_some_and(|asked| asked.elapsed() < SOONEST);
        let keys = keys.filter(|keys| keys.fetched.elapsed() < LONGEST_KEPT);
        let Some(keys) = keys else {
            return asked_just_now.then(|| Err(unreachable("the provider did not answer a moment ago")));
        };
        let key = chosen(&keys.set, kid, algorithm);
        let is_stale = keys.fetched.elapsed() >= KEPT;
        if is_stale && !asked_just_now {
            let provider = self.clone();
            tokio::spawn(async move {
                if let Ok(_fetching) = provider.fetching.try_lock() {
                    // Told in the log.
                    let _ = provider.ask().await;
                }
            });
        }
        (key.is_some() || asked_just_now).then_some(Ok(key))
    }

    /// Asks for the keys, and remembers them.
    async fn ask(&self) -> Result<Keys> {
        let fetched = self.fetch().await;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.asked = Some(Instant::now());
        match fetched {
            Ok(keys) => {
                known.keys = Some(keys.clone());
                Ok(keys)
            }
            Err(error) => {
                error_log::warn(&error, &format!("the provider {} does not give its keys", self.issuer));
                Err(error)
            }
        }
    }

    async fn fetch(&self) -> Result<Keys> {
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let configuration: Configuration = self.get(&address).await?;
        if configuration.issuer != self.issuer {
            return Err(unreachable("the configuration is of another issuer"));
        }
        refuse_plain(&configuration.jwks_uri).map_err(unreachable)?;
        let set = self.get(&configuration.jwks_uri).await?;
        Ok(Keys {
            set: Arc::new(set),
            fetched: Instant::now(),
        })
    }

    async fn get<T: for<'a> Deserialize<'a>>(&self, address: &str) -> Result<T> {
        let answer = self.client.get(address).send().await.map_err(unreachable)?;
        let answer = answer.error_for_status().map_err(unreachable)?;
        answer.json().await.map_err(unreachable)
    }
}

/// A provider that does not answer as one: trying again may help.
fn unreachable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Unavailable { cause: cause.into() }
}

/// The key by its name, or the only one that signs so; and only if it is meant to.
fn chosen(set: &JwkSet, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
    let fits = |key: &&Jwk| {
        let named = kid.is_none_or(|kid| key.common.key_id.as_deref() == Some(kid));
        let meant = key
            .common
            .key_algorithm
            .is_none_or(|meant| Algorithm::try_from(meant).is_ok_and(|meant| meant == algorithm));
        named && meant && DecodingKey::from_jwk(key).is_ok_and(|key| key.family() == algorithm.family())
    };
    let mut fitting = set.keys.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(key), None) => DecodingKey::from_jwk(key).ok(),
        _ => None,
    }
}

/// A part of a token, read without any trust in it.
fn part<T: for<'a> Deserialize<'a>>(token: &str, place: usize) -> Option<T> {
    let text = token.split('.').nth(place)?;
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// Keys are fetched over TLS, or from this very machine.
fn refuse_plain(address: &str) -> Result<()> {
    let url = reqwest::Url::parse(address).ok();
    let is_right = url.is_some_and(|url| match url.scheme() {
        "https" => true,
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    });
    if is_right {
        return Ok(());
    }
    Err(Error::bad_input(wording!(
        "{address} : un fournisseur OpenID se joint par https",
        "{address}: an OpenID provider is reached by https"
    )))
}
