use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{
    datasets::{Dataset, RecordKey, Row, registry},
    domain::Slug,
};

/// How every global id starts. Those that were given out before start otherwise: they are Base64 of `<dataset>:<slug>`.
const START: char = 'r';

/// How many signs tell the dataset.
const CODE: usize = 3;

/// The base that numbers are written in: digits and lower-case letters.
const BASE: u32 = 36;

/// What a global id says of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RecordId {
    /// Its key.
    Key(RecordKey),
    /// Its public name, in ids that were given out before.
    Slug(Slug),
}

/// The global id of a record: its dataset and its key, and the period of an observation.
pub(super) fn global_id(dataset: &Dataset, row: &Row) -> String {
    let RecordKey { key, period } = row.record_key();
    let mut id = String::from(START);
    id.push_str(&code(dataset));
    id.push_str(&in_base(key.unsigned_abs()));
    if let Some(period) = period {
        id.push('.');
        id.push_str(&period);
    }
    id
}

/// The dataset and the record of a global id; none for another text.
pub(super) fn parse(id: &str) -> Option<(&'static Dataset, RecordId)> {
    let Some(rest) = id.strip_prefix(START) else {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
        let (name, slug) = text.split_once(':')?;
        return Some((registry().find(name)?, RecordId::Slug(Slug::parse(slug).ok()?)));
    };
    let (rest, period) = match rest.split_once('.') {
        Some((rest, period)) => (rest, Some(period.to_owned())),
        None => (rest, None),
    };
    let (told, key) = rest.split_at_checked(CODE)?;
    let is_number = !key.starts_with('0')
        && key
            .chars()
            .all(|sign| sign.is_ascii_digit() || sign.is_ascii_lowercase());
    let key = i64::from_str_radix(key, BASE).ok().filter(|_| is_number)?;
    let dataset = registry().datasets().find(|dataset| code(dataset) == told)?;
    Some((dataset, RecordId::Key(RecordKey { key, period })))
}

/// What tells a dataset: of its name alone, so that datasets that come later change nothing.
fn code(dataset: &Dataset) -> String {
    // FNV-1a.
    let hash = dataset.name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let text = in_base(u64::from(hash % BASE.pow(3)));
    format!("{text:0>CODE$}")
}

fn in_base(mut number: u64) -> String {
    let mut signs = Vec::new();
    loop {
        let digit = u32::try_from(number % u64::from(BASE)).unwrap_or_default();
        signs.extend(char::from_digit(digit, BASE));
        number /= u64::from(BASE);
        if number == 0 {
            return signs.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_dataset_has_a_code_of_its_own() {
        let codes: BTreeSet<String> = registry().datasets().map(code).collect();
        assert_eq!(codes.len(), registry().datasets().count());
    }

    #[test]
    fn other_texts_are_no_ids() {
        let code = code(registry().find("regions").unwrap());
        assert!(parse(&format!("r{code}1z")).is_some());
        for text in ["", "r", "rr", "r00", "nonsense", "é", "ré", "reé1"] {
            assert!(parse(text).is_none(), "{text}");
        }
        for key in ["", "0", "01", "1Z", "+1", "-1", "zzzzzzzzzzzzzzzzzzz"] {
            assert!(parse(&format!("r{code}{key}")).is_none(), "{key}");
        }
    }
}
