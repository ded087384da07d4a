use std::collections::{HashMap, HashSet};

use super::command::dataset_of;
use crate::{
    datasets::{Column, Dataset, Identity, registry},
    domain::{Origin, Result, RowError, RowErrorKind, Slug, Value, wording},
    publishing::{Entry, Expects, Publication, Withdrawal},
};

/// Names that addresses of every dataset have.
const RESERVED: [&str; 2] = ["groups", "import"];

/// What is wrong with the entries, each by itself and one beside another.
pub(in crate::publishing) fn problems(publication: &Publication) -> Result<Vec<RowError>> {
    let mut problems = Vec::new();
    let mut seen: HashMap<(&str, String), &Origin> = HashMap::new();
    for entry in &publication.entries {
        let dataset = dataset_of(entry)?;
        if dataset.derived {
            let message = wording!(
                "{} découle des autres jeux de données : il ne se publie pas par lui-même",
                "{} follows from the other datasets: it is not published by itself",
                dataset.name
            );
            problems.push(entry.problem("slug", message));
            continue;
        }
        if entry.given.is_some() && matches!(entry.expects, Expects::There | Expects::AsOf(_)) {
            // What it revises is not there: that is told when it is looked for.
            continue;
        }
        missing(entry, &dataset.columns, &entry.values, "", &mut problems);
        for (part, items) in dataset.parts.iter().zip(&entry.parts) {
            for (at, item) in items.iter().enumerate() {
                let prefix = format!("{}[{at}].", part.name);
                missing(entry, &part.columns, item, &prefix, &mut problems);
                periods(entry, &part.columns, item, &prefix, &mut problems);
            }
        }
        let key = match dataset.identity {
            Identity::Record => {
                named(dataset, entry, &mut problems);
                entry.slug.clone()
            }
            Identity::Series => {
                observed(entry, &mut problems)?;
                let identity = crate::publishing::series::identity(entry)?;
                if let Err(error) = Slug::parse(&identity) {
                    problems.push(entry.problem("category", error.wording()));
                }
                identity
            }
        };
        if let Some(first) = seen.insert((entry.dataset, key.clone()), &entry.origin) {
            let message = wording!(
                "{key} figure déjà à la ligne {}",
                "{key} stands already on line {}",
                first.line.unwrap_or_default()
            );
            problems.push(entry.problem("slug", message));
        }
        ranges(entry, &mut problems)?;
        addresses(entry, &mut problems)?;
    }
    problems.extend(withdrawals(publication, &seen));
    Ok(problems)
}

/// What is wrong with the withdrawals of a publication, whose entries are those seen.
fn withdrawals(publication: &Publication, seen: &HashMap<(&str, String), &Origin>) -> Vec<RowError> {
    let mut problems = Vec::new();
    let mut withdrawn: HashSet<(&str, &str)> = HashSet::new();
    for withdrawal in &publication.withdrawals {
        let Withdrawal { dataset, slug, .. } = withdrawal;
        if registry().find(dataset).is_some_and(|dataset| dataset.derived) {
            let message = wording!(
                "{dataset} découle des autres jeux de données : il ne se retire pas par lui-même",
                "{dataset} follows from the other datasets: it is not withdrawn by itself"
            );
            problems.push(withdrawal.problem(RowErrorKind::BadInput, message));
        }
        if let Err(error) = Slug::parse(slug) {
            problems.push(withdrawal.problem(RowErrorKind::BadInput, error.wording()));
        }
        if seen.contains_key(&(*dataset, slug.clone())) || !withdrawn.insert((dataset, slug)) {
            let message = wording!(
                "{dataset} « {slug} » est retiré deux fois, ou publié et retiré à la fois",
                "{dataset} \"{slug}\" is withdrawn twice, or published and withdrawn at once"
            );
            problems.push(withdrawal.problem(RowErrorKind::BadInput, message));
        }
    }
    problems
}

fn missing(entry: &Entry, columns: &[Column], values: &[Value], prefix: &str, problems: &mut Vec<RowError>) {
    for (column, value) in columns.iter().zip(values) {
        if column.required && value.is_null() {
            let name = format!("{prefix}{}", column.name);
            problems.push(entry.problem(name, wording!("une valeur est nécessaire", "a value is needed")));
        }
    }
}

/// A phase cannot end before it starts.
fn periods(entry: &Entry, columns: &[Column], values: &[Value], prefix: &str, problems: &mut Vec<RowError>) {
    let date = |name| {
        let place = crate::datasets::model::declaration::place(columns, name)?;
        match &values[place] {
            Value::Date(date) => Some(date),
            _ => None,
        }
    };
    if let (Some(start), Some(end)) = (date("starts_on"), date("ends_on"))
        && let (Some(start), Some(end)) = (start.earliest(), end.latest())
        && start > end
    {
        let message = wording!("elle finit avant de commencer", "it ends before it starts");
        problems.push(entry.problem(format!("{prefix}ends_on"), message));
    }
}

/// A record has a name, and a source: nothing is published without one.
fn named(dataset: &Dataset, entry: &Entry, problems: &mut Vec<RowError>) {
    match Slug::parse(&entry.slug) {
        Err(error) => problems.push(entry.problem("slug", error.wording())),
        Ok(_) if RESERVED.contains(&entry.slug.as_str()) => {
            let message = wording!("ce nom est celui d'une adresse", "this is the name of an address");
            problems.push(entry.problem("slug", message));
        }
        Ok(_) if entry.slug.contains('.') => {
            problems.push(entry.problem(
                "slug",
                wording!(
                    "seul le slug d'une observation a un point",
                    "only an observation's slug has a dot"
                ),
            ));
        }
        Ok(_) => {}
    }
    let known = |field: &str| {
        dataset.columns.iter().any(|column| column.name == field) || dataset.parts.iter().any(|part| part.name == field)
    };
    for field in entry.citations.iter().filter_map(|citation| citation.field.as_deref()) {
        if !known(field) {
            problems.push(entry.problem(
                "source_field",
                wording!(
                    "{} n'a pas de champ « {field} »",
                    "{} has no field \"{field}\"",
                    dataset.name
                ),
            ));
        }
    }
    if entry.citations.is_empty() {
        problems.push(entry.problem(
            "source_document",
            wording!("un fait a besoin de sa source", "a fact needs its source"),
        ));
    }
}

/// A value is there, or the reason why it is missing: never both, never neither.
fn observed(entry: &Entry, problems: &mut Vec<RowError>) -> Result<()> {
    let value = entry.value("value")?.is_null();
    let reason = entry.value("missing_reason")?.is_null();
    if value == reason {
        let message = if value {
            wording!(
                "une valeur qui manque a besoin de sa raison",
                "a missing value needs its reason"
            )
        } else {
            wording!(
                "une valeur qui est là ne manque pas",
                "a value that is there is not missing"
            )
        };
        problems.push(entry.problem("missing_reason", message));
    }
    if value != entry.value("qualifier")?.is_null() {
        let message = wording!(
            "une valeur qui est là a une précision, une valeur qui manque n'en a pas",
            "a value that is there has a qualifier, a missing one has none"
        );
        problems.push(entry.problem("qualifier", message));
    }
    if let Value::Date(period) = entry.value("period")?
        && period.edtf().contains('T')
    {
        problems.push(entry.problem(
            "period",
            wording!(
                "une période est faite de jours entiers",
                "a period is made of whole days"
            ),
        ));
    }
    Ok(())
}

/// Addresses are of the Web, since pages make links of them; a contact may be written otherwise, without being a program.
fn addresses(entry: &Entry, problems: &mut Vec<RowError>) -> Result<()> {
    for (column, value) in dataset_of(entry)?.columns.iter().zip(&entry.values) {
        let Value::Text(text) = value else {
            continue;
        };
        let message = match (entry.dataset, column.name) {
            (_, "address") if !is_of_the_web(text) => wording!(
                "une adresse est http:// ou https://, sans espace ni saut de ligne",
                "an address is http:// or https://, without spaces or line breaks"
            ),
            ("contacts", "value") if !is_a_contact(text) => wording!(
                "un contact est une adresse du Web, une adresse électronique ou un téléphone, sur une ligne",
                "a contact is an address of the Web, an e-mail address or a telephone number, on one line"
            ),
            _ => continue,
        };
        problems.push(entry.problem(column.name, message));
    }
    Ok(())
}

fn is_of_the_web(text: &str) -> bool {
    let is_plain = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    let url = url::Url::parse(text).ok().filter(|_| is_plain);
    url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn is_a_contact(text: &str) -> bool {
    let scheme = url::Url::parse(text.trim()).map(|url| url.scheme().to_owned());
    let runs = scheme.is_ok_and(|scheme| !matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"));
    !runs && !text.chars().any(char::is_control)
}

/// Rates are percentages; amounts are not negative.
fn ranges(entry: &Entry, problems: &mut Vec<RowError>) -> Result<()> {
    for (column, value) in dataset_of(entry)?.columns.iter().zip(&entry.values) {
        match value {
            Value::Decimal(rate) if column.name == "rate" && !(0..=100_000).contains(&rate.thousandths()) => {
                problems.push(entry.problem(
                    column.name,
                    wording!("un taux est compris entre 0 et 100", "a rate is between 0 and 100"),
                ));
            }
            Value::Euros(amount) if amount.cents() < 0 => {
                problems.push(entry.problem(
                    column.name,
                    wording!("un montant n'est pas négatif", "an amount is not negative"),
                ));
            }
            _ => {}
        }
    }
    Ok(())
}
