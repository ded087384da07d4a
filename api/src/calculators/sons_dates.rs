use chrono::NaiveDate;

use super::{Figure, Figures, Outcome};
use crate::domain::{ApproximateDate, day_in_words, wording};

/// A quote is signed after the arrêté of its function is published (presentation of October 2021, line 449).
pub(super) fn text(outcome: &mut Outcome, figures: &Figures, function_and_wave: (&str, i64), ordered: NaiveDate) {
    let (function, wave) = function_and_wave;
    let specification = figures
        .in_dataset("specifications")
        .find(|known| known.text("software_function") == function && known.integer("wave") == Some(wave));
    let rule = figures.named("programme-rules", "sons-devis-apres-arrete");
    if let Some(rule) = rule {
        outcome.uses(rule);
    }
    let of_kind = |kind| specification.and_then(|specification| Some((dated(specification, kind)?, specification)));
    let on = day_in_words(ordered);
    if let Some((published, specification)) = of_kind("official_journal") {
        outcome.uses(specification);
        if published.earliest().is_some_and(|day| ordered < day) {
            let published = published.in_words();
            let message = wording!(
                "Devis signé le {on}, avant la publication de l'arrêté au Journal officiel ({published}).",
                "The quote was signed on {on}, before the arrêté was published in the Journal officiel ({published}).",
                [on, published]
            );
            outcome.refuse("before_the_text", message, Some(specification));
        }
        return;
    }
    // What was not even signed was not published.
    let signed = ["arrete", "dsr"].into_iter().find_map(of_kind);
    if let Some((signed, specification)) = signed {
        outcome.uses(specification);
        if signed.earliest().is_some_and(|day| ordered < day) {
            let signed = signed.in_words();
            let message = wording!(
                "Devis signé le {on}, avant même la date du texte de cette fonction ({signed}).",
                "The quote was signed on {on}, even before the date of the text of this function ({signed}).",
                [on, signed]
            );
            return outcome.refuse("before_the_text", message, Some(specification));
        }
    }
    let message = wording!(
        "Le jour où l'arrêté de cette fonction a été publié n'est pas dans les sources : seul un devis signé après lui est admissible, et cela n'est pas vérifié.",
        "The day on which the arrêté of this function was published is not in the sources: only a quote signed after it is admissible, and that is not checked."
    );
    outcome.remark("text_unknown", message, rule);
}

/// The date of the first text of a kind.
fn dated<'a>(specification: &'a Figure, kind: &str) -> Option<&'a ApproximateDate> {
    let texts = specification.items("texts").filter(|text| text.is("kind", kind));
    let dates = texts.filter_map(|text| text.date("dated_on"));
    dates
        .filter(|date| date.earliest().is_some())
        .min_by_key(|date| date.earliest())
}

/// An order falls in the phase of orders of its window.
pub(super) fn orders(outcome: &mut Outcome, figures: &Figures, window: &Figure, ordered: NaiveDate) {
    let phases = || window.phases("order");
    let is_refused = !outcome.refusals.is_empty();
    let start = phases().find_map(|phase| phase.date("starts_on"));
    let on = day_in_words(ordered);
    if let Some(start) = start.filter(|start| start.earliest().is_some_and(|first| ordered < first) && !is_refused) {
        let start = start.in_words();
        let message = wording!(
            "Commande du {on}, avant l'ouverture des commandes de cette fenêtre ({start}).",
            "Ordered on {on}, before orders of this window opened ({start}).",
            [on, start]
        );
        outcome.refuse("before_the_opening", message, Some(window));
    }
    let end = phases().find_map(|phase| {
        let end = phase.date("ends_on")?;
        Some((end, end.latest()?))
    });
    match end {
        Some((end, last)) if ordered > last => {
            let end = end.in_words();
            let message = wording!(
                "Commande du {on}, après la fin des commandes de cette fenêtre ({end}).",
                "Ordered on {on}, after the end of orders of this window ({end}).",
                [on, end]
            );
            outcome.refuse("after_the_end", message, Some(window));
            if let Some(rule) = figures.named("programme-rules", "sons-date-de-fermeture") {
                outcome.uses(rule);
            }
        }
        Some((_, last)) if ordered == last => {
            let message = wording!(
                "C'est le dernier jour des commandes : une source dit que le devis doit être validé « avant cette date ».",
                "This is the last day of orders: one source says that the quote must be validated \"before that date\"."
            );
            let rule = figures.named("programme-rules", "sons-date-de-fermeture");
            outcome.remark("last_day", message, rule.or(Some(window)));
        }
        Some(_) => {}
        None => {
            let message = wording!(
                "La fin des commandes de cette fenêtre n'est pas dans les sources : elle n'est pas vérifiée.",
                "The end of orders of this window is not in the sources: it is not checked."
            );
            outcome.remark("end_unknown", message, Some(window));
        }
    }
}
