use super::row_warning::RowWarning;
use crate::{
    datasets::{model::parse::brief, registry},
    domain::{Result, Value, wording},
    publishing::Publication,
};

/// A text holds a line that looks like a row of a file.
pub(super) const HOLDS_ROWS: &str = "holds_rows";

/// Texts of several lines of which one looks like a row of a file: two stray quotes make one cell of what stands between them.
pub(super) fn warnings(publication: &Publication) -> Result<Vec<RowWarning>> {
    let mut warnings = Vec::new();
    for entry in &publication.entries {
        let dataset = registry().target(entry.dataset)?;
        for (column, value) in dataset.columns.iter().zip(&entry.values) {
            let Value::Text(text) = value else { continue };
            if text.lines().count() < 2 {
                continue;
            }
            if let Some(line) = text.lines().find(|line| looks_like_a_row(line)) {
                let start = brief(line);
                let message = wording!(
                    "ce texte contient une ligne qui ressemble à une ligne de fichier (« {start} ») : dans un fichier CSV, un guillemet de trop en cache peut-être une",
                    "this text holds a line that looks like a row of a file (\"{start}\"): in a CSV file, a stray quote may hide one"
                );
                warnings.push(RowWarning::new(entry, HOLDS_ROWS, column.name, message));
            }
        }
    }
    Ok(warnings)
}

/// Whether a line has marks between cells as files have them, and prose does not: without a space beside them.
fn looks_like_a_row(line: &str) -> bool {
    let letters: Vec<char> = line.trim().chars().collect();
    let count = |mark: char| {
        let beside = |at: usize, is: fn(char) -> bool| {
            let before = at.checked_sub(1).and_then(|at| letters.get(at));
            [before, letters.get(at + 1)].map(|letter| letter.is_some_and(|letter| is(*letter)))
        };
        let is_mark = |at: &usize| {
            let is_spaced = beside(*at, char::is_whitespace).contains(&true);
            let is_decimal = mark == ',' && beside(*at, |letter| letter.is_ascii_digit()) == [true, true];
            letters[*at] == mark && (mark == '\t' || !is_spaced && !is_decimal)
        };
        (0..letters.len()).filter(is_mark).count()
    };
    count(';') >= 2 || count('\t') >= 2 || count(',') >= 4
}

#[cfg(test)]
mod tests {
    use super::looks_like_a_row;

    #[test]
    fn rows_are_told_from_prose() {
        for row in ["a;b;c", "bretagne;Essai;2026-01;1;final", "a\tb\tc", "slug,1,,final,x"] {
            assert!(looks_like_a_row(row), "{row}");
        }
        for prose in [
            "Trois régions ; deux ARS ; un GRADeS",
            "48,9 % puis 51,1 %",
            "12,5 % en 2021, 13,2 % en 2022, 14,1 % en 2023, 15,8 % en 2024",
            "\t\tune liste",
            "a, b, c, d, e, f",
            "",
            "Décret no 2022-1, article 3 ; voir aussi l'annexe",
        ] {
            assert!(!looks_like_a_row(prose), "{prose}");
        }
    }
}
