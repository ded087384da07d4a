use super::declaration::Column;
use crate::{datasets::Kind, domain::Language};

/// Decisions about an envelope, as their codes and in both languages.
const DECISIONS: [(&str, [&str; 2]); 2] = [
    ("first", ["première décision", "first decision"]),
    ("revised", ["décision révisée", "revised decision"]),
];

/// Words that codes write without their accents and capitals.
const WORDS: [(&str, &str); 8] = [
    ("amorcage", "amorçage"),
    ("generalisation", "généralisation"),
    ("dui", "DUI"),
    ("fmespp", "FMESPP"),
    ("hopital", "hôpital"),
    ("multiregional", "multirégional"),
    ("regional", "régional"),
    ("segur", "Ségur"),
];

/// Whether the texts of a column are codes: of the parts and the phases of a programme, and of decisions.
pub fn is_code(column: &Column) -> bool {
    matches!(column.kind, Kind::Text) && matches!(column.name, "part" | "phase" | "decision")
}

/// A code as people write it: `amorçage temps 1`.
pub fn code_in_words(code: &str, language: Language) -> String {
    if let Some((_, [french, english])) = DECISIONS.iter().find(|(known, _)| *known == code) {
        return language.say(french, english).to_owned();
    }
    let words = code.split('-').map(|word| {
        let known = WORDS.iter().find(|(known, _)| *known == word);
        known.map_or(word, |(_, written)| written)
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_as_words() {
        for (code, french, english) in [
            ("amorcage-temps-1", "amorçage temps 1", "amorçage temps 1"),
            ("volet-1", "volet 1", "volet 1"),
            ("revised", "décision révisée", "revised decision"),
            ("dui-vague-2", "DUI vague 2", "DUI vague 2"),
        ] {
            assert_eq!(code_in_words(code, Language::French), french);
            assert_eq!(code_in_words(code, Language::English), english);
        }
    }
}
