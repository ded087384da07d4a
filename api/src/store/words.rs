use rust_stemmers::{Algorithm, Stemmer};

use super::fold;

/// Stop words.
const EMPTY: [&str; 41] = [
    "a", "au", "aux", "avec", "c", "ce", "ces", "d", "dans", "de", "des", "du", "elle", "en", "et", "il", "ils", "j",
    "l", "la", "le", "les", "leur", "m", "n", "ne", "on", "ou", "par", "pas", "pour", "qu", "que", "qui", "s", "se",
    "son", "sur", "un", "une", "y",
];

/// Words that the field uses for one another: a query by one finds the others.
const SYNONYMS: [&[&str]; 8] = [
    &["objectif", "cible"],
    &["logiciel", "solution"],
    &["éditeur", "fournisseur", "industriel"],
    &["calendrier", "échéance", "jalon"],
    &["enveloppe", "budget", "dotation"],
    &["officine", "pharmacie"],
    &["laboratoire", "biologie"],
    &["hôpital", "hospitalier"],
];

/// The most words that a query may have.
pub const MOST: usize = 20;

/// A French text as the words by which it is found, separated by spaces: without case or accents, without inflection.
pub fn indexed(text: &str) -> String {
    let stemmer = Stemmer::create(Algorithm::French);
    let text = with_whole_numbers(text);
    // Repetitions and their order stay: they count in the engines' ranks.
    let forms = words(&text).flat_map(|word| forms(&stemmer, word));
    forms.collect::<Vec<_>>().join(" ")
}

/// The words of a query, each in the forms of which one must be found; empty words count only where there are no others.
pub fn wanted(text: &str) -> Vec<Vec<String>> {
    let stemmer = Stemmer::create(Algorithm::French);
    let all: Vec<String> = words(&with_whole_numbers(text)).map(str::to_lowercase).collect();
    let full: Vec<&String> = all
        .iter()
        .filter(|word| !EMPTY.contains(&fold(word).as_str()))
        .collect();
    let kept = if full.is_empty() { all.iter().collect() } else { full };
    let kept = kept.into_iter().map(|word| match forms(&stemmer, word) {
        // A word that folds away is still looked for: it is not the same query without it.
        none if none.is_empty() => vec![word.clone()],
        forms => with_synonyms(&stemmer, forms),
    });
    kept.collect()
}

/// A text in pieces, each with whether it is one of the words that a query wants, in whatever form.
pub fn marked<'a>(text: &'a str, wanted: &[Vec<String>]) -> Vec<(&'a str, bool)> {
    let stemmer = Stemmer::create(Algorithm::French);
    let is_wanted = |word: &str| {
        let own = forms(&stemmer, word);
        wanted.iter().flatten().any(|form| own.contains(form))
    };
    let mut pieces = Vec::new();
    let mut rest = text;
    for word in words(text) {
        let Some((before, after)) = rest.split_once(word) else {
            continue;
        };
        pieces.push((before, false));
        pieces.push((word, is_wanted(word)));
        rest = after;
    }
    pieces.push((rest, false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

/// The forms of a word, and those of the words that the field uses for it.
fn with_synonyms(stemmer: &Stemmer, mut own: Vec<String>) -> Vec<String> {
    for group in SYNONYMS {
        let all: Vec<String> = group.iter().flat_map(|word| forms(stemmer, word)).collect();
        if all.iter().any(|form| own.contains(form)) {
            own.extend(all);
        }
    }
    own.sort();
    own.dedup();
    own
}

/// The text with the digits of its numbers together: `5 350` is one number, however its thousands are spaced.
fn with_whole_numbers(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut whole = String::with_capacity(text.len());
    for (at, letter) in letters.iter().enumerate() {
        let spaces = matches!(letter, ' ' | '\u{a0}' | '\u{202f}');
        let before = at.checked_sub(1).is_some_and(is_digit);
        let group = (1..=3).all(|next| is_digit(at + next)) && !is_digit(at + 4);
        if !(spaces && before && group) {
            whole.push(*letter);
        }
    }
    whole
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '\u{301}')
        .filter(|word| !word.is_empty())
}

/// A word without inflection, as it stems with its accents and without: so that it is found however it is written.
fn forms(stemmer: &Stemmer, word: &str) -> Vec<String> {
    let lower = word.to_lowercase();
    let folded = fold(&lower);
    let mut forms: Vec<String> = [stemmer.stem(&folded).into_owned(), fold(&stemmer.stem(&lower))]
        .map(|form| form.chars().filter(|letter| letter.is_alphanumeric()).collect())
        .into();
    forms.dedup();
    forms.retain(|form| !form.is_empty());
    forms
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether a query finds a text.
    fn finds(query: &str, text: &str) -> bool {
        let known = indexed(text);
        let known: Vec<&str> = known.split(' ').collect();
        let wanted = wanted(query);
        !wanted.is_empty()
            && wanted
                .iter()
                .all(|forms| forms.iter().any(|form| known.contains(&form.as_str())))
    }

    #[test]
    fn accents_case_plural_and_simple_inflection_do_not_matter() {
        for (query, text) in [
            ("energie", "l'Énergie"),
            ("énergie", "ENERGIE"),
            ("etablissement de sante", "Établissements de santé"),
            ("laboratoires", "Laboratoire de ville"),
            ("logiciel référencé", "logiciels référencés par l'ANS"),
            ("documents", "document"),
            ("régionale", "régionaux"),
            ("ESMS", "esms numérique"),
            ("le", "le"),
            ("5 350", "jusqu'à 5\u{202f}350 € de revenus"),
            ("5350", "jusqu'à 5 350 €"),
            ("1 210 399", "1210399.00"),
            ("objectif de documents", "Cibles : documents par an"),
            ("cible", "les objectifs"),
            ("pharmacies", "Officine"),
        ] {
            assert!(
                finds(query, text),
                "{query} in {text}: {:?} in {}",
                wanted(query),
                indexed(text)
            );
        }
        for (query, text) in [
            ("xyzzy", "santé"),
            ("officine", "hôpital"),
            ("", "hôpital"),
            ("?!", "hôpital"),
        ] {
            assert!(!finds(query, text), "{query} in {text}");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_without_a_form(text in "\\PC{1,40}") {
            prop_assert!(wanted(&text).iter().all(|forms| !forms.is_empty() && forms.iter().all(|form| !form.contains(['"', '\'', ' ']))));
        }

        #[test]
        fn every_text_finds_itself(text in "[a-zA-Zéèêàçœî' ]{1,60}") {
            prop_assume!(words(&text).count() > 0 && words(&text).count() <= MOST);
            prop_assert!(finds(&text, &text));
        }
    }

    #[test]
    fn found_words_are_marked_in_whatever_form() {
        let found: Vec<&str> = marked("Les cibles d'usage, l'objectif", &wanted("objectifs"))
            .into_iter()
            .filter_map(|(piece, is_found)| is_found.then_some(piece))
            .collect();
        assert_eq!(found, ["cibles", "objectif"]);
        let whole: String = marked("a, b ; c", &wanted("b"))
            .iter()
            .map(|(piece, _)| *piece)
            .collect();
        assert_eq!(whole, "a, b ; c");
    }
}
