use super::context::Layout;
use crate::{
    datasets::{Column, Dataset, Identity, Kind},
    web::{
        list_query::{Query, RESERVED},
        query::EVERYWHERE,
    },
};

/// A piece of code that reads the rows of a page.
pub(super) struct Snippet {
    /// The language or the tool.
    pub(super) title: &'static str,
    pub(super) code: String,
}

/// How many rows fit one cell of a spreadsheet, which holds 32,767 characters.
const MOST_IN_A_CELL: u64 = 25;

/// How the rows of a query are read from programs; `total` says how many there are.
pub(super) fn snippets(page: &Layout, dataset: &Dataset, query: &Query, total: u64) -> Vec<Snippet> {
    let name = dataset.name;
    let whole = |ending: &str| page.whole(&format!("/v1/{name}.{ending}{}", query.with(&[])));
    let (csv, json) = (whole("csv"), whole("json"));
    let download = format!("curl --output {name}.csv '{csv}'");
    let snippet = |title, code| Snippet { title, code };
    let mut all = vec![
        snippet("curl", download.clone()),
        snippet(
            "Python",
            format!("import pandas\n\nrows = pandas.read_csv(\"{csv}\")\nprint(rows)"),
        ),
        snippet(
            "R",
            format!("rows <- read.csv(\"{csv}\", encoding = \"UTF-8\")\nprint(rows)"),
        ),
        snippet("DuckDB", format!("{download}\nduckdb -c \"FROM '{name}.csv'\"")),
        snippet(
            "JavaScript",
            format!("const answer = await fetch(\"{json}\");\nconst rows = await answer.json();\nconsole.log(rows);"),
        ),
    ];
    all.extend(graphql(dataset, query).map(|code| snippet("GraphQL", code)));
    all.push(snippet("Google Sheets", format!("=IMPORTDATA(\"{csv}\")")));
    if total <= MOST_IN_A_CELL {
        let function = page.say("SERVICEWEB", "WEBSERVICE");
        all.push(snippet("Excel, LibreOffice", format!("={function}(\"{csv}\")")));
    }
    all
}

/// The same rows in GraphQL; none where a condition is none of equality.
fn graphql(dataset: &Dataset, query: &Query) -> Option<String> {
    let text = query.with(&[]);
    let pairs = form_urlencoded::parse(text.trim_start_matches('?').as_bytes());
    let mut conditions = Vec::new();
    for (name, value) in pairs {
        if EVERYWHERE.contains(&name.as_ref()) || name == "limit" {
            continue;
        }
        if RESERVED.contains(&name.as_ref()) {
            return None;
        }
        let column = &dataset.columns[dataset.column(&name)?];
        conditions.push(format!("{}: {}", camel(&name), condition(column, &value)?));
    }
    let filter = if conditions.is_empty() {
        String::new()
    } else {
        format!(", filter: {{ {} }}", conditions.join(", "))
    };
    let columns = dataset.columns.iter().filter(|column| column.name != "document");
    let fields: Vec<String> = columns.map(field).collect();
    let slug = if dataset.identity == Identity::Record {
        "slug "
    } else {
        ""
    };
    Some(format!(
        "{{\n  {}(first: 100{filter}) {{\n    totalCount\n    nodes {{ {slug}{} }}\n  }}\n}}",
        camel(dataset.name),
        fields.join(" ")
    ))
}

fn condition(column: &Column, value: &str) -> Option<String> {
    let quoted = || serde_json::to_string(value).ok();
    match column.kind {
        Kind::Reference(_) => Some(format!("{{ slug: {{ eq: {} }} }}", quoted()?)),
        Kind::Term(_) => Some(format!("{{ eq: {} }}", value.to_uppercase().replace('-', "_"))),
        Kind::Text => Some(format!("{{ eq: {} }}", quoted()?)),
        _ => None,
    }
}

fn field(column: &Column) -> String {
    let name = camel(column.name);
    match column.kind {
        Kind::Reference(_) => format!("{name} {{ slug }}"),
        Kind::Date => format!("{name} {{ edtf }}"),
        _ => name,
    }
}

/// A name as GraphQL has it: `funding-windows` is `fundingWindows`.
fn camel(name: &str) -> String {
    let mut words = name.split(['-', '_']);
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}
