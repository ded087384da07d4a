use std::sync::Arc;

/// Who runs the service, as the legal notice names them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Operator(Arc<OperatorNames>);

/// What is known of who runs the service.
#[derive(Clone, Debug, Default)]
pub struct OperatorNames {
    /// Who publishes it: a name, an address, a telephone number.
    pub name: Option<String>,
    /// Who answers for what it publishes.
    pub director: Option<String>,
    /// Who hosts it: a name and an address.
    pub host: Option<String>,
    /// Where people write: `mailto:` and an address, or the address of a form.
    pub contact: Option<String>,
}

impl Operator {
    /// The operator of these names.
    pub fn new(names: OperatorNames) -> Self {
        Self(Arc::new(names))
    }

    /// What is known of them.
    pub(crate) fn names(&self) -> &OperatorNames {
        &self.0
    }
}

/// Reads where people write: an email address, or the address of a form; none of anything else.
pub fn contact(text: &str) -> Option<String> {
    let text = text.trim();
    let is_one_word = !text.is_empty() && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    let email = text.strip_prefix("mailto:").unwrap_or(text);
    let is_email = email.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && domain.contains('.') && !email.contains(['?', '&', ':', '/', '<', '>', '"'])
    });
    match (is_one_word, text.starts_with("https://")) {
        (true, true) => Some(text.to_owned()),
        (true, false) if is_email => Some(format!("mailto:{email}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::contact;

    #[test]
    fn a_contact_is_an_email_address_or_a_form() {
        for (text, read) in [
            ("contact@exemple.fr", Some("mailto:contact@exemple.fr")),
            ("mailto:contact@exemple.fr", Some("mailto:contact@exemple.fr")),
            ("https://exemple.fr/contact", Some("https://exemple.fr/contact")),
            ("http://exemple.fr/contact", None),
            ("javascript:alert(1)", None),
            ("a b@exemple.fr", None),
            ("contact@exemple.fr?bcc=x@y.fr", None),
            ("", None),
        ] {
            assert_eq!(contact(text).as_deref(), read, "{text}");
        }
    }
}
