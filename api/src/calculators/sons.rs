use std::collections::BTreeSet;

use super::{Figure, Figures, Input, InputKind, Inputs, Outcome, calculator::Calculator, sons_dates, sons_proofs};
use crate::{
    datasets::model::{parse::brief, suggestion::did_you_mean},
    domain::{Bilingual, Error, Result, Wording, wording},
};

pub(super) fn calculator() -> Calculator {
    Calculator {
        name: "sons",
        title: Bilingual::new(
            "SONS : une commande est-elle admissible ?",
            "SONS: is an order admissible?",
        ),
        description: Bilingual::new(
            "Si une commande de Prestation Ségur est admissible : texte publié, dates des commandes et du référencement, 120 jours jusqu'aux preuves, quatre mois jusqu'au référencement, un seul éditeur par DSR et par établissement, logiciels exclus.",
            "Whether an order of a Ségur service is admissible: its text published, the dates of orders and of referencing, 120 days to the proofs, four months to the referencing, one software vendor per DSR and establishment, software excluded.",
        ),
        inputs: inputs(),
        programme: "sons",
        datasets: &["funding-windows", "programme-rules", "specifications"],
        work,
    }
}

fn inputs() -> Vec<Input> {
    let day = |name, required, french, english| Input {
        name,
        kind: InputKind::Day,
        required,
        description: Bilingual::new(french, english),
    };
    vec![
        Input {
            name: "software_function",
            kind: InputKind::Name("software-functions"),
            required: true,
            description: Bilingual::new(
                "Fonction logicielle. Son slug : lgc, lgo, dpi, ris…",
                "The software function. Its slug: lgc, lgo, dpi, ris…",
            ),
        },
        Input {
            name: "wave",
            kind: InputKind::Count(1, 9),
            required: false,
            description: Bilingual::new("Vague ; 1, sauf mention contraire.", "The wave; 1 unless said."),
        },
        day(
            "ordered_on",
            true,
            "Jour de signature du devis.",
            "The day on which the quote was signed.",
        ),
        day(
            "proofs_filed_on",
            false,
            "Jour du dépôt des preuves de référencement par l'éditeur.",
            "The day on which the software vendor filed the proofs for referencing.",
        ),
        day(
            "referenced_on",
            false,
            "Jour du référencement de la solution par l'ANS.",
            "The day on which the ANS referenced the solution.",
        ),
        Input {
            name: "editors_already_funded",
            kind: InputKind::Count(0, 99),
            required: false,
            description: Bilingual::new(
                "Nombre d'autres éditeurs déjà financés pour ce DSR dans cet établissement.",
                "How many other software vendors are already funded for this DSR in this establishment.",
            ),
        },
        Input {
            name: "exclusions",
            kind: InputKind::Names(
                "programme-rules",
                "programme=sons&kind.in=exclusion,ineligible_software",
            ),
            required: false,
            description: Bilingual::new(
                "Coûts exclus ou logiciels non éligibles que la commande comprend. Les slugs de leurs règles, séparés par des virgules.",
                "The excluded costs, or the ineligible software, that the order has. The slugs of their rules, separated by commas.",
            ),
        },
    ]
}

fn work(given: &Inputs, figures: &Figures) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let function = given.text("software_function").unwrap_or_default();
    let wave = given.count("wave").unwrap_or(1);
    let ordered = given.day("ordered_on").unwrap_or_default();
    let windows: Vec<&Figure> = figures
        .in_dataset("funding-windows")
        .filter(|window| !window.text("software_function").is_empty())
        .collect();
    let window = windows
        .iter()
        .find(|window| window.text("software_function") == function && window.integer("wave") == Some(wave));
    let Some(window) = window else {
        let known = windows.iter().map(|window| window.text("software_function"));
        // Where the function is known, it is the wave that is not.
        let hint = match known.clone().any(|known| known == function) {
            true => Wording::default(),
            false => did_you_mean(&function, known),
        };
        return Err(Error::bad_input(wording!(
            "software_function : aucune fenêtre de « {} » en vague {wave} n'est publiée{hint}",
            "software_function: no window of \"{}\" in wave {wave} is published{hint}",
            [hint],
            brief(&function)
        )));
    };
    if let (Some(filed), Some(referenced)) = (given.day("proofs_filed_on"), given.day("referenced_on"))
        && referenced < filed
    {
        return Err(Error::bad_input(wording!(
            "referenced_on précède proofs_filed_on : une solution est référencée après le dépôt de ses preuves",
            "referenced_on is before proofs_filed_on: a solution is referenced after its proofs are filed"
        )));
    }
    outcome.uses(window);
    sons_dates::text(&mut outcome, figures, (&function, wave), ordered);
    sons_dates::orders(&mut outcome, figures, window, ordered);
    sons_proofs::filing(&mut outcome, given, figures, window, ordered);
    sons_proofs::referencing(&mut outcome, given, figures, window, ordered);
    beneficiaries(&mut outcome, figures, window);
    if given.count("editors_already_funded").is_some_and(|others| others > 0) {
        outcome.refuse(
            "one_editor",
            Wording::new(
                "Un autre éditeur est déjà financé pour ce DSR dans cet établissement : un seul peut l'être.",
                "Another software vendor is already funded for this DSR in this establishment: only one can be.",
            ),
            figures.named("programme-rules", "sons-un-editeur-par-dsr"),
        );
    }
    exclusions(&mut outcome, given, figures, window)?;
    Ok(outcome)
}

/// Who is eligible is not asked: it is told.
fn beneficiaries(outcome: &mut Outcome, figures: &Figures, window: &Figure) {
    let rules = figures
        .in_dataset("programme-rules")
        .filter(|rule| rule.text("kind") == "eligible_beneficiary" && rule.concerns(window));
    for rule in rules {
        let name = rule.text("name");
        let message = wording!("Bénéficiaire éligible : {name}.", "Eligible beneficiary: {name}.");
        outcome.remark("beneficiary", message, Some(rule));
    }
}

/// The exclusions that the caller names, among those of every window, of its couloir or of its software function.
fn exclusions(outcome: &mut Outcome, given: &Inputs, figures: &Figures, window: &Figure) -> Result<()> {
    let known: Vec<&Figure> = figures
        .in_dataset("programme-rules")
        .filter(|rule| matches!(rule.text("kind"), "exclusion" | "ineligible_software"))
        .filter(|rule| rule.concerns(window))
        .collect();
    let named: BTreeSet<String> = given.texts("exclusions").unwrap_or_default().into_iter().collect();
    for name in named {
        let Some(rule) = known.iter().find(|rule| rule.slug() == name) else {
            let hint = did_you_mean(&name, known.iter().map(|rule| rule.slug()));
            return Err(Error::bad_input(wording!(
                "exclusions : « {} » n'est pas une règle d'exclusion de cette fenêtre{hint} ; voir /v1/programme-rules?programme=sons&kind.in=exclusion,ineligible_software",
                "exclusions: \"{}\" is no rule of exclusion of this window{hint}; see /v1/programme-rules?programme=sons&kind.in=exclusion,ineligible_software",
                [hint],
                brief(&name)
            )));
        };
        let name = rule.text("name");
        if rule.text("kind") == "exclusion" {
            // The cost is not paid; the order stands.
            let message = wording!("Coût non financé : {name}.", "Cost that is not financed: {name}.");
            outcome.remark("excluded_cost", message, Some(rule));
        } else {
            let message = wording!("Logiciel non éligible : {name}.", "Ineligible software: {name}.");
            outcome.refuse("ineligible_software", message, Some(rule));
        }
    }
    Ok(())
}
