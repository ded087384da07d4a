use std::borrow::Cow;

/// A document in the syntax that every parser reads: descriptions of operations, fragments and variables become spaces, and escapes of code points
/// beyond four digits become letters (both are of the specification of September 2025). Commas, which mean nothing, become spaces: apollo-compiler takes one
/// between an alias and its colon for something. Lines stay where they are.
pub(super) fn plain_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['"', '!', '[', ',']) {
        return Cow::Borrowed(text);
    }
    let tokens = tokens(text);
    let mut out = String::with_capacity(text.len());
    let (mut braces, mut parentheses, mut inside) = (0_i32, 0_i32, 0_i32);
    let mut end = 0;
    // Spaces that come after a type, instead of inside it.
    let mut pending = String::new();
    let significant: Vec<&Token<'_>> = tokens.iter().filter(|token| token.kind != Kind::Comment).collect();
    for (at, token) in significant.iter().enumerate() {
        let gap = blanked(&text[end..token.start]);
        end = token.start + token.text.len();
        let before = at.checked_sub(1).map(|at| significant[at].text);
        // async-graphql's parser wants a type in one piece: `[ Int ! ]` is `[Int!]`.
        if matches!(token.text, "!" | "]") || before == Some("[") && token.kind == Kind::Word {
            out.push_str(token.text);
            pending.push_str(&gap);
            inside -= i32::from(token.text == "]");
            continue;
        }
        out.push_str(&std::mem::take(&mut pending));
        out.push_str(&gap);
        let after = significant.get(at + 1).map(|token| token.text);
        if token.kind == Kind::String {
            let of_definition = braces == 0 && parentheses == 0 && after.is_some_and(|word| DEFINED.contains(&word));
            // A default value follows a sign.
            let of_variable = braces == 0
                && parentheses == 1
                && inside == 0
                && before != Some("=")
                && after.is_some_and(|word| word.starts_with('$'));
            if of_definition || of_variable {
                out.extend(
                    token
                        .text
                        .chars()
                        .map(|letter| if letter == '\n' || letter == '\r' { letter } else { ' ' }),
                );
            } else {
                out.push_str(&unescaped(token.text));
            }
            continue;
        }
        match token.text {
            "{" if parentheses > 0 => inside += 1,
            "}" if parentheses > 0 => inside -= 1,
            "[" => inside += 1,
            "{" => braces += 1,
            "}" => braces -= 1,
            "(" => parentheses += 1,
            ")" => parentheses -= 1,
            _ => {}
        }
        out.push_str(token.text);
    }
    out.push_str(&pending);
    out.push_str(&blanked(&text[end..]));
    Cow::Owned(out)
}

/// What is between two tokens, with spaces for comments and commas.
fn blanked(gap: &str) -> Cow<'_, str> {
    if !gap.contains(['#', ',']) {
        return Cow::Borrowed(gap);
    }
    let mut in_comment = false;
    let letters = gap.chars().map(|letter| {
        in_comment = letter == '#' || in_comment && !matches!(letter, '\n' | '\r');
        if in_comment || letter == ',' { ' ' } else { letter }
    });
    Cow::Owned(letters.collect())
}

/// The words that start what may be described.
const DEFINED: [&str; 4] = ["query", "mutation", "subscription", "fragment"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    String,
    Comment,
    Sign,
}

struct Token<'a> {
    start: usize,
    text: &'a str,
    kind: Kind,
}

/// The tokens of a document, as far as they matter here; spaces and commas are between them.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(letter) = text[start..].chars().next() {
        let rest = &text[start..];
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let (length, kind) = match letter {
            ' ' | '\t' | '\n' | '\r' | ',' | '\u{feff}' => {
                start += letter.len_utf8();
                continue;
            }
            '#' => (rest.find(['\n', '\r']).unwrap_or(rest.len()), Kind::Comment),
            '"' => (string_length(rest), Kind::String),
            '$' | '@' => (
                1 + rest[1..].find(|letter| !is_word(letter)).unwrap_or(rest.len() - 1),
                Kind::Word,
            ),
            letter if is_word(letter) => (rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()), Kind::Word),
            letter => (letter.len_utf8(), Kind::Sign),
        };
        tokens.push(Token {
            start,
            text: &rest[..length],
            kind,
        });
        start += length;
    }
    tokens
}

/// The length of the string that a text starts with; all that is left where it is not closed.
fn string_length(text: &str) -> usize {
    let (open, is_block) = if text.starts_with("\"\"\"") {
        (3, true)
    } else {
        (1, false)
    };
    let bytes = text.as_bytes();
    let mut at = open;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if is_block && text[at..].starts_with("\\\"\"\"") => at += 4,
            b'\\' if !is_block => at += 2,
            b'"' if !is_block => return at + 1,
            b'"' if text[at..].starts_with("\"\"\"") => return at + 3,
            b'\n' | b'\r' if !is_block => return at,
            _ => at += 1,
        }
    }
    text.len()
}

/// A string whose escapes are those of four digits: others, and pairs of surrogates, become the letters that they stand for.
fn unescaped(string: &str) -> Cow<'_, str> {
    if string.starts_with("\"\"\"") || !string.contains("\\u") {
        return Cow::Borrowed(string);
    }
    let mut out = String::with_capacity(string.len());
    let mut rest = string;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((letter, length)) = wide(rest).or_else(|| pair(rest)) else {
            let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        };
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if u32::from(letter) < 0x20 => out.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => out.push(letter),
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// `\u{1F680}`: its letter, and how long it is written.
fn wide(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("\\u{")?;
    let end = digits.find('}')?;
    let number = u32::from_str_radix(&digits[..end], 16).ok()?;
    Some((char::from_u32(number)?, end + 4))
}

/// `\uD83D\uDE80`: the letter of the pair.
fn pair(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (high, low) = (unit(text)?, unit(text.get(6..)?)?);
    let letter = char::decode_utf16([high, low]).next()?.ok()?;
    (u32::from(letter) > 0xffff).then_some((letter, 12))
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn types_are_written_in_one_piece() {
        let plain = plain_text("query ($a: [ Int ! ] !, $b: [ [ I ] ]) { c(d: [ 1, 2 ]) }");
        let pieces: String = plain.split_whitespace().collect();
        assert_eq!(pieces, "query($a:[Int!]!$b:[[I]]){c(d:[12])}");
        assert!(plain.contains("[Int!]!"), "{plain}");
    }

    #[test]
    fn what_is_new_in_the_language_is_written_as_before() {
        for (text, plain) in [
            ("{ a }", "{ a }"),
            ("\"é\" query Q { a }", "    query Q { a }"),
            (
                "\"\"\"x\ny\"\"\"\nfragment F on A { a }",
                "    \n    \nfragment F on A { a }",
            ),
            (
                "query (\"of it\" $a: Int, \"b\" $b: S = \"d\" $c: I) { a(x: \"q\") }",
                "query (        $a: Int      $b: S = \"d\" $c: I) { a(x: \"q\") }",
            ),
            (
                "query ($a: [S] = [\"d\"] $b: I) { a }",
                "query ($a: [S] = [\"d\"] $b: I) { a }",
            ),
            (
                "{ a(x: \"\\u{1F680}\\uD83D\\uDE80\\u00e9\\n\") }",
                "{ a(x: \"🚀🚀\\u00e9\\n\") }",
            ),
            ("{ a(x: \"\\u{22}\\\\u{22}\") }", "{ a(x: \"\\\"\\\\u{22}\") }"),
            (
                "{ a(x: \"query\") # \"b\" query\n }",
                "{ a(x: \"query\")            \n }",
            ),
            ("{ b , : a, c }", "{ b   : a  c }"),
            ("{ a(x: \"1, 2\") }", "{ a(x: \"1, 2\") }"),
            ("{ a(x: \"\\", "{ a(x: \"\\"),
            ("\"a\" { b }", "\"a\" { b }"),
        ] {
            assert_eq!(plain_text(text), plain, "{text}");
        }
    }
}
