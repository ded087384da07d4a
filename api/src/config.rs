//! Settings: flags, then `SEGUR_*` environment variables, then `segur.toml`, then what suits a trial on one machine.

/// Addresses to listen on, as people write them.
mod listen_address;
/// Where Prometheus reads.
mod metrics_listen;

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};
use merge::Merge;
use serde::Deserialize;
use thiserror::Error;

use crate::{
    access::oidc::OidcSettings,
    archive::{PermalinkLimits, editions::Schedule},
    server::{HttpSettings, RateLimits},
    store::StoreSettings,
    web::{self, Operator, OperatorNames, Proxies},
};

pub use metrics_listen::MetricsListen;

/// Where the settings file is looked for when none is named.
const DEFAULT_FILE: &str = "segur.toml";

/// The settings, as any of their sources may give them.
#[derive(Args, Clone, Debug, Default, Deserialize, Merge)]
#[merge(strategy = merge::option::overwrite_none)]
#[serde(deny_unknown_fields)]
pub struct GivenSettings {
    /// The database: sqlite:FILE, or postgres://USER@HOST/DATABASE [default: sqlite:segur.db]
    #[arg(long, env = "SEGUR_DATABASE_URL", global = true)]
    pub database_url: Option<String>,
    /// Replicas of PostgreSQL, separated by commas, which answer public reads as far as they have come: postgres://USER@HOST/DATABASE [default: none]
    #[arg(long, env = "SEGUR_REPLICA_URL", value_delimiter = ',', global = true)]
    #[serde(default)]
    #[merge(strategy = merge::vec::overwrite_empty)]
    pub replica_url: Vec<String>,
    /// How many connections may read at once [default: 8]
    #[arg(long, env = "SEGUR_DATABASE_READERS", global = true)]
    pub database_readers: Option<u32>,
    /// How many seconds to wait for a connection or a lock [default: 5]
    #[arg(long, env = "SEGUR_DATABASE_PATIENCE", global = true)]
    pub database_patience: Option<u64>,
    /// The address to listen on, or a port of this machine [default: 127.0.0.1:8080]
    #[arg(long, env = "SEGUR_LISTEN", value_parser = listen_address::parse, global = true)]
    #[serde(default, deserialize_with = "listen_address::deserialize")]
    pub listen: Option<SocketAddr>,
    /// How many seconds a request may take before its answer starts [default: 30]
    #[arg(long, env = "SEGUR_REQUEST_TIMEOUT", global = true)]
    pub request_timeout: Option<u64>,
    /// How many seconds requests in flight may take to finish at shutdown [default: 30]
    #[arg(long, env = "SEGUR_DRAIN_TIMEOUT", global = true)]
    pub drain_timeout: Option<u64>,
    /// The largest body accepted, in bytes [default: 1048576]
    #[arg(long, env = "SEGUR_BODY_LIMIT", global = true)]
    pub body_limit: Option<usize>,
    /// How many seconds an import may take [default: 300]
    #[arg(long, env = "SEGUR_IMPORT_TIMEOUT", global = true)]
    pub import_timeout: Option<u64>,
    /// The largest file accepted by an import, in bytes [default: 67108864]
    #[arg(long, env = "SEGUR_IMPORT_LIMIT", global = true)]
    pub import_limit: Option<usize>,
    /// OpenID Connect providers whose tokens are accepted, separated by commas: the `iss` of their tokens [default: none]
    #[arg(long, env = "SEGUR_OIDC_ISSUERS", value_delimiter = ',', global = true)]
    #[serde(default)]
    #[merge(strategy = merge::vec::overwrite_empty)]
    pub oidc_issuers: Vec<String>,
    /// Whom their tokens must be for: their `aud`
    #[arg(long, env = "SEGUR_OIDC_AUDIENCE", global = true)]
    pub oidc_audience: Option<String>,
    /// The proxies in front whose X-Forwarded-For is believed, separated by commas: addresses, or networks such as 10.0.0.0/8 [default: none]
    #[arg(long, env = "SEGUR_TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    #[serde(default)]
    #[merge(strategy = merge::vec::overwrite_empty)]
    pub trusted_proxies: Vec<String>,
    /// How many proxies stand one behind the other, whose X-Forwarded-For is believed [default: 1]
    #[arg(long, env = "SEGUR_PROXY_HOPS", global = true)]
    pub proxy_hops: Option<usize>,
    /// Addresses or networks that the limits of one client do not apply to, separated by commas, such as a monitor's: 127.0.0.0/8. One that speaks for others is limited all the same [default: none]
    #[arg(long, env = "SEGUR_UNLIMITED", value_delimiter = ',', global = true)]
    #[serde(default)]
    #[merge(strategy = merge::vec::overwrite_empty)]
    pub unlimited: Vec<String>,
    /// How many bytes of memory the service is to stay below: caches, bodies, streams and imports have parts of it [default: 536870912]
    #[arg(long, env = "SEGUR_MEMORY", global = true)]
    pub memory: Option<u64>,
    /// How many requests a minute an address without a credential may make of what is not cached; 0 for no limit [default: 1200]
    #[arg(long, env = "SEGUR_RATE_LIMIT", global = true)]
    pub rate_limit: Option<u32>,
    /// The same for a key or a person [default: 6000]
    #[arg(long, env = "SEGUR_CREDENTIAL_RATE_LIMIT", global = true)]
    pub credential_rate_limit: Option<u32>,
    /// How many requests are worked at, at once; more wait, or are refused [default: 64]
    #[arg(long, env = "SEGUR_AT_ONCE", global = true)]
    pub at_once: Option<usize>,
    /// How many bytes all permalinks may take [default: 4294967296]
    #[arg(long, env = "SEGUR_PERMALINKS", global = true)]
    pub permalinks: Option<u64>,
    /// How many bytes the permalinks may take that one address makes in a day [default: 67108864]
    #[arg(long, env = "SEGUR_PERMALINKS_OF_ADDRESS", global = true)]
    pub permalinks_of_address: Option<u64>,
    /// How many bytes of responses are cached in memory [default: a thirty-second part of the memory]
    #[arg(long, alias = "answers-kept", env = "SEGUR_RESPONSE_CACHE", global = true)]
    #[serde(alias = "answers_kept")]
    pub response_cache: Option<u64>,
    /// How many connections may be open at once [default: as many as the open files and the memory of the process allow, 10000 at most]
    #[arg(long, env = "SEGUR_CONNECTIONS", global = true)]
    pub connections: Option<usize>,
    /// Shared caches in front, separated by commas, each told by a PURGE what a publication changes: http://HOST:PORT [default: none]
    #[arg(long, env = "SEGUR_PURGE", value_delimiter = ',', global = true)]
    #[serde(default)]
    #[merge(strategy = merge::vec::overwrite_empty)]
    pub purge: Vec<String>,
    /// Where files, editions and permalinks are kept: a folder, or s3://BUCKET/PREFIX with the usual AWS_* variables [default: beside the SQLite file, or segur-files]
    #[arg(long, env = "SEGUR_FILES", global = true)]
    pub files: Option<String>,
    /// Whether this node builds the files of whole datasets in the background [default: true]
    #[arg(long, env = "SEGUR_BUILD_FILES", global = true)]
    pub build_files: Option<bool>,
    /// When editions are made by themselves [default: never]
    #[arg(long, env = "SEGUR_EDITIONS", global = true)]
    pub editions: Option<Schedule>,
    /// The address that clients know, which catalogues and citations name [default: http:// and the address listened on]
    #[arg(long, env = "SEGUR_PUBLIC_ADDRESS", global = true)]
    pub public_address: Option<String>,
    /// Who publishes this service, for the legal notice: a name, an address, a telephone number [default: nobody]
    #[arg(long, env = "SEGUR_OPERATOR", global = true)]
    pub operator: Option<String>,
    /// Who answers for what it publishes [default: nobody]
    #[arg(long, env = "SEGUR_PUBLICATION_DIRECTOR", global = true)]
    pub publication_director: Option<String>,
    /// Who hosts it: a name and an address [default: nobody]
    #[arg(long, env = "SEGUR_HOSTED_BY", global = true)]
    pub hosted_by: Option<String>,
    /// Where readers write, of errors, obstacles and flaws: an email address, or the https:// address of a form [default: nowhere]
    #[arg(long, env = "SEGUR_CONTACT", global = true)]
    pub contact: Option<String>,
    /// The address on which Prometheus reads /metrics; `off` for none [default: 127.0.0.1:9464, where that is free]
    #[arg(long, env = "SEGUR_METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<String>,
    /// Where traces are sent, as OTLP over HTTP: http://HOST:4318 [default: nowhere]
    #[arg(long, env = "SEGUR_TRACES", global = true)]
    pub traces: Option<String>,
    /// How many milliseconds the SQL of an answer may take before the log tells of it; 0 to tell of none [default: 1000]
    #[arg(long, env = "SEGUR_SLOW_QUERIES", global = true)]
    pub slow_queries: Option<u64>,
    /// What to log: error, warn, info, debug, trace, or a filter such as segur=debug [default: info]
    #[arg(long, env = "SEGUR_LOG", global = true)]
    pub log: Option<String>,
    /// How to write the log [default: text]
    #[arg(long, env = "SEGUR_LOG_FORMAT", global = true)]
    pub log_format: Option<LogFormat>,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines, one JSON object a line.
    Json,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The database.
    pub store: StoreSettings,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The address that clients know, without a slash at its end; none for that listened on.
    pub public_address: Option<String>,
    /// The address on which Prometheus reads.
    pub metrics: MetricsListen,
    /// Where traces are sent, if they are.
    pub traces: Option<String>,
    /// How requests are bounded.
    pub http: HttpSettings,
    /// Whether files of whole datasets are built in the background.
    pub build_files: bool,
    /// When editions are made by themselves.
    pub editions: Schedule,
    /// How long requests in flight may take to finish at shutdown.
    pub drain_timeout: Duration,
    /// What to log.
    pub log: String,
    /// How to write the log.
    pub log_format: LogFormat,
}

/// Why the settings cannot be read.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file named cannot be read.
    #[error("{path}: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A proxy is named by neither an address nor a network.
    #[error("trusted-proxies: {0} is neither an address nor a network, such as 10.0.0.0/8")]
    NoNetwork(String),
    /// The contact is no address that readers can write to.
    #[error("contact: {0} is neither an email address nor the https:// address of a form")]
    NoContact(String),
    /// The memory is too little to work in.
    #[error("memory: {0} bytes are too few to work in: give at least 134217728")]
    LittleMemory(u64),
    /// What Prometheus reads has no such address.
    #[error("metrics-listen: {0} is neither an address with a port, such as 127.0.0.1:9464, nor off")]
    NoAddress(String),
    /// The file is not TOML, or has a setting that does not exist.
    #[error("{path}: {cause}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where and why.
        #[source]
        cause: Box<toml::de::Error>,
    },
}

impl Settings {
    /// The address that clients know, of a service that listens on this one: what catalogues and citations name.
    pub fn site(&self, address: SocketAddr) -> String {
        let given = self.public_address.clone();
        given.unwrap_or_else(|| format!("http://{address}"))
    }

    /// The settings in force: what was given, completed by the file and by what suits a trial.
    ///
    /// # Errors
    /// When a named file cannot be read, or a file cannot be understood.
    pub fn read(mut given: GivenSettings, file: Option<PathBuf>) -> Result<Self, ConfigError> {
        given.merge(read_file(file)?);
        let seconds = |given: Option<u64>, usual| Duration::from_secs(given.unwrap_or(usual));
        let url = given
            .database_url
            .clone()
            .unwrap_or_else(|| "sqlite:segur.db".to_owned());
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let public_address = given.public_address.as_ref();
        Ok(Self {
            metrics: metrics_listen::read(given.metrics_listen.as_deref()).map_err(ConfigError::NoAddress)?,
            http: given.http(&url)?,
            store: StoreSettings {
                readers: given.database_readers.unwrap_or(8),
                patience: seconds(given.database_patience, 5),
                statement_timeout: seconds(given.request_timeout, REQUEST_TIMEOUT),
                replicas: given.replica_url,
                url,
            },
            listen: given.listen.unwrap_or(listen),
            traces: given.traces,
            public_address: public_address.map(|address| address.trim_end_matches('/').to_owned()),
            build_files: given.build_files.unwrap_or(true),
            editions: given.editions.unwrap_or_default(),
            drain_timeout: seconds(given.drain_timeout, 30),
            log: given.log.unwrap_or_else(|| "info,sea_orm_migration=warn".to_owned()),
            log_format: given.log_format.unwrap_or_default(),
        })
    }
}

/// How many seconds a request may take, unless a setting says otherwise.
const REQUEST_TIMEOUT: u64 = 30;

impl GivenSettings {
    /// The largest file that an import takes, in bytes.
    fn import_limit(&self) -> usize {
        self.import_limit.unwrap_or(64 << 20)
    }

    /// Who runs the service.
    fn operator(&self) -> Result<Operator, ConfigError> {
        let contact = self
            .contact
            .as_deref()
            .map(|given| web::contact(given).ok_or_else(|| ConfigError::NoContact(given.to_owned())));
        Ok(Operator::new(OperatorNames {
            name: self.operator.clone(),
            director: self.publication_director.clone(),
            host: self.hosted_by.clone(),
            contact: contact.transpose()?,
        }))
    }

    /// How requests are bounded, for a service of this database.
    fn http(&self, url: &str) -> Result<HttpSettings, ConfigError> {
        let seconds = |given: Option<u64>, usual| Duration::from_secs(given.unwrap_or(usual));
        let memory = self.memory.unwrap_or(512 << 20);
        if memory < LEAST_MEMORY {
            return Err(ConfigError::LittleMemory(memory));
        }
        let hops = self.proxy_hops.unwrap_or(1);
        Ok(HttpSettings {
            request_timeout: seconds(self.request_timeout, REQUEST_TIMEOUT),
            body_limit: self.body_limit.unwrap_or(1 << 20),
            import_timeout: seconds(self.import_timeout, 300),
            import_limit: self.import_limit(),
            oidc: OidcSettings {
                issuers: self.oidc_issuers.clone(),
                audience: self.oidc_audience.clone(),
            },
            files: self.files.clone().unwrap_or_else(|| beside(url)),
            trusted_proxies: Proxies::read(&self.trusted_proxies, hops, &self.unlimited)
                .map_err(ConfigError::NoNetwork)?,
            memory,
            permalinks: PermalinkLimits {
                of_all: self.permalinks.unwrap_or(4 << 30),
                of_a_client: self.permalinks_of_address.unwrap_or(64 << 20),
            },
            rates: RateLimits {
                address: NonZeroU32::new(self.rate_limit.unwrap_or(1_200)),
                credential: NonZeroU32::new(self.credential_rate_limit.unwrap_or(6_000)),
            },
            at_once: self.at_once.unwrap_or(64).max(1),
            response_cache: self.response_cache.unwrap_or(memory / 32),
            connections: self.connections,
            slow_queries: match self.slow_queries.unwrap_or(1_000) {
                0 => None,
                milliseconds => Some(Duration::from_millis(milliseconds)),
            },
            purges: self.purge.clone(),
            operator: self.operator()?,
        })
    }
}

/// The least memory that the service does its work in, in bytes.
const LEAST_MEMORY: u64 = 128 << 20;

/// The folder of files that goes with a database.
fn beside(url: &str) -> String {
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let path = path.trim_start_matches("//");
            format!("{}.files", path.split('?').next().unwrap_or(path))
        }
        None => "segur-files".to_owned(),
    }
}

fn read_file(file: Option<PathBuf>) -> Result<GivenSettings, ConfigError> {
    let named = file.is_some();
    let path = file.unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    match std::fs::read_to_string(&path) {
        Ok(text) => toml::from_str(&text).map_err(|cause| ConfigError::Invalid {
            path,
            cause: Box::new(cause),
        }),
        Err(cause) if !named && cause.kind() == std::io::ErrorKind::NotFound => Ok(GivenSettings::default()),
        Err(cause) => Err(ConfigError::Unreadable { path, cause }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let folder = std::env::temp_dir().join(format!("segur-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("segur.toml");
        std::fs::write(&file, "database_url = \"sqlite:file.db\"\nlog = \"debug\"\n").unwrap();
        let given = GivenSettings {
            log: Some("warn".to_owned()),
            ..GivenSettings::default()
        };
        let settings = Settings::read(given, Some(file.clone())).unwrap();
        assert_eq!(
            (
                settings.log.as_str(),
                settings.store.url.as_str(),
                settings.http.body_limit
            ),
            ("warn", "sqlite:file.db", 1 << 20)
        );
        std::fs::write(&file, "databse_url = \"x\"\n").unwrap();
        let error = Settings::read(GivenSettings::default(), Some(file))
            .unwrap_err()
            .to_string();
        assert!(error.contains("databse_url"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
