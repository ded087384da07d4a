use askama::Template;
use axum::{
    extract::{FromRef, State},
    routing::get,
};

use super::{
    context::{Context, Layout},
    html::html,
};
use crate::{
    domain::Language,
    web::{
        operator::{Operator, OperatorNames},
        query::{QueryText, none},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The addresses of what readers may know of the service itself.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
    Operator: FromRef<S>,
{
    let page = RoutePolicy::PAGE;
    Routes::new()
        .route("/legal", page, get(get_legal))
        .route("/accessibility", page, get(get_accessibility))
        .route("/privacy", page, get(get_privacy))
        .route("/report", page, get(get_report))
}

#[derive(Template)]
#[template(path = "legal.html")]
struct LegalPage<'a> {
    page: Layout,
    operator: &'a OperatorNames,
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage<'a> {
    page: Layout,
    operator: &'a OperatorNames,
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage<'a> {
    page: Layout,
    operator: &'a OperatorNames,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    page: Layout,
    operator: &'a OperatorNames,
    /// The whole address of what is wrong, as it was.
    about: Option<String>,
    /// The letter to the operator, begun.
    letter: Option<String>,
}

async fn get_legal(context: Context, State(operator): State<Operator>, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let (title, description) = match context.language {
        Language::French => (
            "Mentions légales",
            "Qui publie ce service, qui l'héberge, et sous quelles licences.",
        ),
        Language::English => (
            "Legal notice",
            "Who publishes this service, who hosts it, and under which licences.",
        ),
    };
    Ok(html(&LegalPage {
        page: context.described(title, description),
        operator: operator.names(),
    })?)
}

async fn get_accessibility(
    context: Context,
    State(operator): State<Operator>,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    let (title, description) = match context.language {
        Language::French => (
            "Déclaration d'accessibilité",
            "Ce qui est vérifié, ce qui ne l'est pas, et à qui l'écrire.",
        ),
        Language::English => (
            "Accessibility statement",
            "What is checked, what is not, and whom to write to.",
        ),
    };
    Ok(html(&AccessibilityPage {
        page: context.described(title, description),
        operator: operator.names(),
    })?)
}

async fn get_privacy(context: Context, State(operator): State<Operator>, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let (title, description) = match context.language {
        Language::French => (
            "Données personnelles",
            "Ce que ce service sait de ses lecteurs : presque rien, et pour peu de temps.",
        ),
        Language::English => (
            "Personal data",
            "What this service knows of its readers: almost nothing, and for a short time.",
        ),
    };
    Ok(html(&PrivacyPage {
        page: context.described(title, description),
        operator: operator.names(),
    })?)
}

async fn get_report(context: Context, State(operator): State<Operator>, QueryText(query): QueryText) -> Responded {
    let about = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "about")
        .map(|(_, address)| address.into_owned())
        // An address of this site, and of no other.
        .filter(|address| address.starts_with('/') && !address.starts_with("//") && address.len() < 2_000);
    let (title, description) = match context.language {
        Language::French => (
            "Signaler une erreur",
            "Dire ce qui est faux, avec l'adresse où cela se lit.",
        ),
        Language::English => (
            "Report an error",
            "Say what is wrong, with the address where it is read.",
        ),
    };
    let page = context.described(title, description);
    let about = about.map(|address| context.whole(&address));
    let names = operator.names();
    let letter = names
        .contact
        .as_deref()
        .filter(|contact| contact.starts_with("mailto:"));
    let letter = letter.map(|contact| {
        let subject = page.say("Ségur Ouvert : une erreur", "Ségur Ouvert: an error");
        let text = format!(
            "{}\n\n{}\n",
            about.as_deref().unwrap_or_default(),
            page.say(
                "Ce qui est faux, et d'après quelle source :",
                "What is wrong, and according to which source:"
            )
        );
        format!("{contact}?subject={}&body={}", encoded(subject), encoded(&text))
    });
    Ok(html(&ReportPage {
        operator: names,
        about,
        letter,
        page,
    })?)
}

/// A text in the address of a letter (RFC 6068).
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(byte.into()),
            b'\n' => out.push_str("%0D%0A"),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
