use chrono::NaiveDate;

use super::{context::Layout, rows::Rows};
use crate::{
    datasets::{
        Dataset, Node,
        model::{fields::Shows, phases::Certainty},
        read::labels,
        registry,
    },
    domain::Value,
    web::list_query::Query,
};

/// The day and the kind of phase that a query asks to be under way.
struct Asked<'a> {
    day: NaiveDate,
    /// Any, if it does not say.
    kind: Option<&'a str>,
}

/// Puts the rows that certainly have such a phase before those that perhaps have one, where the page has them all, and says how many they are.
pub(super) fn certain_first(page: &Layout, query: &Query, text: &str, rows: &mut Rows) -> Option<String> {
    let asked = asked(query, text)?;
    let is_whole = !rows.page.has_next && !rows.page.has_previous;
    if !is_whole || rows.page.nodes.is_empty() {
        return None;
    }
    let dataset = rows.dataset;
    let is_certain = |node: &Node| {
        let kinds = dataset.phases_on(asked.day, Certainty::Certain, &node.row.parts);
        asked.kind.map_or(!kinds.is_empty(), |kind| kinds.contains(&kind))
    };
    if query.sorted_by().is_none() {
        let place = |node: &Node| match is_certain(node) {
            true => 0,
            false => 1 + u8::from(is_beyond_programme(dataset, node, asked.day)),
        };
        rows.page.nodes.sort_by_key(place);
    }
    let certain = rows.page.nodes.iter().filter(|node| is_certain(node)).count();
    let perhaps = rows.page.nodes.len() - certain;
    let mut said = format!(
        "{certain} {} {perhaps} {}",
        page.say("à coup sûr ;", "for certain;"),
        page.say(
            "peut-être : les sources ne disent pas quand la phase commence, ou finit",
            "perhaps: the sources do not say when the phase begins, or ends"
        ),
    );
    let is_beyond = |node: &&Node| !is_certain(node) && is_beyond_programme(dataset, node, asked.day);
    let beyond = rows.page.nodes.iter().filter(is_beyond).count();
    if beyond > 0 {
        said.push_str(&format!(
            "{} {beyond} {}",
            page.say(" ; de ces dernières,", "; of these,"),
            page.say(
                "sont d'un programme que ses sources disent fini ce jour-là, ou pas commencé",
                "are of a programme that its sources say had ended by then, or had not begun"
            ),
        ));
    }
    said.push('.');
    Some(said)
}

/// Whether the programme of a row had ended by a day, or had not begun, by its own period.
pub(super) fn is_beyond_programme(dataset: &Dataset, node: &Node, day: NaiveDate) -> bool {
    let period = || {
        let programme = labels::referred(dataset, node, dataset.column("programme")?)?;
        match &programme.row.values[registry().find("programmes")?.column("period")?] {
            Value::Date(period) => period.earliest().zip(period.latest()),
            _ => None,
        }
    };
    period().is_some_and(|(first, last)| day < first || last < day)
}

fn asked<'a>(query: &Query, text: &'a str) -> Option<Asked<'a>> {
    let day = query.fields.iter().find_map(|field| match field.shows {
        Shows::PhasesOn(day, _) => Some(day),
        _ => None,
    })?;
    let kind = text.split('&').find_map(|pair| pair.strip_prefix("open_on."));
    Some(Asked {
        day,
        kind: kind.and_then(|rest| rest.split('=').next()),
    })
}
