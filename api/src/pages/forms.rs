use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::domain::{ApproximateDate, Decimal};

/// A field of a form.
pub(super) struct Input {
    /// The parameter.
    pub(super) name: String,
    /// What it asks.
    pub(super) label: String,
    /// What it holds.
    pub(super) value: String,
    /// What can be chosen; any text where there is nothing.
    pub(super) choices: Vec<Choice>,
    /// How a text is written, for one.
    pub(super) example: &'static str,
    /// What no choice is called.
    pub(super) none: &'static str,
    /// Whether it must be filled.
    pub(super) is_required: bool,
    /// Whether several can be chosen.
    pub(super) is_several: bool,
    /// Why what it holds is refused.
    pub(super) refusal: Option<String>,
}

/// A value that can be chosen.
pub(super) struct Choice {
    /// What is sent.
    pub(super) value: String,
    /// What it is called.
    pub(super) name: String,
    /// Whether it is chosen now.
    pub(super) is_chosen: bool,
}

/// What a field of a form holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A day, a month, a year …
    Date,
    /// A number, or an amount.
    Number,
    /// Names, separated by commas; a form sends each by itself.
    Names,
    /// Anything else.
    Text,
}

/// The address that a form means: without the parameters that were left empty, with dates and numbers as programs write them (`2022-03-15`,
/// `1000.50`) where people wrote them their own way (`15/03/2022`, `1 000,50`), and the names of a list in one parameter. None where the address is
/// that already.
pub(super) fn tidied(path: &str, query: &str, holds: impl Fn(&str) -> Holds) -> Option<String> {
    let mut differs = false;
    let mut meant: Vec<(Cow<'_, str>, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let list = meant.iter_mut().find(|(known, _)| *known == name);
        if let Some((_, list)) = list.filter(|_| holds(&name) == Holds::Names) {
            differs = true;
            *list = format!("{list},{value}");
            continue;
        }
        let written = as_programs_write(&value, holds(&name));
        differs |= value.is_empty() || written.is_some();
        if !value.is_empty() {
            meant.push((name, written.unwrap_or_else(|| value.into_owned())));
        }
    }
    differs.then(|| address(path, meant))
}

/// A value as programs write it; none where it is so already, or cannot be read.
fn as_programs_write(value: &str, holds: Holds) -> Option<String> {
    match holds {
        Holds::Date if ApproximateDate::parse(value).is_err() => {
            ApproximateDate::from_people(value).map(|date| date.edtf().to_owned())
        }
        Holds::Number if Decimal::parse(value).is_err() => {
            let digits = value
                .replace([' ', '\u{a0}', '\u{202f}', '€', '%'], "")
                .replace(',', ".");
            Decimal::parse(&digits).is_ok().then_some(digits)
        }
        _ => None,
    }
}

/// An address with parameters.
pub(super) fn address<N: AsRef<str>, V: AsRef<str>>(path: &str, pairs: impl IntoIterator<Item = (N, V)>) -> String {
    let text = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let mark = if text.is_empty() { "" } else { "?" };
    format!("{path}{mark}{text}")
}

/// Sends the browser on to another address. Forms send the fields that were left empty too: the address that is shared has none of them.
pub(super) fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{Holds, tidied};

    fn holds(name: &str) -> Holds {
        match name {
            "open_on" => Holds::Date,
            "amount.gte" => Holds::Number,
            "rules" => Holds::Names,
            _ => Holds::Text,
        }
    }

    #[test]
    fn dates_and_numbers_are_read_as_people_write_them() {
        for (query, meant) in [
            ("open_on=15%2F03%2F2022&q=", "/t?open_on=2022-03-15"),
            ("open_on=mars+2022", "/t?open_on=2022-03"),
            ("amount.gte=1+000%2C50", "/t?amount.gte=1000.50"),
            ("q=&region=", "/t"),
            ("rules=a&q=x&rules=b&rules=c", "/t?rules=a%2Cb%2Cc&q=x"),
        ] {
            assert_eq!(tidied("/t", query, holds).as_deref(), Some(meant), "{query}");
        }
        for query in [
            "open_on=2022-03-15&amount.gte=12.5&q=1,5",
            "open_on=demain",
            "amount.gte=beaucoup",
            "",
        ] {
            assert_eq!(tidied("/t", query, holds), None, "{query}");
        }
    }
}
