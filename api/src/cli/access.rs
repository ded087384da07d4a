use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use super::answer::{Answer, Answered};
use crate::{
    access::{
        Account, Mandate, Role, Viewer, account_store,
        keys::{self, KeyBody, NewKey},
        members::{self, MemberBody, NewMember},
    },
    app,
    config::Settings,
    datasets::{Selection, record, registry},
    domain::{Clock, Error, Result, Slug, Value, wording},
    store::Store,
};

/// The actor that the audit names.
const ACTOR: &str = "command line";

/// `segur institution`.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Institution {
    /// Let an institution of the dataset `institutions` act here
    Open {
        /// Its public name: ans, ars-bretagne, grades-corse …
        institution: String,
        /// On behalf of what it publishes [default: what its name or its kind says]
        #[arg(long, value_parser = mandate)]
        mandate: Option<Mandate>,
        /// Its region, for an ARS or a GRADeS [default: that of the dataset]
        #[arg(long)]
        region: Option<String>,
    },
    /// Let nobody act for an institution any more
    Close {
        /// Its public name
        institution: String,
    },
    /// List the institutions that may act
    List,
}

/// `segur key`.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Key {
    /// Make a key; it is printed once, and kept nowhere
    Create(NewKeyArguments),
    /// List the keys of an institution
    List {
        /// The institution
        #[arg(long)]
        institution: String,
    },
    /// Revoke a key at once, on every node
    Revoke {
        /// The institution
        #[arg(long)]
        institution: String,
        /// The key's number, as `segur key list` tells it
        key: String,
    },
}

#[derive(Args, Clone, Debug)]
pub(super) struct NewKeyArguments {
    /// The institution that the key acts for
    #[arg(long)]
    institution: String,
    /// What it is for
    #[arg(long)]
    name: String,
    /// What it may do: reader, contributor, publisher or administrator
    #[arg(long, value_parser = role, default_value = "publisher")]
    role: Role,
    /// Write only in these datasets, separated by commas [default: all those of the institution]
    #[arg(long, value_delimiter = ',')]
    datasets: Vec<String>,
    /// The first day on which it is no longer accepted, in UTC: 2027-12-31 [default: none]
    #[arg(long)]
    ends_on: Option<NaiveDate>,
}

/// `segur member`.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Member {
    /// Let a person, known by an OpenID provider, act for an institution
    Add {
        /// The institution
        #[arg(long)]
        institution: String,
        /// The provider: the `iss` of its tokens
        #[arg(long)]
        issuer: String,
        /// Who the person is to it: the `sub` of its tokens
        #[arg(long)]
        subject: String,
        /// What the institution calls the person
        #[arg(long)]
        name: String,
        /// What the person may do: reader, contributor, publisher or administrator
        #[arg(long, value_parser = role)]
        role: Role,
        /// The first day on which the membership is no longer accepted, in UTC: 2027-12-31 [default: none]
        #[arg(long)]
        ends_on: Option<NaiveDate>,
    },
    /// List the members of an institution
    List {
        /// The institution
        #[arg(long)]
        institution: String,
    },
    /// Remove a member at once, on every node
    Remove {
        /// The institution
        #[arg(long)]
        institution: String,
        /// The member's number, as `segur member list` tells it
        member: String,
    },
}

fn mandate(code: &str) -> std::result::Result<Mandate, String> {
    let codes = Mandate::ALL.map(|(_, code)| code).join(", ");
    Mandate::of_code(code).ok_or_else(|| format!("the mandates are {codes}"))
}

fn role(code: &str) -> std::result::Result<Role, String> {
    let codes = Role::ALL.map(|(_, code)| code).join(", ");
    Role::of_code(code).ok_or_else(|| format!("the roles are {codes}"))
}

/// The database as it is, which must have this program's schema.
pub(super) async fn store(settings: &Settings) -> Result<Store> {
    let file = settings
        .store
        .url
        .strip_prefix("sqlite:")
        .map(|path| path.trim_start_matches("//"));
    if let Some(file) = file.filter(|file| !std::path::Path::new(file.split('?').next().unwrap_or(file)).exists()) {
        return Err(Error::not_found(wording!(
            "il n'y a pas de base {file} ici : allez là où le service tourne, ou donnez --database-url",
            "there is no database {file} here: go where the service runs, or give --database-url"
        )));
    }
    let store = app::open(settings).await?;
    let pending = store.pending_migrations().await?;
    if pending > 0 {
        return Err(Error::conflict(wording!(
            "{pending} étape(s) de migration ne sont pas appliquées : lancez segur migrate",
            "{pending} migration step(s) are not applied: run segur migrate"
        )));
    }
    Ok(store)
}

impl Institution {
    pub(super) async fn run(self, settings: &Settings) -> Answered {
        let store = store(settings).await?;
        let now = Clock::System.now();
        let answer = match self {
            Self::Open {
                institution,
                mandate,
                region,
            } => {
                let (mandate, region) = of_dataset(&store, &institution, mandate, region).await?;
                let account = account_store::open(&store, now, ACTOR, &institution, mandate, region.as_deref()).await?;
                Answer::line(account_line(&account), account.to_json())
            }
            Self::Close { institution } => {
                account_store::close(&store, now, ACTOR, &institution).await?;
                Answer::line(format!("{institution} is closed"), json!({ "closed": institution }))
            }
            Self::List => list(&account_store::all(&store).await?, account_line, Account::to_json),
        };
        store.close().await?;
        Ok(answer)
    }
}

/// A list: a line for each, and `data`.
fn list<T>(all: &[T], line: fn(&T) -> String, json: fn(&T) -> Json) -> Answer {
    Answer::new(json!({ "data": all.iter().map(json).collect::<Vec<_>>() })).with(all.iter().map(line))
}

fn account_line(account: &Account) -> String {
    let Account {
        institution,
        mandate,
        region,
        ..
    } = account;
    let region = region.as_deref().unwrap_or("national");
    let closed = if account.closed_at.is_some() { " closed" } else { "" };
    format!("{institution:<32} {:<8} {region}{closed}", mandate.code())
}

/// What the dataset of institutions says of one: its mandate, by its name or its kind, and its region.
async fn of_dataset(
    store: &Store,
    institution: &str,
    mandate: Option<Mandate>,
    region: Option<String>,
) -> Result<(Mandate, Option<String>)> {
    let dataset = registry().target("institutions")?;
    let selection = Selection {
        reference_slugs: true,
        ..Default::default()
    };
    let slug = Slug::parse(institution).map_err(|error| Error::bad_input(error.wording()))?;
    let found = record(&store.snapshot(), dataset, &slug, &selection)
        .await?
        .ok_or_else(|| {
            Error::not_found(wording!(
                "il n'y a pas de « {institution} » dans institutions : publiez-la d'abord",
                "there is no \"{institution}\" in institutions: publish it first"
            ))
        })?;
    let value = |name: &str| dataset.column(name).map(|place| &found.row.values[place]);
    let kind = match value("kind") {
        Some(Value::Term(kind)) => *kind,
        _ => "",
    };
    let known = match value("region") {
        Some(Value::Reference(region)) => Some(region.slug.clone()),
        _ => None,
    };
    let mandate = mandate
        .or_else(|| Mandate::of_code(kind).filter(|mandate| mandate.is_regional()))
        .or_else(|| Mandate::of_code(institution).filter(|mandate| !mandate.is_regional()))
        .ok_or_else(|| {
            Error::bad_input(wording!(
                "rien ne dit au nom de quoi {institution} publie : donnez --mandate",
                "nothing says on behalf of what {institution} publishes: give --mandate"
            ))
        })?;
    Ok((mandate, region.or(known).filter(|_| mandate.is_regional())))
}

impl Key {
    pub(super) async fn run(self, settings: &Settings) -> Answered {
        let store = store(settings).await?;
        let answer = match self {
            Self::Create(arguments) => create(&store, arguments).await?,
            Self::List { institution } => list(&keys::list(&store, &institution).await?, key_line, |key| {
                json!(KeyBody::from(key))
            }),
            Self::Revoke { institution, key } => {
                keys::revoke(
                    &store,
                    Clock::System.now(),
                    &operator(&store, &institution).await?,
                    &key,
                )
                .await?;
                Answer::line(format!("{key} is revoked"), json!({ "revoked": key }))
            }
        };
        store.close().await?;
        Ok(answer)
    }
}

async fn create(store: &Store, arguments: NewKeyArguments) -> Answered {
    for dataset in &arguments.datasets {
        registry().dataset(dataset)?;
    }
    let account = account_store::find(store, &arguments.institution).await?;
    let new = NewKey {
        name: arguments.name,
        role: arguments.role,
        datasets: (!arguments.datasets.is_empty()).then_some(arguments.datasets),
        ends_at: arguments.ends_on.map(midnight),
    };
    let (key, secret) = keys::create(store, Clock::System.now(), &account, &Viewer::operator(&account), new).await?;
    let mut told = json!(KeyBody::from(&key));
    told["secret"] = json!(secret);
    eprintln!("This is the only time that this key is shown: keep it where secrets are kept.");
    Ok(Answer::line(secret, told))
}

/// The operator of the machine, on behalf of an institution, whose account may be closed.
async fn operator(store: &Store, institution: &str) -> Result<Viewer> {
    let all = account_store::all(store).await?;
    let account = all.into_iter().find(|account| account.institution == institution);
    let account = account.ok_or_else(|| {
        Error::not_found(wording!(
            "{institution} n'a pas de compte",
            "{institution} has no account"
        ))
    })?;
    Ok(Viewer::operator(&account))
}

/// The first instant of a day, in UTC.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

fn key_line(key: &keys::Key) -> String {
    let instant = |instant: Option<DateTime<Utc>>| instant.map_or("-".to_owned(), |at| at.format("%F %R").to_string());
    format!(
        "{} {:<13} {:<24} ends {:<16} used {:<16} revoked {:<16} {}",
        key.id,
        key.role,
        key.name,
        instant(key.ends_at),
        instant(key.last_used_at),
        instant(key.revoked_at),
        key.datasets.as_deref().unwrap_or("every dataset of the institution")
    )
}

impl Member {
    pub(super) async fn run(self, settings: &Settings) -> Answered {
        let store = store(settings).await?;
        let now = Clock::System.now();
        let answer = match self {
            Self::Add {
                institution,
                issuer,
                subject,
                name,
                role,
                ends_on,
            } => {
                let account = account_store::find(&store, &institution).await?;
                let new = NewMember {
                    issuer,
                    subject,
                    name,
                    role,
                    ends_at: ends_on.map(midnight),
                };
                let member = members::add(&store, now, &account, &Viewer::operator(&account), new).await?;
                Answer::line(member.id.clone(), json!(MemberBody::from(&member)))
            }
            Self::List { institution } => list(&members::list(&store, &institution).await?, member_line, |member| {
                json!(MemberBody::from(member))
            }),
            Self::Remove { institution, member } => {
                members::remove(&store, now, &operator(&store, &institution).await?, &member).await?;
                Answer::line(format!("{member} is removed"), json!({ "removed": member }))
            }
        };
        store.close().await?;
        Ok(answer)
    }
}

fn member_line(member: &members::Member) -> String {
    let removed = if member.removed_at.is_some() { " removed" } else { "" };
    format!(
        "{} {:<13} {:<24} {} at {}{removed}",
        member.id, member.role, member.name, member.subject, member.issuer
    )
}
