use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    datasets::model::{parse, suggestion::did_you_mean},
    domain::{Error, Language, Result, wording},
};

/// The query string of a request, as it was sent; empty where there is none.
pub(crate) struct QueryText(pub(crate) String);

impl<S: Sync> FromRequestParts<S> for QueryText {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.uri.query().unwrap_or_default().to_owned()))
    }
}

/// The parameter that names the language of messages, at every address.
pub(crate) const LANGUAGE: &str = "lang";

/// The parameter that names the moment of the data, at every address of data.
pub(crate) const AS_OF: &str = "as_of";

/// The parameters of every address, which middleware reads.
pub(crate) const EVERYWHERE: [&str; 2] = [LANGUAGE, AS_OF];

/// Reads a query string that may only hold `limit`.
///
/// # Errors
/// `BadInput` that names the parameter, or the bounds.
pub(crate) fn only_limit(text: &str, usual: usize, greatest: usize) -> Result<usize> {
    let mut limit = usual;
    for (name, value) in pairs(text)? {
        if name != "limit" {
            return Err(unknown(&name, &["limit"]));
        }
        limit = number(&name, &value, 1, greatest)?;
    }
    Ok(limit)
}

/// Refuses every parameter but those of every address.
///
/// # Errors
/// `BadInput` that names the parameter.
pub(crate) fn none(text: &str) -> Result<()> {
    match pairs(text)?.first() {
        None => Ok(()),
        Some((name, _)) => Err(unknown(name, &[])),
    }
}

/// The error of an unknown parameter, with the nearest known one; those of every address are known too.
pub(crate) fn unknown(name: &str, known: &[&str]) -> Error {
    let hint = did_you_mean(name, known.iter().copied().chain(EVERYWHERE));
    Error::bad_input(wording!(
        "il n'y a pas de paramètre « {} » ici{hint}",
        "there is no parameter \"{}\" here{hint}",
        [hint],
        parse::brief(name)
    ))
}

/// A whole number between bounds.
///
/// # Errors
/// `BadInput` that names the parameter, and the bounds.
pub(crate) fn number(name: &str, text: &str, least: usize, most: usize) -> Result<usize> {
    let read = text.parse().ok().filter(|number| (least..=most).contains(number));
    read.ok_or_else(|| {
        Error::bad_input(wording!(
            "{name} : « {} » n'est pas compris entre {least} et {most}",
            "{name}: \"{}\" is not between {least} and {most}",
            parse::brief(text)
        ))
    })
}

/// The parameters of a query string, decoded. `lang` and `as_of`, which middleware reads, are only checked.
///
/// # Errors
/// `BadInput` that names the parameter.
pub(crate) fn pairs(text: &str) -> Result<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    for (name, value) in &pairs {
        // The decoder replaces what is not UTF-8 by this mark.
        if [name, value].iter().any(|part| part.contains(['\u{fffd}', '\0'])) {
            return Err(Error::bad_input(wording!(
                "le paramètre « {} » n'est pas du texte UTF-8 encodé par des pour cent",
                "the parameter \"{}\" is not plain UTF-8 text, percent-encoded",
                parse::brief(name)
            )));
        }
    }
    if pairs
        .iter()
        .any(|(name, tag)| name == LANGUAGE && Language::of_tag(tag).is_none())
    {
        return Err(Error::bad_input(wording!(
            "lang : écrivez fr ou en",
            "lang: write fr or en"
        )));
    }
    refuse_twice(&pairs, &EVERYWHERE)?;
    pairs.retain(|(name, _)| !EVERYWHERE.contains(&name.as_str()));
    Ok(pairs)
}

/// Refuses parameters that are given twice, where each has one value.
///
/// # Errors
/// `BadInput` that names the parameter.
pub(crate) fn refuse_twice(pairs: &[(String, String)], known: &[&str]) -> Result<()> {
    for (at, (name, _)) in pairs.iter().enumerate() {
        if known.contains(&name.as_str()) && pairs[..at].iter().any(|(known, _)| known == name) {
            return Err(Error::bad_input(wording!(
                "{name} est donné deux fois",
                "{name} is given twice"
            )));
        }
    }
    Ok(())
}

/// Reads a boolean.
///
/// # Errors
/// `BadInput` that names the parameter.
pub(crate) fn boolean(name: &str, text: &str) -> Result<bool> {
    match text {
        "true" | "1" | "" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Error::bad_input(wording!(
            "{name} : écrivez true ou false",
            "{name}: write true or false"
        ))),
    }
}
