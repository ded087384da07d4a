use super::context::Layout;
use crate::{
    datasets::{
        Column, Dataset, Kind, Node, Part,
        model::{
            codes::{code_in_words, is_code},
            description,
        },
        read::labels::{self, unit},
    },
    domain::{Decimal, Value, numeral},
};

/// A value as people read it.
#[derive(Default)]
pub(super) struct Cell {
    /// What it says; empty where there is no value.
    pub(super) text: String,
    /// Where it leads.
    pub(super) link: Option<String>,
    /// Whether it is a number: aligned with those above and below.
    pub(super) is_number: bool,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    fn number(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            link: None,
            is_number: true,
        }
    }
}

/// The value of a column of a row that was read with the names of what it refers to.
pub(super) fn cell(page: &Layout, dataset: &Dataset, node: &Node, place: usize) -> Cell {
    let column = &dataset.columns[place];
    match (&node.row.values[place], column.kind) {
        (Value::Reference(reference), Kind::Reference(target)) => Cell {
            text: labels::label(dataset, node, place, page.language).unwrap_or_else(|| reference.slug.clone()),
            link: Some(page.record(target, &reference.slug)),
            is_number: false,
        },
        (value @ Value::Decimal(quantity), _) => {
            let mut cell = plain(page, column, value);
            let unit = if column.name == "value" {
                unit(dataset, node, page.language)
            } else {
                None
            };
            let unit = unit.map(|unit| format!("\u{a0}{}", agreed(&unit, quantity.thousandths())));
            cell.text.extend(unit);
            cell
        }
        (value, _) => plain(page, column, value),
    }
}

/// A percentage as the page's language writes it: `12,5 %`, `12.5%`.
pub(super) fn percent(page: &Layout, share: Decimal) -> String {
    format!(
        "{}{}",
        numeral(&share.to_string(), page.language),
        page.say("\u{a0}%", "%")
    )
}

/// A unit as French writes it beside a number: `1 document`, `2 documents`. Units of several words are left as their source has them.
fn agreed(unit: &str, thousandths: i64) -> &str {
    let is_one = thousandths.abs() < 2_000 && !unit.contains(' ') && unit != "mois";
    unit.strip_suffix('s').filter(|_| is_one).unwrap_or(unit)
}

/// How many items of a list a table shows.
const MOST_ITEMS: usize = 4;

/// The items of a list that a record holds, in few words.
pub(super) fn items(page: &Layout, part: &Part, items: &[Vec<Value>]) -> Cell {
    let shown = items.iter().take(MOST_ITEMS).map(|item| {
        let columns = part
            .columns
            .iter()
            .zip(item)
            .filter(|(column, _)| column.name != "note");
        let said = columns.filter_map(|(column, value)| match value {
            Value::Boolean(true) => Some(page.words(&column.title).to_lowercase()),
            Value::Boolean(false) | Value::Null => None,
            // A date alone does not say whether something begins or ends.
            Value::Date(date) => Some(titled_date(page, column, date.edtf(), &plain(page, column, value).text)),
            value => Some(plain(page, column, value).text),
        });
        said.collect::<Vec<_>>().join(", ")
    });
    let mut text = shown.collect::<Vec<_>>().join(" · ");
    if items.len() > MOST_ITEMS {
        text.push_str(" …");
    }
    Cell::text(text)
}

/// A date of a list after the title of its column: "publiée le 7 décembre 2023", but "publiée : décembre 2023".
pub(super) fn titled_date(page: &Layout, column: &Column, edtf: &str, words: &str) -> String {
    let title = page.words(&column.title).to_lowercase();
    let is_day = edtf.len() >= "2023-12-07".len() && !edtf.contains('/');
    match title.strip_suffix(" le").filter(|_| !is_day) {
        Some(title) => format!("{title}\u{a0}: {words}"),
        None => format!("{title} {words}"),
    }
}

/// A value that stands by itself: of a part, or of a column that refers to nothing.
pub(super) fn plain(page: &Layout, column: &Column, value: &Value) -> Cell {
    let language = page.language;
    match value {
        Value::Null => Cell::default(),
        Value::Text(code) if is_code(column) => Cell::text(code_in_words(code, language)),
        Value::Text(text) => Cell {
            link: match text.strip_prefix("/v1/") {
                Some(record) => Some(page.link(&format!("/datasets/{record}"))),
                None => is_address(text).then(|| text.clone()),
            },
            ..Cell::text(text)
        },
        // Years, and numbers of windows, are not numeral.
        Value::Integer(number) if number.unsigned_abs() < 10_000 => Cell::number(number.to_string()),
        Value::Integer(number) => Cell::number(numeral(&number.to_string(), language)),
        Value::Decimal(quantity) => Cell::number(match column.is_percent {
            true => percent(page, *quantity),
            false => numeral(&quantity.to_string(), language),
        }),
        Value::Euros(amount) => Cell::number(amount.in_words().text(language)),
        Value::Boolean(answer) => Cell::text(match answer {
            true => page.say("oui", "yes"),
            false => page.say("non", "no"),
        }),
        Value::List(items) => Cell::text(items.join(page.say(" ; ", "; "))),
        Value::Date(date) => Cell::text(date.in_words().text(language)),
        Value::Term(code) => {
            Cell::text(description::label(column, value, language).unwrap_or_else(|| (*code).to_owned()))
        }
        Value::Reference(reference) => Cell::text(&reference.slug),
    }
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::agreed;

    #[test]
    fn a_unit_is_singular_below_two() {
        assert_eq!(agreed("documents", 1_000), "document");
        assert_eq!(agreed("documents", 0), "document");
        assert_eq!(agreed("documents", 2_000), "documents");
        assert_eq!(agreed("mois", 1_000), "mois");
        assert_eq!(agreed("professionnels libéraux", 1_000), "professionnels libéraux");
    }
}
