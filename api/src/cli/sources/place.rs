/// Where a citation says that a fact was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The lines of the text, each range with its ends; counted from 1.
    pub(super) lines: Vec<(usize, usize)>,
}

impl Place {
    /// A place as citations write it: `ligne 143, Moyens`; `lignes 309 à 315, 6. L'accompagnement`; `lignes 42 à 47, 95 et 132`; a heading alone.
    pub(super) fn parse(locator: &str) -> Self {
        let locator = locator.trim();
        let lines = if let Some(rest) = locator.strip_prefix("lignes ") {
            ranges(rest)
        } else {
            let line = locator.strip_prefix("ligne ").and_then(range);
            line.map(|(line, _)| line).into_iter().collect()
        };
        Self { lines }
    }
}

/// Ranges, as far as they go. What follows a comma is a range only where `et` ends the list: `lignes 309 à 315, 3 documents`.
fn ranges(text: &str) -> Vec<(usize, usize)> {
    let Some((first, mut rest)) = range(text) else {
        return Vec::new();
    };
    let mut all = vec![first];
    while let Some((next, after)) = rest.strip_prefix(", ").and_then(range) {
        all.push(next);
        rest = after;
    }
    match rest.strip_prefix(" et ").and_then(range) {
        Some((last, _)) => {
            all.push(last);
            all
        }
        None => vec![first],
    }
}

/// `12`, or `12 à 15`, and the rest of the text. A number with a point is a heading's.
fn range(text: &str) -> Option<((usize, usize), &str)> {
    let (start, rest) = number(text)?;
    match rest.strip_prefix(" à ").and_then(number) {
        Some((end, rest)) if end >= start => Some(((start, end), rest)),
        _ => Some(((start, start), rest)),
    }
}

fn number(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let is_heading = rest.starts_with('.');
    digits.parse().ok().filter(|_| !is_heading).map(|number| (number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_citations_write_them() {
        for (locator, lines) in [
            ("ligne 143, Moyens", vec![(143, 143)]),
            ("ligne 511", vec![(511, 511)]),
            ("ligne 355, 3 documents", vec![(355, 355)]),
            ("ligne 264, 4. Pro Santé Connect", vec![(264, 264)]),
            ("lignes 309 à 315, 6. L'appui", vec![(309, 315)]),
            ("lignes 309 à 315, 3 documents", vec![(309, 315)]),
            ("lignes 417 et 419, 7.6", vec![(417, 417), (419, 419)]),
            ("lignes 42 à 47, 95 et 132", vec![(42, 47), (95, 95), (132, 132)]),
            ("(document entier)", vec![]),
            ("ligne", vec![]),
        ] {
            let place = Place::parse(locator);
            assert_eq!(place.lines, lines, "{locator}");
        }
    }
}
