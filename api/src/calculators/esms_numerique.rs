use chrono::NaiveDate;

use super::{
    Figure, Figures, Input, InputKind, Inputs, Outcome,
    calculator::Calculator,
    outcome::{Alternative, Instalment, Line, product, whole},
};
use crate::{
    datasets::vocabularies::TERRITORY,
    domain::{Bilingual, Error, Euros, Result, Wording, wording},
};

pub(super) fn calculator() -> Calculator {
    Calculator {
        name: "esms-numerique",
        title: Bilingual::new("ESMS numérique", "ESMS numérique"),
        description: Bilingual::new(
            "Ce qu'ESMS numérique verse à un projet : maîtrise d'ouvrage, éditeur, et pour les petits organismes matériel et AMOA ; son échéancier ; pourquoi un projet n'est pas éligible.",
            "What ESMS numérique pays a project: project management, editor, and for small operators equipment and project support; its schedule; why a project is not eligible.",
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
                    "Vrai si les ESSMS ont déjà un DUI (cas 2), faux sinon (cas 1).",
                    "True if the ESSMS have a DUI already (case 2), false if not (case 1).",
                ),
            },
            Input {
                name: "territory",
                kind: InputKind::Choice(&TERRITORY),
                required: false,
                description: Bilingual::new(
                    "Métropole, ou Corse et outre-mer : le groupement minimal en dépend ; la métropole, sauf dire.",
                    "Metropolitan France, or Corsica and overseas: the smallest grouping depends on it; metropolitan unless said.",
                ),
            },
            Input {
                name: "several_regions",
                kind: InputKind::Boolean,
                required: false,
                description: Bilingual::new(
                    "Vrai si le projet concerne plusieurs régions.",
                    "True if the project spans several regions.",
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
    // The national call says "50 ou plus": there, 50 is clear.
    let unclear = essms == bound - 1 || (essms == bound && !several);
    if unclear {
        outcome.remark("unclear_size", unclear_size(essms, bound), Some(threshold));
        for (other, label) in sizes(bound) {
            if other != large {
                let mut otherwise = Outcome::default();
                otherwise.lines = lines(&mut otherwise, given, figures, essms, other);
                for used in otherwise.used.drain(..) {
                    if !outcome.used.contains(&used) {
                        outcome.used.push(used);
                    }
                }
                outcome.alternatives.push(Alternative {
                    label,
                    total: otherwise.sum(),
                });
            }
        }
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
    let on = given.day("on");
    let case = if given.boolean("equipped").unwrap_or_default() {
        "equipped"
    } else {
        "not_equipped"
    };
    let size = if large { "from_50" } else { "below_50" };
    let small = given.count("small_operator_essms").unwrap_or_default();
    let mut lines = Vec::new();
    for tariff in figures.in_dataset("tariffs").filter(|tariff| tariff.in_force(on)) {
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

fn sizes(bound: i64) -> [(bool, Wording); 2] {
    [
        (
            false,
            Wording::new(
                format!("Si le projet compte comme ayant moins de {bound} ESSMS"),
                format!("If the project counts as having fewer than {bound} ESSMS"),
            ),
        ),
        (
            true,
            Wording::new(
                format!("Si le projet compte comme ayant {bound} ESSMS ou plus"),
                format!("If the project counts as having {bound} ESSMS or more"),
            ),
        ),
    ]
}

fn unclear_size(essms: i64, bound: i64) -> Wording {
    let below = bound - 1;
    Wording::new(
        format!(
            "Les montants disent « moins de {bound} » et « {bound} ou plus », mais les démarches disent « moins de {below} » et « plus de {bound} » : avec {essms} ESSMS, la source ne dit pas de quel côté est le projet. Les montants sont appliqués ; l'autre lecture est donnée."
        ),
        format!(
            "The amounts say \"fewer than {bound}\" and \"{bound} or more\", but the filing rules say \"fewer than {below}\" and \"more than {bound}\": with {essms} ESSMS, the source does not say on which side the project is. The amounts are applied; the other reading is given."
        ),
    )
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
        outcome.remark(
            "call",
            Wording::new(
                format!("Dossier à déposer du {start} au {end} ({}).", window.text("name")),
                format!("To be filed from {start} to {end} ({}).", window.text("name")),
            ),
            Some(window),
        );
        let within = |on: NaiveDate| {
            start.earliest().is_none_or(|first| first <= on) && end.latest().is_none_or(|last| on <= last)
        };
        if let Some(on) = given.day("on").filter(|on| !within(*on)) {
            outcome.refuse(
                "call_closed",
                Wording::new(
                    format!("L'appel n'est pas ouvert le {on}."),
                    format!("The call is not open on {on}."),
                ),
                Some(window),
            );
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
