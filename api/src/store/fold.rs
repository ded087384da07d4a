use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text without case, accents or ligatures, with plain apostrophes: what `énergie`, `Energie` and `ENERGIE` have in common.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            '\u{2019}' | '\u{2018}' => folded.push('\''),
            '\u{a0}' | '\u{202f}' => folded.push(' '),
            letter => folded.extend(letter.to_lowercase()),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_and_ligatures_fold_away() {
        assert_eq!(fold("Île-de-France"), "ile-de-france");
        assert_eq!(fold("Cœur d’Établissement"), "coeur d'etablissement");
        assert_eq!(fold("e\u{301}nergie"), fold("énergie"));
    }
}
