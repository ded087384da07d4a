use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};

use super::{Figure, Figures, Input, InputKind, Inputs, Outcome, calculator::Calculator};
use crate::{
    datasets::model::{parse::brief, suggestion::did_you_mean},
    domain::{Bilingual, Error, Result, Wording, wording},
};

pub(super) fn calculator() -> Calculator {
    let day = |name, required, french, english| Input {
        name,
        kind: InputKind::Day,
        required,
        description: Bilingual::new(french, english),
    };
    Calculator {
        name: "sons",
        title: Bilingual::new(
            "SONS : une commande est-elle admissible ?",
            "SONS: is an order admissible?",
        ),
        description: Bilingual::new(
            "Si une commande de Prestation Ségur est admissible : dates de la fenêtre, règle des 120 jours, un seul éditeur par DSR et par établissement, logiciels et coûts exclus.",
            "Whether an order of a Ségur service is admissible: the dates of the window, the 120-day rule, one editor per DSR and establishment, software and costs excluded.",
        ),
        inputs: vec![
            Input {
                name: "software_function",
                kind: InputKind::Name,
                required: true,
                description: Bilingual::new(
                    "Slug de la fonction logicielle (lgc, lgo, dpi, ris…).",
                    "The slug of the software function (lgc, lgo, dpi, ris…).",
                ),
            },
            Input {
                name: "wave",
                kind: InputKind::Count(1, 9),
                required: false,
                description: Bilingual::new("Vague ; 1, sauf dire.", "The wave; 1 unless said."),
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
                "The day on which the editor filed the proofs for referencing.",
            ),
            Input {
                name: "editors_already_funded",
                kind: InputKind::Count(0, 99),
                required: false,
                description: Bilingual::new(
                    "Nombre d'autres éditeurs déjà financés pour ce DSR dans cet établissement.",
                    "How many other editors are already funded for this DSR in this establishment.",
                ),
            },
            Input {
                name: "exclusions",
                kind: InputKind::Names,
                required: false,
                description: Bilingual::new(
                    "Règles d'exclusion ou de logiciel non éligible qui s'appliquent à la commande, par leurs slugs, séparés par des virgules.",
                    "The rules of exclusion, or of ineligible software, that apply to the order, by slug, separated by commas.",
                ),
            },
        ],
        programme: "sons",
        datasets: &["funding-windows", "programme-rules", "specifications"],
        work,
    }
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
    outcome.uses(window);
    dates(&mut outcome, figures, window, &function, wave, ordered);
    delay(&mut outcome, given, figures, ordered);
    if given.count("editors_already_funded").is_some_and(|others| others > 0) {
        outcome.refuse(
            "one_editor",
            Wording::new(
                "Un autre éditeur est déjà financé pour ce DSR dans cet établissement : un seul peut l'être.",
                "Another editor is already funded for this DSR in this establishment: only one can be.",
            ),
            figures.named("programme-rules", "sons-un-editeur-par-dsr"),
        );
    }
    exclusions(&mut outcome, given, figures, window)?;
    Ok(outcome)
}

/// The order must fall after the text that founds the window, and before its end of orders.
fn dates(outcome: &mut Outcome, figures: &Figures, window: &Figure, function: &str, wave: i64, ordered: NaiveDate) {
    let specification = figures
        .in_dataset("specifications")
        .find(|known| known.text("software_function") == function && known.integer("wave") == Some(wave));
    let founded = specification.and_then(|specification| Some((founded_on(specification)?, specification)));
    let founded = founded.or_else(|| Some((opened_on(window)?, window)));
    match founded {
        Some((day, specification)) if ordered < day => outcome.refuse(
            "before_the_text",
            Wording::new(
                format!("Devis signé le {ordered}, avant l'ouverture du dispositif par la publication de son texte ({day})."),
                format!("The quote was signed on {ordered}, before its text was published and opened the window ({day})."),
            ),
            Some(specification),
        ),
        Some((_, specification)) => outcome.uses(specification),
        None => outcome.remark(
            "text_unknown",
            Wording::new(
                "La date de publication de l'arrêté de cette fonction n'est pas dans les sources : elle n'est pas vérifiée.",
                "The date of this function's arrêté is not in the sources: it is not checked.",
            ),
            None,
        ),
    }
    let end = window
        .items("phases")
        .filter(|phase| phase.is("kind", "order") && !phase.is_superseded())
        .find_map(|phase| phase.date("ends_on")?.latest());
    match end {
        Some(end) if ordered > end => outcome.refuse(
            "after_the_end",
            Wording::new(
                format!("Commande du {ordered}, après la fin des commandes de cette fenêtre ({end})."),
                format!("Ordered on {ordered}, after the end of orders of this window ({end})."),
            ),
            Some(window),
        ),
        Some(_) => {}
        None => outcome.remark(
            "end_unknown",
            Wording::new(
                "La fin des commandes de cette fenêtre n'est pas dans les sources : elle n'est pas vérifiée.",
                "The end of orders of this window is not in the sources: it is not checked.",
            ),
            Some(window),
        ),
    }
}

/// When the text that founds a specification was published: in the Journal officiel, or else as it is dated; for want of one, as the
/// specifications themselves are.
fn founded_on(specification: &Figure) -> Option<NaiveDate> {
    let dated = |kind: &str| {
        let texts = specification.items("texts").filter(|text| text.is("kind", kind));
        texts.filter_map(|text| text.date("dated_on")?.earliest()).min()
    };
    ["official_journal", "arrete", "dsr"].into_iter().find_map(dated)
}

/// When the first phase of a window begins.
fn opened_on(window: &Figure) -> Option<NaiveDate> {
    let phases = window.items("phases").filter(|phase| !phase.is_superseded());
    phases.filter_map(|phase| phase.date("starts_on")?.earliest()).min()
}

/// An order may precede the filing of the proofs by 120 calendar days, or by 4 months, as sources have it.
fn delay(outcome: &mut Outcome, given: &Inputs, figures: &Figures, ordered: NaiveDate) {
    let rule = figures.named("programme-rules", "sons-commande-anterieure-aux-preuves");
    let Some(filed) = given.day("proofs_filed_on") else {
        outcome.remark(
            "conditional",
            Wording::new(
                "Si la solution n'est pas encore référencée, la commande est sous condition : elle n'est valable que si les preuves sont déposées dans les 120 jours calendaires (4 mois selon un document plus récent).",
                "If the solution is not referenced yet, the order is conditional: it is valid only if the proofs are filed within 120 calendar days (4 months in a more recent document).",
            ),
            rule,
        );
        return;
    };
    let days = rule
        .and_then(|rule| rule.decimal("quantity"))
        .map_or(120, |days| days.thousandths() / 1000);
    let by_days = ordered.checked_add_days(Days::new(days.unsigned_abs()));
    let by_months = ordered.checked_add_months(Months::new(4));
    let within = |limit: Option<NaiveDate>| limit.is_none_or(|limit| filed <= limit);
    if !within(by_days) && !within(by_months) {
        outcome.refuse(
            "too_early",
            Wording::new(
                format!("Commande du {ordered}, antérieure de plus de {days} jours calendaires au dépôt des preuves ({filed})."),
                format!("Ordered on {ordered}, more than {days} calendar days before the proofs were filed ({filed})."),
            ),
            rule,
        );
    } else if within(by_days) != within(by_months) {
        outcome.remark(
            "unclear_delay",
            Wording::new(
                format!("Entre {days} jours calendaires et 4 mois : un document admet cette commande, l'autre non."),
                format!(
                    "Between {days} calendar days and 4 months: one document admits this order, the other does not."
                ),
            ),
            figures.named("programme-rules", "sons-commande-sous-condition"),
        );
    }
}

/// The exclusions that the caller names, among those of every window, of its couloir or of its software function.
fn exclusions(outcome: &mut Outcome, given: &Inputs, figures: &Figures, window: &Figure) -> Result<()> {
    let concerns = |rule: &&Figure| {
        let own = |column| rule.text(column).is_empty() || rule.text(column) == window.text(column);
        own("couloir") && own("software_function")
    };
    let known: Vec<&Figure> = figures
        .in_dataset("programme-rules")
        .filter(|rule| matches!(rule.text("kind"), "exclusion" | "ineligible_software"))
        .filter(concerns)
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
        let code = if rule.text("kind") == "exclusion" {
            "excluded_cost"
        } else {
            "ineligible_software"
        };
        let name = rule.text("name");
        outcome.refuse(
            code,
            Wording::new(format!("Non financé : {name}."), format!("Not financed: {name}.")),
            Some(rule),
        );
    }
    Ok(())
}
