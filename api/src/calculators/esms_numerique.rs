use super::{
    Figure, Figures, Input, InputKind, Inputs, Outcome,
    calculator::Calculator,
    outcome::{Instalment, Line, product, whole},
};
use crate::{
    datasets::vocabularies::TERRITORY,
    domain::{Bilingual, Error, Euros, Result, Wording, day_in_words, wording},
};

pub(super) fn calculator() -> Calculator {
    Calculator {
        name: "esms-numerique",
        title: Bilingual::new("ESMS numérique", "ESMS numérique"),
        description: Bilingual::new(
            "Ce qu'ESMS numérique verse à un projet : maîtrise d'ouvrage, éditeur, et pour les petits organismes matériel et AMOA ; son échéancier ; pourquoi un projet n'est pas éligible.",
            "What ESMS numérique pays a project: project management, software vendor, and for small operators equipment and project support; its schedule; why a project is not eligible.",
        ),
        inputs: vec![
            Input {
                name: "essms",
                kind: InputKind::Count(1, 10_000),
                required: true,
                description: Bilingual::new("Nombre d'ESSMS du projet.", "How many ESSMS the project has."),
            },
            Input {
                name: "equipped",
                kind: InputKind::Boolean,
                required: true,
                description: Bilingual::new(
                    "Les ESSMS ont déjà un DUI : oui (cas 2) ou non (cas 1).",
                    "Whether the ESSMS have a DUI already (case 2) or not (case 1).",
                ),
            },
            Input {
                name: "territory",
                kind: InputKind::Choice(&TERRITORY),
                required: false,
                description: Bilingual::new(
                    "Métropole, ou Corse et départements ultramarins : le groupement minimal en dépend ; la métropole, sauf mention contraire.",
                    "Metropolitan France, or Corsica and the overseas departments: the smallest grouping depends on it; metropolitan unless said.",
                ),
            },
            Input {
                name: "several_regions",
                kind: InputKind::Boolean,
                required: false,
                description: Bilingual::new(
                    "Le projet concerne plusieurs régions.",
                    "Whether the project spans several regions.",
                ),
            },
            Input {
                name: "small_operator_essms",
                kind: InputKind::Count(0, 10_000),
                required: false,
                description: Bilingual::new(
                    "Nombre d'ESSMS du projet qui relèvent d'organismes gestionnaires de petite taille (moins de 8 ou de 15 ESSMS).",
                    "How many ESSMS of the project belong to small operators (fewer than 8 or 15 ESSMS).",
                ),
            },
            Input {
                name: "on",
                kind: InputKind::Day,
                required: false,
                description: Bilingual::new(
                    "Jour du dépôt : un appel de 2024 doit être ouvert ce jour-là.",
                    "The day of filing: a call of 2024 must be open on it.",
                ),
            },
        ],
        programme: "esms-numerique",
        datasets: &["tariffs", "programme-rules", "funding-windows"],
        work,
    }
}

fn work(given: &Inputs, figures: &Figures) -> Result<Outcome> {
    let essms = given.count("essms").unwrap_or_default();
    let small = given.count("small_operator_essms").unwrap_or_default();
    if small > essms {
        return Err(Error::bad_input(wording!(
            "small_operator_essms : {small} dépasse les {essms} ESSMS du projet",
            "small_operator_essms: {small} is more than the {essms} ESSMS of the project"
        )));
    }
    let mut outcome = Outcome::default();
    grouping(&mut outcome, given, figures, essms);
    let threshold = rule(figures, "esms-numerique-seuil-grands-projets")?;
    let bound = threshold
        .decimal("quantity")
        .map_or(50, |bound| bound.thousandths() / 1000);
    let large = essms >= bound;
    outcome.lines = lines(&mut outcome, given, figures, essms, large);
    let several = given.boolean("several_regions").unwrap_or_default();
    if let Some(message) = unclear_call(essms, bound, several) {
        outcome.remark("unclear_call", message, Some(threshold));
    }
    small_grouping(&mut outcome, figures, essms);
    if given.count("small_operator_essms").is_some_and(|small| small > 0) {
        small_operators(&mut outcome, figures);
    }
    call(&mut outcome, given, figures, several, large);
    Ok(outcome)
}

fn rule<'a>(figures: &'a Figures, slug: &str) -> Result<&'a Figure> {
    figures.named("programme-rules", slug).ok_or_else(|| {
        Error::not_found(wording!(
            "la règle {slug} n'est pas publiée à cette révision",
            "the rule {slug} is not published at this revision"
        ))
    })
}

/// The smallest grouping that is paid.
fn grouping(outcome: &mut Outcome, given: &Inputs, figures: &Figures, essms: i64) {
    let metropolitan = given
        .text("territory")
        .is_none_or(|territory| territory == "metropolitan");
    let slug = match metropolitan {
        true => "esms-numerique-groupement-metropole",
        false => "esms-numerique-groupement-corse-outre-mer",
    };
    let Some(figure) = figures.named("programme-rules", slug) else {
        return;
    };
    let least = figure.decimal("quantity").map_or(0, |least| least.thousandths() / 1000);
    outcome.uses(figure);
    if essms < least {
        outcome.refuse(
            "grouping_too_small",
            Wording::new(
                format!("{essms} ESSMS : le groupement doit en compter au moins {least} sur ce territoire."),
                format!("{essms} ESSMS: the grouping must have at least {least} on this territory."),
            ),
            Some(figure),
        );
    }
}

fn lines(outcome: &mut Outcome, given: &Inputs, figures: &Figures, essms: i64, large: bool) -> Vec<Line> {
    let case = if given.boolean("equipped").unwrap_or_default() {
        "equipped"
    } else {
        "not_equipped"
    };
    let size = if large { "from_50" } else { "below_50" };
    let small = given.count("small_operator_essms").unwrap_or_default();
    let mut lines = Vec::new();
    for tariff in figures.in_dataset("tariffs") {
        let quantity = match (tariff.text("case"), tariff.text("per")) {
            (known, "essms") if known == case && tariff.text("size_class") == size => essms,
            ("small_operator", "essms") if small > 0 => small,
            ("small_operator", "project") if small > 0 => 1,
            _ => continue,
        };
        outcome.uses(tariff);
        lines.push(line(tariff, quantity));
    }
    lines
}

fn line(tariff: &Figure, quantity: i64) -> Line {
    let unit = tariff.euros("amount").unwrap_or_default();
    let amount = product(unit, whole(quantity), whole(100));
    let qualifier = match tariff.text("amount_qualifier") {
        "at_most" => Some("at_most"),
        _ => Some("exact"),
    };
    let instalments = match tariff.text("payment_schedule") {
        "" => Vec::new(),
        schedule => halves(amount, schedule),
    };
    Line {
        label: Wording::new(tariff.text("name"), tariff.text("name")),
        quantity: Some(whole(quantity)),
        unit_amount: Some(unit),
        qualifier,
        amount,
        instalments,
        figure: Some(tariff.slug().to_owned()),
        ..Default::default()
    }
}

/// Half at the start, half on proof; the odd cent comes last.
fn halves(amount: Euros, schedule: &str) -> Vec<Instalment> {
    let first = Euros::from_cents(amount.cents() / 2);
    let second = Euros::from_cents(amount.cents() - first.cents());
    let proof = match schedule.contains("objectifs") {
        true => Wording::new(
            "Sur preuve d'atteinte des objectifs",
            "On proof that the objectives are reached",
        ),
        false => Wording::new(
            "Sur preuve d'atteinte des cibles d'usage",
            "On proof that the usage targets are reached",
        ),
    };
    [
        (Wording::new("Au début du projet", "At the start of the project"), first),
        (proof, second),
    ]
    .map(|(when, amount)| Instalment {
        when,
        share: whole(50),
        amount,
    })
    .into()
}

/// What the calls leave unclear: the amounts say "fewer than 50" and "50 or more", and are clear at every size.
fn unclear_call(essms: i64, bound: i64, several: bool) -> Option<Wording> {
    let below = bound - 1;
    if essms == below && several {
        return Some(wording!(
            "L'appel multirégional dit « moins de {below} ESSMS », l'appel national « {bound} ESSMS ou plus » : pour {essms} ESSMS de plusieurs régions, la source ne nomme pas l'appel. Les montants, eux, sont clairs.",
            "The multiregional call says \"fewer than {below} ESSMS\", the national one \"{bound} ESSMS or more\": for {essms} ESSMS of several regions, the source names no call. The amounts are clear."
        ));
    }
    ([below, bound].contains(&essms) && !several).then(|| {
        wording!(
            "Les appels régionaux disent « moins de {below} ESSMS » et « plus de {bound} ESSMS » : la source ne nomme pas les groupements de {essms} ESSMS. Les montants, eux, sont clairs.",
            "The regional calls say \"fewer than {below} ESSMS\" and \"more than {bound} ESSMS\": the source does not name groupings of {essms} ESSMS. The amounts are clear."
        )
    })
}

/// The calls name groupings of 15 at least, on every territory.
fn small_grouping(outcome: &mut Outcome, figures: &Figures, essms: i64) {
    let rule = figures.named("programme-rules", "esms-numerique-groupement-metropole");
    let least = rule
        .and_then(|rule| rule.decimal("quantity"))
        .map_or(15, |least| least.thousandths() / 1000);
    let is_admitted = outcome.refusals.is_empty();
    if is_admitted && essms < least {
        let message = wording!(
            "Les appels ne nomment que des groupements d'au moins {least} ESSMS : pour {essms} en Corse ou outre-mer, la source ne nomme pas l'appel.",
            "The calls name groupings of at least {least} ESSMS alone: for {essms} in Corsica or overseas, the source names no call."
        );
        outcome.remark("unclear_call", message, rule);
    }
}

/// Which operators are small depends on the territory, in a way that the source does not tell.
fn small_operators(outcome: &mut Outcome, figures: &Figures) {
    let message = wording!(
        "Un organisme de petite taille a « moins de 8 ou moins de 15 ESSMS » : la source ne dit pas où s'applique chaque limite.",
        "A small operator has \"fewer than 8 or fewer than 15 ESSMS\": the source does not say where each limit applies."
    );
    outcome.remark(
        "small_operator",
        message,
        figures.named("programme-rules", "esms-numerique-petit-organisme"),
    );
}

/// Which call the project answers, and whether it is open.
fn call(outcome: &mut Outcome, given: &Inputs, figures: &Figures, several: bool, large: bool) {
    let slug = match (several, large) {
        (false, _) => "esms-numerique-2024-regional",
        (true, false) => "esms-numerique-2024-multiregional",
        (true, true) => "esms-numerique-2024-national",
    };
    let Some(window) = figures.named("funding-windows", slug) else {
        return;
    };
    for phase in window.items("phases") {
        let (Some(start), Some(end)) = (phase.date("starts_on"), phase.date("ends_on")) else {
            continue;
        };
        let (from, to, name) = (start.in_words(), end.in_words(), window.text("name"));
        let message = wording!(
            "L'appel de 2024 reçoit les dossiers du {from} au {to} ({name}), et n'en reçoit plus après.",
            "The call of 2024 takes files from {from} to {to} ({name}), and none after that.",
            [from, to]
        );
        outcome.remark("call", message, Some(window));
        let Some(on) = given.day("on") else { continue };
        let day = day_in_words(on);
        let is_open = start.earliest().is_none_or(|first| first <= on) && end.latest().is_none_or(|last| on <= last);
        if !is_open {
            let message = wording!(
                "L'appel de 2024 n'est pas ouvert le {day}.",
                "The call of 2024 is not open on {day}.",
                [day]
            );
            outcome.refuse("call_closed", message, Some(window));
        } else if end.latest() == Some(on) {
            let message = wording!(
                "C'est le dernier jour : la source dit « avant » cette date à un endroit, et « au » à un autre.",
                "This is the last day: the source says \"before\" that date in one place, and \"to\" it in another."
            );
            outcome.remark("last_day", message, Some(window));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calculators::figures::founding;

    fn total(inputs: &[(&str, String)]) -> (i64, bool) {
        let calculator = calculator();
        let inputs: Vec<(String, String)> = inputs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.clone()))
            .collect();
        let figures = founding("esms-numerique", calculator.datasets);
        let outcome = calculator
            .work_out(&calculator.read(&inputs).unwrap(), &figures)
            .unwrap();
        let instalments: i64 = outcome
            .lines
            .iter()
            .flat_map(|line| &line.instalments)
            .map(|part| part.amount.cents())
            .sum();
        let scheduled: i64 = outcome
            .lines
            .iter()
            .filter(|line| !line.instalments.is_empty())
            .map(|line| line.amount.cents())
            .sum();
        assert_eq!(instalments, scheduled, "the instalments add up");
        (outcome.sum().cents(), outcome.refusals.is_empty())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn more_essms_of_the_same_size_class_never_pay_less(essms in 1i64..200, more in 1i64..40, equipped: bool) {
            let of = |essms: i64| total(&[("essms", essms.to_string()), ("equipped", equipped.to_string())]);
            prop_assume!((essms < 50) == (essms + more < 50));
            prop_assert!(of(essms).0 < of(essms + more).0);
        }

        #[test]
        fn eligibility_begins_at_fifteen_or_eight(essms in 1i64..40, overseas: bool) {
            let territory = if overseas { "corsica_or_overseas" } else { "metropolitan" };
            let eligible = total(&[("essms", essms.to_string()), ("equipped", "false".to_owned()), ("territory", territory.to_owned())]).1;
            prop_assert_eq!(eligible, essms >= if overseas { 8 } else { 15 });
        }
    }

    #[test]
    fn unit_amounts_are_those_of_the_leaflet() {
        for (essms, equipped, euros) in [
            (20, false, 20 * 21_000),
            (60, false, 60 * 5_000),
            (20, true, 20 * 5_000),
            (60, true, 60 * 2_000),
        ] {
            let found = total(&[("essms", essms.to_string()), ("equipped", equipped.to_string())]);
            assert_eq!(found, (euros * 100, true));
        }
    }
}
