use chrono::{Days, Months, NaiveDate};

use super::{Figure, Figures, Inputs, Outcome};
use crate::domain::{ApproximateDate, day_in_words, wording};

/// At most 120 calendar days from the order to the filing of the proofs (presentation of October 2021, line 450), which are filed before the
/// referencing of the function closes.
pub(super) fn filing(outcome: &mut Outcome, given: &Inputs, figures: &Figures, window: &Figure, ordered: NaiveDate) {
    let rule = figures.named("programme-rules", "sons-commande-anterieure-aux-preuves");
    let days = rule
        .and_then(|rule| rule.decimal("quantity"))
        .map_or(120, |days| days.thousandths() / 1000);
    let referenced = given.day("referenced_on");
    let Some(filed) = given.day("proofs_filed_on") else {
        match referenced {
            None => conditional(outcome, figures, window, days, ordered),
            Some(referenced) if referenced > ordered => to_proofs(outcome, figures, window, days, ordered),
            Some(_) => {}
        }
        if let Some(referenced) = referenced {
            before_the_desk(outcome, window, referenced);
        }
        return;
    };
    let (on, filed_on) = (day_in_words(ordered), day_in_words(filed));
    let limit = ordered.checked_add_days(Days::new(days.unsigned_abs()));
    if limit.is_some_and(|limit| filed > limit) {
        let message = wording!(
            "Commande du {on}, antérieure de plus de {days} jours calendaires au dépôt des preuves ({filed_on}).",
            "Ordered on {on}, more than {days} calendar days before the proofs were filed ({filed_on}).",
            [on, filed_on]
        );
        outcome.refuse("too_early", message, rule);
    } else if let Some(rule) = rule {
        outcome.uses(rule);
    }
    closed(outcome, window, filed);
    before_the_desk(outcome, window, filed);
}

/// Remarks on a day of the referencing that is before its desk opened.
fn before_the_desk(outcome: &mut Outcome, window: &Figure, day: NaiveDate) {
    let Some((Some(desk), _)) = phase(window, "referencing") else {
        return;
    };
    if desk.earliest().is_some_and(|first| day < first) {
        let (day, desk) = (day_in_words(day), desk.in_words());
        let message = wording!(
            "Le {day} précède l'ouverture du guichet de référencement ({desk}) : vérifiez cette date.",
            "{day} is before the referencing desk opened ({desk}): check that date.",
            [day, desk]
        );
        outcome.remark("before_the_desk", message, Some(window));
    }
}

/// The start and the end of the first phase of a kind that was not superseded.
fn phase<'a>(
    window: &'a Figure,
    kind: &'static str,
) -> Option<(Option<&'a ApproximateDate>, Option<&'a ApproximateDate>)> {
    let phase = window.phases(kind).next()?;
    Some((phase.date("starts_on"), phase.date("ends_on")))
}

/// Until when proofs are filed: the end of their own phase, or else that of referencing requests.
fn last_filing(window: &Figure) -> Option<(&ApproximateDate, bool)> {
    let of_proofs = phase(window, "proof").and_then(|(_, end)| Some((end?, true)));
    of_proofs.or_else(|| phase(window, "referencing").and_then(|(_, end)| Some((end?, false))))
}

/// Refuses proofs filed after the end; where the ANS still took answers, it is not certain.
fn closed(outcome: &mut Outcome, window: &Figure, filed: NaiveDate) {
    let Some((end, of_proofs)) = last_filing(window) else {
        return;
    };
    if end.latest().is_none_or(|last| filed <= last) {
        return;
    }
    let (filed_on, end) = (day_in_words(filed), end.in_words());
    let answers = phase(window, "exchanges").and_then(|(_, end)| end);
    if !of_proofs && answers.is_some_and(|answers| answers.latest().is_none_or(|last| filed <= last)) {
        let answers = answers.map(ApproximateDate::in_words).unwrap_or_default();
        let message = wording!(
            "Preuves déposées le {filed_on}, après la fin des demandes de référencement ({end}) mais avant celle des réponses à l'ANS ({answers}) : les sources ne disent pas si elles comptent.",
            "The proofs were filed on {filed_on}, after referencing requests ended ({end}) but before answers to the ANS did ({answers}): the sources do not say whether they count.",
            [filed_on, end, answers]
        );
        return outcome.remark("unclear_filing", message, Some(window));
    }
    let message = wording!(
        "Preuves déposées le {filed_on}, après la fin du référencement de cette fonction ({end}).",
        "The proofs were filed on {filed_on}, after the referencing of this function closed ({end}).",
        [filed_on, end]
    );
    outcome.refuse("referencing_closed", message, Some(window));
}

/// What an order rests on while nothing is known of its proofs.
fn conditional(outcome: &mut Outcome, figures: &Figures, window: &Figure, days: i64, ordered: NaiveDate) {
    to_proofs(outcome, figures, window, days, ordered);
    if let Some((rule, months)) = months_to_referencing(figures, window) {
        let message = wording!(
            "Si la solution n'est pas encore référencée, la commande est « sous condition » : elle n'est valable que si l'ANS la référence sous {months} mois.",
            "If the solution is not referenced yet, the order is conditional: it is valid only if the ANS references the solution within {months} months."
        );
        outcome.remark("conditional", message, Some(rule));
    }
}

/// What an order rests on while the day of its proofs is not known.
fn to_proofs(outcome: &mut Outcome, figures: &Figures, window: &Figure, days: i64, ordered: NaiveDate) {
    let rule = figures.named("programme-rules", "sons-commande-anterieure-aux-preuves");
    let message = wording!(
        "Si la solution n'était pas référencée à la commande : les preuves doivent être déposées dans les {days} jours calendaires qui la suivent.",
        "If the solution was not referenced when it was ordered: the proofs must be filed within the {days} calendar days that follow."
    );
    outcome.remark("conditional", message, rule);
    if let Some((end, _)) = last_filing(window).filter(|(end, _)| end.latest().is_some_and(|last| ordered > last)) {
        let end = end.in_words();
        let message = wording!(
            "Le référencement de cette fonction est clos ({end}) : les preuves doivent avoir été déposées avant.",
            "The referencing of this function is closed ({end}): the proofs must have been filed before.",
            [end]
        );
        outcome.remark("referencing_over", message, Some(window));
    }
}

/// The rule of conditional orders, where it concerns a window, and its months.
fn months_to_referencing<'a>(figures: &'a Figures, window: &Figure) -> Option<(&'a Figure, i64)> {
    let rule = figures.named("programme-rules", "sons-commande-sous-condition")?;
    let months = rule.decimal("quantity")?.thousandths() / 1000;
    rule.concerns(window).then_some((rule, months))
}

/// A conditional order is valid only if the ANS references the solution within four months (webinar of March 2022, line 596).
pub(super) fn referencing(
    outcome: &mut Outcome,
    given: &Inputs,
    figures: &Figures,
    window: &Figure,
    ordered: NaiveDate,
) {
    let Some(referenced) = given.day("referenced_on").filter(|referenced| *referenced > ordered) else {
        return;
    };
    let Some((rule, months)) = months_to_referencing(figures, window) else {
        return;
    };
    outcome.uses(rule);
    let limit = ordered.checked_add_months(Months::new(u32::try_from(months).unwrap_or_default()));
    if limit.is_some_and(|limit| referenced > limit) {
        let (on, referenced_on) = (day_in_words(ordered), day_in_words(referenced));
        let message = wording!(
            "Commande sous condition du {on} : la solution n'a été référencée que le {referenced_on}, plus de {months} mois après.",
            "Conditional order of {on}: the solution was referenced on {referenced_on} only, more than {months} months later.",
            [on, referenced_on]
        );
        outcome.refuse("not_referenced_in_time", message, Some(rule));
    }
}
