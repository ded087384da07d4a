use chrono::Datelike;

use super::{
    Figure, Figures, Input, InputKind, Inputs, Outcome,
    calculator::Calculator,
    outcome::{Line, Measure, product, whole},
};
use crate::domain::{ApproximateDate, Bilingual, Decimal, Error, Euros, Result, Wording, wording};

/// The usage indicators: the item of the tariff, and the input that measures it.
const INDICATORS: [(&str, &str); 4] = [
    ("dmp_feeding", "dmp_feeding"),
    ("mssante_usage", "mssante_usage"),
    ("e_prescription", "e_prescription"),
    ("apcv", "apcv"),
];

pub(super) fn calculator() -> Calculator {
    Calculator {
        name: "centres-de-sante",
        title: Bilingual::new("Centres de santé (avenant 4)", "Health centres (avenant 4)"),
        description: Bilingual::new(
            "Ce que l'avenant 4 verse à un centre de santé : les points des indicateurs atteints, par ETP de médecin généraliste (20 au plus), et l'aide pour les volets de synthèse médicale.",
            "What avenant 4 pays a health centre: the points of the indicators reached, per full-time equivalent of general practitioner (20 at most), and the aid for medical summaries.",
        ),
        inputs: inputs(),
        programme: "avenant-4-centres-de-sante",
        datasets: &["tariffs", "programme-rules"],
        work,
    }
}

/// The inputs.
fn inputs() -> Vec<Input> {
    let share = |name, french, english| Input {
        name,
        kind: InputKind::Quantity(0, 100),
        required: false,
        description: Bilingual::new(french, english),
    };
    let count = |name, french, english| Input {
        name,
        kind: InputKind::Count(0, 1_000_000),
        required: false,
        description: Bilingual::new(french, english),
    };
    vec![
        Input {
            name: "full_time_practitioners",
            kind: InputKind::Quantity(0, 10_000),
            required: true,
            description: Bilingual::new(
                "ETP de médecins généralistes du centre.",
                "Full-time equivalents of general practitioners of the centre.",
            ),
        },
        share(
            "dmp_feeding",
            "Part des consultations alimentant le DMP, en pourcentage.",
            "The share of consultations that feed the DMP, in percent.",
        ),
        share(
            "mssante_usage",
            "Part des consultations avec un échange par Mon espace santé, en pourcentage.",
            "The share of consultations with an exchange by Mon espace santé, in percent.",
        ),
        share(
            "e_prescription",
            "Part des prescriptions par e-prescription, en pourcentage.",
            "The share of prescriptions by e-prescription, in percent.",
        ),
        share(
            "apcv",
            "Part des FSE avec l'application carte Vitale, en pourcentage.",
            "The share of claims with the carte Vitale application, in percent.",
        ),
        count(
            "ald_patients",
            "Nombre de patients en ALD du centre.",
            "How many ALD patients the centre has.",
        ),
        count(
            "medical_summaries",
            "Nombre d'entre eux dont le VSM alimente le DMP.",
            "How many of them have their medical summary in the DMP.",
        ),
        count(
            "structured_summaries",
            "Nombre de ces VSM au format structuré.",
            "How many of these summaries are structured.",
        ),
        Input {
            name: "on",
            kind: InputKind::Day,
            required: false,
            description: Bilingual::new(
                "Jour dont on applique les barèmes ; tous, sauf mention contraire.",
                "The day whose tariffs apply; all of them unless said.",
            ),
        },
    ]
}

fn work(given: &Inputs, figures: &Figures) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let point = point_value(figures);
    for (item, input) in INDICATORS {
        let tariff = figures.in_dataset("tariffs").find(|tariff| tariff.text("item") == item);
        if let (Some(tariff), Some(value)) = (tariff, given.quantity(input)) {
            indicator(&mut outcome, given, tariff, value, point);
        }
    }
    if let Some((_, figure)) = point
        && !outcome.lines.is_empty()
    {
        outcome.uses(figure);
        outcome.remark(
            "value_of_the_point",
            Wording::new(
                "La source imprime « 40 points (280 €) » sur la seule ligne du remplissage du DMP : le point y vaut 7 €, appliqué ici aux quatre indicateurs.",
                "The source prints \"40 points (280 €)\" on the one line of feeding the DMP: a point is 7 € there, applied here to the four indicators.",
            ),
            Some(figure),
        );
    }
    summaries(&mut outcome, given, figures)?;
    if outcome.lines.is_empty() {
        let message = wording!(
            "Donnez la part d'au moins un indicateur, ou les nombres de patients et de VSM.",
            "Give the share of at least one indicator, or the numbers of patients and summaries."
        );
        outcome.remark("nothing_measured", message, None);
    }
    prerequisite(&mut outcome, given, figures);
    let message = wording!(
        "Indicateurs et forfaits du projet d'avenant de mars 2022, sous réserve de sa signature.",
        "Indicators and amounts of the draft avenant of March 2022, subject to its signature."
    );
    let total = figures
        .in_dataset("tariffs")
        .find(|tariff| tariff.text("item") == "total_points");
    outcome.remark("subject_to_signature", message, total);
    Ok(outcome)
}

/// From 2023, a centre must have a referenced software.
fn prerequisite(outcome: &mut Outcome, given: &Inputs, figures: &Figures) {
    let is_before = given.day("on").is_some_and(|on| on.year() < FIRST_YEAR_OF_PREREQUISITE);
    let rule = figures.named("programme-rules", "avenant-4-logiciel-reference");
    if let Some(rule) = rule.filter(|_| !is_before) {
        let name = rule.text("name");
        let message = wording!("Prérequis : {name}.", "Prerequisite: {name}.");
        outcome.remark("prerequisite", message, Some(rule));
    }
}

/// The webinar of March 2022, line 542.
const FIRST_YEAR_OF_PREREQUISITE: i32 = 2023;

/// The value of a point: the amount over the points, on the one tariff that prints both.
fn point_value(figures: &Figures) -> Option<(Euros, &Figure)> {
    figures.in_dataset("tariffs").find_map(|tariff| {
        let points = tariff.integer("points").filter(|points| *points > 0)?;
        let amount = tariff.euros("amount")?;
        Some((Euros::from_cents(amount.cents() / points), tariff))
    })
}

/// The quantity of full-time practitioners that is paid for, and whether the cap cut it.
fn capped(outcome: &mut Outcome, given: &Inputs, tariff: &Figure) -> Decimal {
    let practitioners = given.quantity("full_time_practitioners").unwrap_or_default();
    let cap = tariff.integer("cap").map(whole);
    match cap {
        Some(cap) if practitioners > cap => {
            let told = outcome.remarks.iter().any(|remark| remark.code == "capped");
            if !told {
                let given = practitioners.in_words();
                let message = wording!(
                    "{given} ETP : {cap} au plus sont payés.",
                    "{given} full-time equivalents: {cap} at most are paid.",
                    [given]
                );
                outcome.remark("capped", message, Some(tariff));
            }
            cap
        }
        _ => practitioners,
    }
}

fn indicator(outcome: &mut Outcome, given: &Inputs, tariff: &Figure, value: Decimal, point: Option<(Euros, &Figure)>) {
    outcome.uses(tariff);
    let target = tariff.decimal("threshold").unwrap_or_default();
    let in_force = tariff.in_force(given.day("on"));
    let reached = value >= target;
    let quantity = capped(outcome, given, tariff);
    let points = tariff.integer("points").unwrap_or_default();
    let unit = Euros::from_cents(point.map_or(0, |(point, _)| point.cents()) * points);
    if !in_force {
        not_in_force(outcome, tariff);
    }
    outcome.lines.push(Line {
        label: Wording::new(tariff.text("name"), tariff.text("name")),
        quantity: Some(quantity),
        unit_amount: Some(unit),
        qualifier: Some("exact"),
        amount: if reached && in_force {
            product(unit, quantity, whole(100))
        } else {
            Euros::default()
        },
        measures: vec![Measure {
            label: Wording::new(tariff.text("threshold_of"), tariff.text("threshold_of")),
            target,
            value: Some(value),
            reached,
        }],
        figure: Some(tariff.slug().to_owned()),
        ..Default::default()
    });
}

fn not_in_force(outcome: &mut Outcome, tariff: &Figure) {
    let (name, force) = (tariff.text("name"), tariff.date("in_force"));
    let force = force.map(ApproximateDate::in_words).unwrap_or_default();
    let message = wording!(
        "{name} : pas en vigueur ce jour-là ({force}).",
        "{name}: not in force on that day ({force}).",
        [force]
    );
    outcome.remark("not_in_force", message, Some(tariff));
}

/// What is observed for an aid and when it is paid: neither is its entry into force, which is not printed.
fn observed(outcome: &mut Outcome, tariff: &Figure) {
    let (conditions, paid) = (tariff.text("conditions"), tariff.text("payment_schedule"));
    let message = wording!(
        "Conditions : {conditions}. Versement : {paid}.",
        "Conditions: {conditions}. Paid: {paid}."
    );
    outcome.remark("observed", message, Some(tariff));
}

/// How many patients there are, how many of them have a summary, and how many of these are structured; none where nothing is given.
fn counts(given: &Inputs) -> Result<Option<[i64; 3]>> {
    let (patients, made) = (given.count("ald_patients"), given.count("medical_summaries"));
    let structured = given.count("structured_summaries");
    let (patients, made) = match (patients, made) {
        (Some(patients), Some(made)) => (patients, made),
        (None, None) if structured.is_none() => return Ok(None),
        _ => {
            return Err(Error::bad_input(wording!(
                "ald_patients et medical_summaries vont ensemble",
                "ald_patients and medical_summaries go together"
            )));
        }
    };
    let structured = structured.unwrap_or_default();
    if made > patients || structured > made {
        return Err(Error::bad_input(wording!(
            "medical_summaries ne dépasse pas ald_patients, ni structured_summaries medical_summaries",
            "medical_summaries is at most ald_patients, and structured_summaries at most medical_summaries"
        )));
    }
    Ok(Some([patients, made, structured]))
}

/// The aid for medical summaries: the highest amount whose share is reached, increased when a third are structured.
fn summaries(outcome: &mut Outcome, given: &Inputs, figures: &Figures) -> Result<()> {
    let Some([patients, made, structured]) = counts(given)? else {
        return Ok(());
    };
    let mut tariffs: Vec<&Figure> = figures
        .in_dataset("tariffs")
        .filter(|tariff| tariff.text("item") == "medical_summary")
        .collect();
    tariffs.sort_by_key(|tariff| std::cmp::Reverse(tariff.decimal("threshold")));
    let reaches = |tariff: &&&Figure| {
        let share = tariff.decimal("threshold").unwrap_or_default();
        // made / patients >= share / 100, in whole numbers.
        patients > 0 && i128::from(made) * 100_000 >= i128::from(share.thousandths()) * i128::from(patients)
    };
    let Some(tariff) = tariffs.iter().find(reaches).or(tariffs.last()).copied() else {
        return Ok(());
    };
    outcome.uses(tariff);
    let reached = reaches(&&tariff);
    observed(outcome, tariff);
    let increased = made > 0 && structured * 3 >= made;
    let quantity = capped(outcome, given, tariff);
    let unit = tariff.euros("amount").unwrap_or_default();
    let increase = tariff.decimal("increase").filter(|_| increased && reached);
    let percent = Decimal::from_thousandths(100_000 + increase.unwrap_or_default().thousandths()).unwrap_or_default();
    let share = Decimal::from_thousandths(if patients > 0 { made * 100_000 / patients } else { 0 });
    outcome.lines.push(Line {
        label: Wording::new(tariff.text("name"), tariff.text("name")),
        quantity: Some(quantity),
        unit_amount: Some(unit),
        qualifier: Some("about"),
        increase,
        amount: if reached {
            product(unit, quantity, percent)
        } else {
            Euros::default()
        },
        measures: vec![Measure {
            label: Wording::new(tariff.text("threshold_of"), tariff.text("threshold_of")),
            target: tariff.decimal("threshold").unwrap_or_default(),
            value: share,
            reached,
        }],
        figure: Some(tariff.slug().to_owned()),
        ..Default::default()
    });
    outcome.remark(
        "weighting",
        Wording::new(
            "Le forfait VSM est pondéré par la taille de la patientèle médecin traitant, sur une référence que la source ne donne pas : le montant est avant pondération.",
            "The amount for summaries is weighted by the size of the centre's list of patients, on a reference that the source does not give: it is told before weighting.",
        ),
        figures.named("programme-rules", "avenant-4-vsm-ponderation"),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calculators::figures::founding;

    fn total(inputs: &[(&str, String)]) -> i64 {
        let calculator = calculator();
        let inputs: Vec<(String, String)> = inputs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.clone()))
            .collect();
        let figures = founding("avenant-4-centres-de-sante", calculator.datasets);
        calculator
            .work_out(&calculator.read(&inputs).unwrap(), &figures)
            .unwrap()
            .total()
            .map_or(0, Euros::cents)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn more_practitioners_or_usage_never_pay_less_and_twenty_are_paid_at_most(
            etp in 0i64..60_000, more in 0i64..30_000, share in 0i64..=100, further in 0i64..=100,
        ) {
            let of = |etp: i64, share: i64| total(&[
                ("full_time_practitioners", format!("{}.{:03}", etp / 1000, etp % 1000)),
                ("dmp_feeding", share.min(100).to_string()),
                ("apcv", share.min(100).to_string()),
            ]);
            prop_assert!(of(etp, share) <= of(etp + more, share));
            prop_assert!(of(etp, share) <= of(etp, share + further));
            prop_assert!(of(etp, share) <= 20 * 2 * 280 * 100);
        }

        #[test]
        fn structured_summaries_pay_a_fifth_more_at_most(made in 0i64..=100, structured in 0i64..=100) {
            prop_assume!(structured <= made);
            let of = |structured: i64| total(&[
                ("full_time_practitioners", "3".to_owned()),
                ("ald_patients", "100".to_owned()),
                ("medical_summaries", made.to_string()),
                ("structured_summaries", structured.to_string()),
            ]);
            let (plain, increased) = (of(0), of(structured));
            prop_assert!(increased == plain || (increased * 5 == plain * 6 && structured * 3 >= made));
        }
    }
}
