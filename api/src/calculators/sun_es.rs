use super::{
    Figure, Figures, Input, InputKind, Inputs, Outcome,
    calculator::Calculator,
    outcome::{Alternative, Line, Measure, product, whole},
};
use crate::domain::{ApproximateDate, Bilingual, Decimal, Euros, Result, Wording, day_in_words, wording};

/// A domain of part 1.
struct Domain {
    /// The term by which usage targets name it.
    term: &'static str,
    /// The input that holds its forfait.
    forfait: &'static str,
    label: Bilingual,
    /// The inputs of its indicators, with the indicators' slugs.
    indicators: &'static [(&'static str, &'static str)],
}

const DOMAINS: [Domain; 3] = [
    Domain {
        term: "discharge_documents",
        forfait: "forfait_discharge_documents",
        label: Bilingual::new("Documents de sortie", "Discharge documents"),
        indicators: &[
            ("discharge_letter", "alimentation-du-dmp-en-lettre-de-liaison-ldl"),
            ("discharge_prescription", "alimentation-du-dmp-en-ordonnance-de-sortie"),
            ("operative_report", "alimentation-du-dmp-en-compte-rendu-operatoire-cro"),
        ],
    },
    Domain {
        term: "biology",
        forfait: "forfait_biology",
        label: Bilingual::new("Biologie", "Biology"),
        indicators: &[(
            "biology_report",
            "alimentation-du-dmp-en-compte-rendu-de-biologie-cda-r2-niveau-3",
        )],
    },
    Domain {
        term: "imaging",
        forfait: "forfait_imaging",
        label: Bilingual::new("Imagerie", "Imaging"),
        indicators: &[("imaging_report", "alimentation-du-dmp-en-compte-rendu-d-imagerie")],
    },
];

pub(super) fn calculator() -> Calculator {
    Calculator {
        name: "sun-es",
        title: Bilingual::new("SUN-ES, volet 1", "SUN-ES, part 1"),
        description: Bilingual::new(
            "Ce que le volet 1 de SUN-ES verse à un établissement de santé : le forfait de chaque domaine dont toutes les cibles sont atteintes, au taux de la fenêtre.",
            "What part 1 of SUN-ES pays a hospital: the lump sum of each domain whose targets are all reached, at the rate of the window.",
        ),
        inputs: inputs(),
        programme: "sun-es",
        datasets: &["funding-windows", "usage-targets", "prerequisites", "programme-rules"],
        work,
    }
}

/// The inputs.
fn inputs() -> Vec<Input> {
    let forfait = |name, french, english| Input {
        name,
        kind: InputKind::Euros,
        required: false,
        description: Bilingual::new(french, english),
    };
    let mut inputs = vec![
        Input {
            name: "window",
            kind: InputKind::Count(1, 4),
            required: true,
            description: Bilingual::new(
                "Numéro de la fenêtre, de 1 à 4.",
                "The number of the window, from 1 to 4.",
            ),
        },
        forfait(
            "forfait_discharge_documents",
            "Forfait de l'établissement pour les documents de sortie, en euros.",
            "The hospital's lump sum for discharge documents, in euros.",
        ),
        forfait(
            "forfait_biology",
            "Forfait de l'établissement pour la biologie, en euros.",
            "The hospital's lump sum for biology, in euros.",
        ),
        forfait(
            "forfait_imaging",
            "Forfait de l'établissement pour l'imagerie, en euros.",
            "The hospital's lump sum for imaging, in euros.",
        ),
    ];
    inputs.extend(shares());
    inputs.extend([
        Input {
            name: "prerequisites_met",
            kind: InputKind::Count(0, 6),
            required: false,
            description: Bilingual::new(
                "Nombre de prérequis remplis ; tous, sauf mention contraire.",
                "How many prerequisites are met; all unless said.",
            ),
        },
        Input {
            name: "on",
            kind: InputKind::Day,
            required: false,
            description: Bilingual::new(
                "Jour de la candidature : il doit tomber dans la période de candidature de la fenêtre.",
                "The day of the application: it must fall in the window's application period.",
            ),
        },
    ]);
    inputs
}

/// The shares of documents that must reach their targets.
fn shares() -> [Input; 5] {
    let share = |name, french, english| Input {
        name,
        kind: InputKind::Quantity(0, 100),
        required: false,
        description: Bilingual::new(french, english),
    };
    [
        share(
            "discharge_letter",
            "Part des lettres de liaison alimentant le DMP, en pourcentage.",
            "The share of discharge letters fed to the DMP, in percent.",
        ),
        share(
            "discharge_prescription",
            "Part des ordonnances de sortie alimentant le DMP, en pourcentage.",
            "The share of discharge prescriptions fed to the DMP, in percent.",
        ),
        share(
            "operative_report",
            "Part des comptes rendus opératoires alimentant le DMP, en pourcentage.",
            "The share of operative reports fed to the DMP, in percent.",
        ),
        share(
            "biology_report",
            "Part des comptes rendus de biologie alimentant le DMP, en pourcentage.",
            "The share of biology reports fed to the DMP, in percent.",
        ),
        share(
            "imaging_report",
            "Part des comptes rendus d'imagerie alimentant le DMP, en pourcentage.",
            "The share of imaging reports fed to the DMP, in percent.",
        ),
    ]
}

fn work(given: &Inputs, figures: &Figures) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let number = given.count("window").unwrap_or_default();
    let of_part = |window: &&Figure| window.text("part") == "volet-1";
    let window = figures
        .in_dataset("funding-windows")
        .filter(of_part)
        .find(|window| window.integer("number") == Some(number));
    let Some(window) = window else {
        outcome.refuse(
            "no_such_window",
            Wording::new(
                format!("Le volet 1 n'a pas de fenêtre {number}."),
                format!("Part 1 has no window {number}."),
            ),
            None,
        );
        return Ok(outcome);
    };
    outcome.uses(window);
    entry(&mut outcome, given, figures, window);
    let rate = window.decimal("rate").unwrap_or_default();
    for domain in &DOMAINS {
        let Some(forfait) = given.euros(domain.forfait) else {
            continue;
        };
        let measures = measures(&mut outcome, given, figures, window, domain);
        let reached = !measures.is_empty() && measures.iter().all(|measure| measure.reached);
        if !reached && measures.iter().any(|measure| measure.reached) {
            partly_reached(&mut outcome, figures, domain);
        }
        outcome.lines.push(Line {
            label: domain.label.into(),
            quantity: Some(whole(1)),
            unit_amount: Some(forfait),
            rate: Some(rate),
            amount: if reached {
                product(forfait, whole(1), rate)
            } else {
                Euros::default()
            },
            measures,
            figure: Some(window.slug().to_owned()),
            ..Default::default()
        });
    }
    if outcome.lines.is_empty() {
        let message = wording!(
            "Donnez le forfait d'au moins un domaine : les sources ne publient pas les montants par établissement.",
            "Give the lump sum of at least one domain: the sources do not publish the amounts of each hospital."
        );
        outcome.remark("no_forfait", message, None);
    }
    later_windows(&mut outcome, figures, number);
    Ok(outcome)
}

/// A domain of which some targets are reached: that it pays nothing is a reading.
fn partly_reached(outcome: &mut Outcome, figures: &Figures, domain: &Domain) {
    let label = Wording::from(domain.label);
    let message = wording!(
        "{label} : une partie seulement des cibles est atteinte. La source paie « à l'atteinte de cibles d'usage » sans dire ce que vaut une partie ; rien n'est compté.",
        "{label}: some of the targets are reached only. The source pays \"when usage targets are reached\" and does not say what a part is worth; nothing is counted.",
        [label]
    );
    outcome.remark("partly_reached", message, figures.named("programme-rules", ALL_TARGETS));
}

/// The rule that a domain is paid when its targets are reached.
const ALL_TARGETS: &str = "sun-es-cibles-d-usage";

/// The prerequisites that a tolerance of the first window may concern: the two of security, under which it is printed.
const TOLERATED_FAMILY: &str = "security";

/// All the prerequisites must be met; the first window has a tolerance, whose extent the source does not say.
fn prerequisites(outcome: &mut Outcome, given: &Inputs, figures: &Figures, window: &Figure) {
    let all: Vec<&Figure> = figures.in_dataset("prerequisites").collect();
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let Some(met) = given.count("prerequisites_met").filter(|met| *met < count) else {
        return;
    };
    let of_security = all
        .iter()
        .filter(|known| known.text("family") == TOLERATED_FAMILY)
        .count();
    let of_security = i64::try_from(of_security).unwrap_or_default();
    let tolerated = all
        .iter()
        .find(|prerequisite| !prerequisite.text("tolerance").is_empty());
    if let Some(tolerated) = tolerated
        && window.integer("number") == Some(1)
        && met >= count - of_security
    {
        if !outcome.refusals.is_empty() {
            return;
        }
        let message = wording!(
            "{met} prérequis remplis sur {count} : une « tolérance pour la 1re fenêtre de financement » est imprimée sous les deux prérequis de sécurité, sans dire si elle vaut pour les deux ni jusqu'où. Le dossier est compté comme admis ; si le prérequis qui manque n'en est pas, il ne l'est pas.",
            "{met} prerequisites met out of {count}: a \"tolerance for the first funding window\" is printed under the two security prerequisites, without saying whether it holds for both, nor how far. The application is counted as admitted; if what is missing is not one of them, it is not."
        );
        outcome.alternatives.push(Alternative {
            label: wording!(
                "Si la tolérance ne couvre pas ce qui manque",
                "If the tolerance does not cover what is missing"
            ),
            total: Euros::default(),
        });
        return outcome.remark("tolerance", message, Some(tolerated));
    }
    let message = wording!(
        "{met} prérequis remplis : les {count} doivent l'être pour se porter candidat.",
        "{met} prerequisites met: all {count} must be, to apply."
    );
    let rule = figures.named("programme-rules", "sun-es-tous-les-prerequis");
    outcome.refuse("prerequisites", message, rule);
}

/// What a candidate must meet to enter: the prerequisites, and the application period.
fn entry(outcome: &mut Outcome, given: &Inputs, figures: &Figures, window: &Figure) {
    if let Some(on) = given.day("on") {
        applications(outcome, window, on);
    }
    prerequisites(outcome, given, figures, window);
}

/// The application period of a window.
fn applications(outcome: &mut Outcome, window: &Figure, on: chrono::NaiveDate) {
    for phase in window.phases("application") {
        if let (Some(start), Some(end)) = (phase.date("starts_on"), phase.date("ends_on")) {
            let open = start.earliest().is_none_or(|first| first <= on) && end.latest().is_none_or(|last| on <= last);
            if !open {
                outcome.refuse("application_closed", closed(on, start, end), Some(window));
            }
        }
    }
}

fn closed(on: chrono::NaiveDate, start: &ApproximateDate, end: &ApproximateDate) -> Wording {
    let (on, from, to) = (day_in_words(on), start.in_words(), end.in_words());
    wording!(
        "Le {on}, les candidatures à cette fenêtre ne sont pas ouvertes : elles vont du {from} au {to}.",
        "On {on}, applications to this window are not open: they run from {from} to {to}.",
        [on, from, to]
    )
}

fn measures(
    outcome: &mut Outcome,
    given: &Inputs,
    figures: &Figures,
    window: &Figure,
    domain: &Domain,
) -> Vec<Measure> {
    let mut measures = Vec::new();
    for (input, indicator) in domain.indicators {
        let target = figures.in_dataset("usage-targets").find(|target| {
            target.text("funding_window") == window.slug()
                && target.text("domain") == domain.term
                && target.text("indicator") == *indicator
        });
        if let Some((target, goal)) = target.and_then(|target| Some((target, target.decimal("target")?))) {
            outcome.uses(target);
            let value: Option<Decimal> = given.quantity(input);
            measures.push(Measure {
                label: Wording::new(target.text("name"), target.text("name")),
                target: goal,
                value,
                reached: value.is_some_and(|value| value >= goal),
            });
        }
    }
    measures
}

/// Which window still pays what: the rates of those that follow.
fn later_windows(outcome: &mut Outcome, figures: &Figures, number: i64) {
    let later: Vec<(i64, Wording)> = figures
        .in_dataset("funding-windows")
        .filter(|window| window.text("part") == "volet-1" && window.integer("number") > Some(number))
        .filter_map(|window| Some((window.integer("number")?, window.decimal("rate")?.in_words())))
        .collect();
    if later.is_empty() {
        return;
    }
    let list = |rate: fn(&Wording) -> &str| {
        let told = later
            .iter()
            .map(|(number, words)| format!("{number} : {} %", rate(words)));
        told.collect::<Vec<_>>().join(", ")
    };
    let list = Wording::new(
        list(|rate| &rate.french),
        list(|rate| &rate.english).replace(" :", ":").replace(" %", "%"),
    );
    let message = wording!(
        "Les fenêtres suivantes paient une part moindre du forfait, pour des cibles plus hautes ({list}).",
        "The windows that follow pay a smaller share of the lump sum, for higher targets ({list}).",
        [list]
    );
    let rule = figures.named("programme-rules", "sun-es-degressivite");
    outcome.remark("later_windows", message, rule);
}
