use super::Language;

/// A decimal number, written with a point, as a language writes it: `1 210 399,5`, `1,210,399.5`.
pub fn numeral(number: &str, language: Language) -> String {
    let (separator, mark) = match language {
        Language::French => ("\u{202f}", ','),
        Language::English => (",", '.'),
    };
    let (sign, number) = match number.strip_prefix('-') {
        Some(number) => ("\u{2212}", number),
        None => ("", number),
    };
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let mut text = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push_str(separator);
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push(mark);
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_each_language_does() {
        assert_eq!(numeral("1210399.5", Language::French), "1\u{202f}210\u{202f}399,5");
        assert_eq!(numeral("1210399.5", Language::English), "1,210,399.5");
        assert_eq!(numeral("-999", Language::French), "\u{2212}999");
        assert_eq!(numeral("0.25", Language::English), "0.25");
    }
}
