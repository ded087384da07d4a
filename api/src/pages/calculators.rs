//! The calculators, as forms.

/// What a calculator comes to, in words.
mod answer;

use askama::Template;
use axum::{
    extract::{FromRef, Path},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{
    context::{Context, Layout},
    filters::names,
    forms::{Choice, Holds, Input, see_other, tidied},
    html::{html, page_text},
    problem::sentence,
    rows::read,
};
use answer::{Answer, work_out};

use crate::{
    calculators::{Calculator, InputKind, calculator, calculators},
    domain::{Error, Result},
    store::Snapshot,
    web::{
        conditional::Pinned,
        failure::Failure,
        query::{QueryText, none, pairs},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The addresses of the calculators.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new()
        .route("/calculators", RoutePolicy::PAGE, get(list_calculators))
        .route("/calculators/{name}", RoutePolicy::PAGE, get(get_calculator))
}

#[derive(Template)]
#[template(path = "calculators.html")]
struct CalculatorList {
    page: Layout,
    calculators: &'static [Calculator],
}

impl CalculatorList {
    fn address(&self, calculator: &Calculator) -> String {
        self.page.link(&format!("/calculators/{}", calculator.name))
    }
}

#[derive(Template)]
#[template(path = "calculator.html")]
struct CalculatorPage {
    page: Layout,
    calculator: &'static Calculator,
    inputs: Vec<Input>,
    /// Why there is no answer.
    refusal: Option<String>,
    answer: Option<Answer>,
    /// The same as JSON.
    json: String,
}

async fn list_calculators(context: Context, Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let page = context.layout(
        &snapshot,
        context.say("Calculateurs", "Calculators"),
        context.say(
            "Ce qu'une structure reçoit d'un programme, calculé par ses règles et ses barèmes publiés.",
            "What a structure receives from a programme, worked out by its published rules and tariffs.",
        ),
    );
    let calculators = calculators();
    Ok(html(&CalculatorList { page, calculators })?)
}

async fn get_calculator(
    context: Context,
    Pinned(snapshot): Pinned,
    Path(name): Path<String>,
    QueryText(query): QueryText,
) -> Result<Response, Failure> {
    let calculator = calculator(&name)?;
    let path = format!("/calculators/{name}");
    if let Some(address) = tidied(&path, &query, |name| holds(calculator, name)) {
        return Ok(see_other(&address));
    }
    let given = pairs(&query)?;
    let page = context.layout(
        &snapshot,
        context.language.choose(calculator.title),
        context.language.choose(calculator.description),
    );
    let mut inputs = Vec::new();
    for input in &calculator.inputs {
        inputs.push(field(&page, &snapshot, input, &given).await?);
    }
    let mark = if query.is_empty() { "" } else { "?" };
    let mut found = CalculatorPage {
        inputs,
        json: format!("/v1/calculators/{name}{mark}{query}"),
        calculator,
        refusal: None,
        answer: None,
        page,
    };
    if given.is_empty() {
        return Ok(html(&found)?.into_response());
    }
    match work_out(&found.page, &snapshot, calculator, &given).await {
        Ok(answer) => {
            found.answer = Some(answer);
            Ok(html(&found)?.into_response())
        }
        Err(error @ Error::BadInput { .. }) if are_known(calculator, &given) => {
            refused(&mut found, &given, &error);
            Err(Failure::shown_as(error, page_text(&found)?))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a calculator has all these inputs: the form can then be mended.
fn are_known(calculator: &Calculator, given: &[(String, String)]) -> bool {
    let is_known = |name: &str| calculator.inputs.iter().any(|input| input.name == name);
    given.iter().all(|(name, _)| is_known(name))
}

/// Writes beside each field why it is refused, and above the form why there is no answer: of inputs that do not go together, by what their fields are
/// called.
fn refused(found: &mut CalculatorPage, given: &[(String, String)], error: &Error) {
    let language = found.page.language;
    let refusals = found.calculator.refusals(given);
    for input in &mut found.inputs {
        let own = refusals.iter().find(|(name, _)| *name == input.name);
        input.refusal = own.map(|(_, reason)| match holds(found.calculator, &input.name) {
            // The form is filled as people write days.
            Holds::Date if !input.value.is_empty() => not_a_day(&found.page, input),
            _ => sentence(reason.text(language)),
        });
    }
    found.refusal = Some(match refusals.is_empty() {
        true => sentence(&with_labels(&error.message(language), &found.inputs)),
        false => found
            .page
            .say(
                "Rien n'est calculé : corrigez ce qui est signalé ci-dessous.",
                "Nothing is worked out: mend what is marked below.",
            )
            .to_owned(),
    });
}

/// Why a text is refused as a day, with an example as the form has it.
fn not_a_day(page: &Layout, input: &Input) -> String {
    format!(
        "« {} » {} {}.",
        input.value,
        page.say("n'est pas un jour : écrivez-le comme", "is not a day: write it as"),
        input.example,
    )
}

/// A message with what the fields of the form are called, where it names their parameters.
fn with_labels(message: &str, inputs: &[Input]) -> String {
    let words = message.split_inclusive(|letter: char| !is_of_name(letter));
    let said = words.map(|word| {
        let name = word.trim_end_matches(|letter| !is_of_name(letter));
        match inputs.iter().find(|input| input.name == name) {
            Some(input) => format!("« {} »{}", input.label, &word[name.len()..]),
            None => word.to_owned(),
        }
    });
    said.collect()
}

/// Whether a letter may be one of a parameter's name.
fn is_of_name(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter == '_'
}

/// What an input of a calculator holds.
fn holds(calculator: &Calculator, name: &str) -> Holds {
    let input = calculator.inputs.iter().find(|input| input.name == name);
    match input.map(|input| input.kind) {
        Some(InputKind::Day) => Holds::Date,
        Some(InputKind::Count(..) | InputKind::Quantity(..) | InputKind::Euros) => Holds::Number,
        Some(InputKind::Names(..)) => Holds::Names,
        _ => Holds::Text,
    }
}

/// An input of a calculator as a field of its form; records are chosen by their names.
async fn field(
    page: &Layout,
    snapshot: &Snapshot,
    input: &'static crate::calculators::Input,
    given: &[(String, String)],
) -> Result<Input> {
    let value = given
        .iter()
        .find(|(name, _)| name == input.name)
        .map(|(_, value)| value.clone());
    let value = value.unwrap_or_default();
    let is_several = matches!(input.kind, InputKind::Names(..));
    let choice = |code: &str, name: &str| Choice {
        is_chosen: code == value || is_several && value.split(',').any(|given| given == code),
        value: code.to_owned(),
        name: name.to_owned(),
    };
    let choices = match input.kind {
        InputKind::Boolean => vec![
            choice("true", page.say("oui", "yes")),
            choice("false", page.say("non", "no")),
        ],
        InputKind::Choice(vocabulary) => {
            let terms = vocabulary.terms.iter();
            terms.map(|term| choice(term.code, page.words(&term.label))).collect()
        }
        InputKind::Name(dataset) => {
            let names = names(snapshot, dataset).await?;
            names.iter().map(|(slug, name)| choice(slug, name)).collect()
        }
        InputKind::Names(dataset, query) => {
            let rows = read(snapshot, dataset, query).await?;
            let named = (0..rows.page.nodes.len()).map(|at| (&rows.page.nodes[at].row.slug, rows.scoped(page, at)));
            named.map(|(slug, name)| choice(slug, &name)).collect()
        }
        _ => Vec::new(),
    };
    let example = match input.kind {
        InputKind::Day => page.say("15/03/2024", "2024-03-15"),
        InputKind::Euros => page.say("1000,50", "1000.50"),
        InputKind::Count(_, most) if most < 50 => "1",
        InputKind::Count(..) | InputKind::Quantity(..) => "50",
        _ => "",
    };
    let label = page.words(&input.description);
    // How programs name records is nothing that a list to choose from asks.
    let label = match choices.is_empty() {
        true => label,
        false => label.split(". ").next().unwrap_or(label),
    };
    Ok(Input {
        name: input.name.to_owned(),
        label: label.trim_end_matches('.').to_owned(),
        value,
        choices,
        example,
        none: page.say("non précisé", "not said"),
        is_required: input.required,
        is_several,
        refusal: None,
    })
}
