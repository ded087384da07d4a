use std::collections::BTreeSet;

/// Small numbers that texts write in letters, folded.
const IN_LETTERS: [(&str, i128); 12] = [
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
];

/// What may follow a number and multiply it, folded.
const UNITS: [(&str, i128); 8] = [
    ("milliard", 1_000_000_000),
    ("md", 1_000_000_000),
    ("million", 1_000_000),
    ("m€", 1_000_000),
    ("m €", 1_000_000),
    ("mille", 1000),
    ("k€", 1000),
    ("k €", 1000),
];

/// Every number that a folded text can be read to have, in thousandths: `1,2 m€` is 1.2 and 1,200,000; `8 238` is 8, 238 and 8,238.
pub(super) fn numbers(text: &str) -> BTreeSet<i128> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    let mut found: BTreeSet<i128> = words
        .filter_map(|word| IN_LETTERS.iter().find(|(letters, _)| *letters == word))
        .map(|(_, number)| number * 1000)
        .collect();
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        rest = &rest[start..];
        readings(rest, &mut found);
        rest = &rest[digits(rest)..];
    }
    found
}

/// The numbers that start where a text does: its digits, alone and with each group of three that follows.
fn readings(text: &str, found: &mut BTreeSet<i128>) {
    let mut end = digits(text);
    let mut whole = text[..end].to_owned();
    loop {
        let Ok(number) = whole.parse::<i64>() else { return };
        reading(i128::from(number) * 1000, &text[end..], found);
        let rest = &text[end..];
        let decimals = rest.strip_prefix([',', '.']).map_or("", |rest| &rest[..digits(rest)]);
        if (1..=3).contains(&decimals.len()) {
            let fraction: i128 = format!("{decimals:0<3}").parse().unwrap_or_default();
            reading(i128::from(number) * 1000 + fraction, &rest[1 + decimals.len()..], found);
        }
        let Some(group) = rest.strip_prefix([' ', '.', ',']).filter(|rest| digits(rest) == 3) else {
            return;
        };
        whole.push_str(&group[..3]);
        end += 4;
    }
}

/// A number, and what it comes to with the unit that follows.
fn reading(number: i128, after: &str, found: &mut BTreeSet<i128>) {
    found.insert(number);
    let after = after.trim_start();
    if let Some((_, times)) = UNITS.iter().find(|(unit, _)| after.starts_with(unit)) {
        found.insert(number * times);
    }
}

/// How many digits a text starts with.
fn digits(text: &str) -> usize {
    text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_texts_write_them() {
        for (text, number) in [
            ("une enveloppe de 600m€ !", 600_000_000),
            ("amorcage 1,2 m €", 1_200_000),
            ("pres de 2 milliards d'euros", 2_000_000_000),
            ("8 238 documents", 8238),
            ("1 334 519 euros", 1_334_519),
            ("1.334.519", 1_334_519),
            ("les six prerequis", 6),
            ("de 45% a 54%", 54),
        ] {
            assert!(numbers(text).contains(&(number * 1000)), "{text}");
        }
        assert!(numbers("13,5 %").contains(&13_500));
        assert!(numbers("1 200 000").contains(&1_200_000_000));
        assert!(numbers("99999999999999999999999").is_empty());
    }
}
