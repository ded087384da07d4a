use crate::{
    calculators::{Calculator, Figures, Line, Outcome, Remark},
    domain::{Decimal, Result, numeral},
    pages::{cell::percent, context::Layout, rows::Link},
    store::Snapshot,
};

/// What a calculator comes to, in words.
pub(super) struct Answer {
    /// What it comes to: an amount, or whether the case is refused.
    pub(super) headline: String,
    pub(super) refusals: Vec<LinkedRemark>,
    pub(super) lines: Vec<Payment>,
    pub(super) remarks: Vec<LinkedRemark>,
    pub(super) alternatives: Vec<(String, String)>,
    pub(super) records: Vec<Link>,
}

/// A remark, and the record that it follows from.
pub(super) struct LinkedRemark {
    pub(super) text: String,
    pub(super) link: Option<Link>,
}

/// A payment.
pub(super) struct Payment {
    pub(super) label: String,
    pub(super) quantity: String,
    pub(super) unit_amount: String,
    pub(super) rate: String,
    pub(super) amount: String,
    pub(super) conditions: Vec<String>,
}

/// Works out a case.
///
/// # Errors
/// `BadInput` for inputs that are refused.
pub(super) async fn work_out(
    page: &Layout,
    snapshot: &Snapshot,
    calculator: &Calculator,
    given: &[(String, String)],
) -> Result<Answer> {
    let inputs = calculator.read(given)?;
    let figures = Figures::read(snapshot, calculator.programme, calculator.datasets).await?;
    let outcome = calculator.work_out(&inputs, &figures)?;
    let records: Vec<Link> = outcome.used.iter().map(|used| link(page, &figures, used)).collect();
    let linked = |remarks: &[Remark]| {
        let of = |slug: &String| {
            let used = outcome.used.iter().find(|(_, used)| used == slug)?;
            Some(link(page, &figures, used))
        };
        let linked = remarks.iter().map(|remark| LinkedRemark {
            text: remark.message.text(page.language).to_owned(),
            link: remark.figure.as_ref().and_then(of),
        });
        linked.collect()
    };
    Ok(Answer {
        headline: headline(page, &outcome),
        refusals: linked(&outcome.refusals),
        remarks: linked(&outcome.remarks),
        lines: outcome.lines.iter().map(|line| payment(page, line)).collect(),
        alternatives: outcome
            .alternatives
            .iter()
            .map(|other| {
                (
                    other.label.text(page.language).to_owned(),
                    other.total.in_words().text(page.language).to_owned(),
                )
            })
            .collect(),
        records,
    })
}

/// What an outcome comes to, in few words.
fn headline(page: &Layout, outcome: &Outcome) -> String {
    let total = outcome.total().filter(|_| outcome.refusals.is_empty());
    match total {
        Some(total) => {
            let amount = total.in_words();
            let amount = amount.text(page.language);
            match outcome.is_at_most() {
                true => format!("{} {amount}", page.say("Jusqu'à", "Up to")),
                false => amount.to_owned(),
            }
        }
        None if outcome.refusals.is_empty() => page
            .say(
                "Rien ne s'y oppose, d'après ce qui est donné",
                "Nothing stands against it, by what is given",
            )
            .to_owned(),
        None => page
            .say("Non, d'après les règles publiées", "No, by the published rules")
            .to_owned(),
    }
}

/// A record that the outcome follows from.
fn link(page: &Layout, figures: &Figures, (dataset, slug): &(&'static str, String)) -> Link {
    let figure = figures.named(dataset, slug);
    Link {
        name: figure.map_or_else(|| slug.clone(), |figure| figure.text("name").to_owned()),
        address: page.record(dataset, slug),
    }
}

fn payment(page: &Layout, line: &Line) -> Payment {
    let language = page.language;
    let number = |quantity: Decimal| numeral(&quantity.to_string(), language);
    let percent = |share: Decimal| percent(page, share);
    let colon = page.say("\u{a0}:", ":");
    let measures = line.measures.iter().map(|measure| {
        let value = measure
            .value
            .map_or_else(|| page.say("non donnée", "not given").to_owned(), percent);
        let reached = if measure.reached {
            page.say("atteinte", "reached")
        } else {
            page.say("non atteinte", "not reached")
        };
        format!(
            "{}{colon} {} {}, {} {value} ({reached})",
            measure.label.text(language),
            page.say("cible", "target"),
            percent(measure.target),
            page.say("valeur", "value"),
        )
    });
    let instalments = line.instalments.iter().map(|part| {
        format!(
            "{}{colon} {} ({})",
            part.when.text(language),
            part.amount.in_words().text(language),
            percent(part.share)
        )
    });
    Payment {
        label: line.label.text(language).to_owned(),
        quantity: line.quantity.map(number).unwrap_or_default(),
        unit_amount: line
            .unit_amount
            .map(|amount| amount.in_words().text(language).to_owned())
            .unwrap_or_default(),
        rate: line.rate.map(percent).unwrap_or_default(),
        amount: line.amount.in_words().text(language).to_owned(),
        conditions: measures.chain(instalments).collect(),
    }
}
