use std::{collections::BTreeSet, fs};

use super::floors::{files, root};

/// The methods and functions that take the name of a table or of a column.
const TAKING: [&str; 24] = [
    "Expr::col(",
    "DynIden::from(",
    "TableRef::from(",
    ".column(",
    ".columns([",
    ".from(",
    ".from_as(",
    ".from_table(",
    ".into_table(",
    ".table(",
    ".value(",
    ".values([",
    ".order_by(",
    ".group_by_col(",
    ".group_by_columns([",
    ".inner_join(",
    ".left_join(",
    ".cross_join(",
    ".join_as(JoinType::InnerJoin,",
    ".join_as(JoinType::LeftJoin,",
    ".join(JoinType::InnerJoin,",
    ".join(JoinType::LeftJoin,",
    ".equals(",
    "partition_by(",
];

/// The same names, for what takes the public name of a column.
const OF_PUBLIC: [&str; 2] = ["dataset.column(", "entry.value("];

/// The words of SQL that the name of a table follows.
const BEFORE_TABLES: [&str; 5] = ["FROM ", "JOIN ", "INTO ", "UPDATE ", "TABLE "];

/// A literal string of a file: what comes before it without spaces, the string, and what comes after.
struct Literal<'a> {
    before: String,
    text: &'a str,
    after: &'a str,
}

/// The strings of a file, but for its comments and unit tests. Raw strings are read alike.
fn literals(code: &str) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    let mut rest = code;
    let mut before = String::new();
    while let Some(start) = rest.find(['"', '\'']) {
        let (passed, from) = rest.split_at(start);
        before.extend(passed.chars().filter(|letter| !letter.is_whitespace()));
        // A character, or a lifetime.
        if let Some(from) = from.strip_prefix('\'') {
            let length = from.strip_prefix('\\').map_or(1, |_| 2);
            let end = from.char_indices().nth(length).map_or(from.len(), |(end, _)| end);
            rest = if from[end..].starts_with('\'') {
                &from[end + 1..]
            } else {
                from
            };
            continue;
        }
        let mut escaped = false;
        let end = from[1..].find(|letter| {
            let ends = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            ends
        });
        let end = 1 + end.expect("a string ends");
        rest = &from[end + 1..];
        found.push(Literal {
            before: before.clone(),
            text: &from[1..end],
            after: rest,
        });
        before.push_str("\"\"");
    }
    found
}

/// Whether a string stands where the name of a table or column is taken: alone, in a list, or after the name of a table.
fn is_taken(literal: &Literal<'_>) -> bool {
    let mut before = literal.before.as_str();
    while let Some(start) = before.strip_suffix("\"\",") {
        before = start;
    }
    let in_pair = before.strip_suffix(',').map_or(before, |start| {
        // The name of a table, or the expression that gives it, in a pair.
        let mut depth = 0;
        let opens = start.rfind(|letter| {
            match letter {
                ')' | ']' => depth += 1,
                '(' | '[' => depth -= 1,
                _ => {}
            }
            depth < 0
        });
        opens.map_or(start, |opens| &start[..opens])
    });
    let of_public = OF_PUBLIC.iter().any(|taking| before.ends_with(taking));
    let takes = |before: &str| TAKING.iter().any(|taking| before.ends_with(taking));
    let is_taken = takes(before) || takes(in_pair) || in_pair.strip_suffix(['(', '[']).is_some_and(takes);
    is_taken && !of_public || literal.after.trim_start().starts_with("].map(|name| (")
}

fn tables_in_sql<'a>(sql: &'a str, tables: &'a BTreeSet<&'static str>) -> impl Iterator<Item = &'a str> {
    BEFORE_TABLES
        .into_iter()
        .flat_map(|before| sql.split(before).skip(1))
        .filter_map(|rest| {
            rest.trim_start_matches('"')
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .next()
        })
        .filter(|name| tables.contains(name))
}

/// The strings of some code that name a table or a column.
fn naming(code: &str) -> Vec<String> {
    let mut tables: BTreeSet<&'static str> = entity::tables().iter().map(|table| table.name).collect();
    tables.extend(["search_entry", "search_text", "seaql_migrations"]);
    let columns = entity::tables().into_iter().flat_map(|table| table.columns);
    let mut names: BTreeSet<&str> = columns.map(|(name, _)| name).collect();
    names.extend(&tables);
    let mut found = Vec::new();
    for literal in literals(code) {
        if names.contains(literal.text) && is_taken(&literal) {
            found.push(literal.text.to_owned());
        }
        found.extend(tables_in_sql(literal.text, &tables).map(|table| format!("SQL of {table}")));
    }
    found
}

#[test]
fn no_string_names_a_table_or_a_column() {
    let source = root().join("api/src");
    let mut faults = Vec::new();
    let mut read = 0;
    for file in files(&source) {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        if !code.contains("sea_orm") && !code.contains("sea_query") {
            continue;
        }
        read += 1;
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for name in naming(&lines.collect::<Vec<_>>().join("\n")) {
            faults.push(format!("{}: {name}", file.strip_prefix(&source).unwrap().display()));
        }
    }
    assert!(read > 50, "{read} files that make statements");
    assert!(
        faults.is_empty(),
        "names of tables and columns belong to entities:\n{}",
        faults.join("\n")
    );
}

#[test]
fn a_string_that_names_a_table_or_a_column_is_found() {
    for code in [
        r#"Expr::col("slug")"#,
        r#"Expr::col(("r", "slug"))"#,
        r#"Expr::col((table.clone(), "slug")).eq(1)"#,
        r#"select.columns(["revision", "position"])"#,
        r#"select.columns(["revision", "position"].map(|name| ("c", name)))"#,
        r#"select.from("record")"#,
        r#"select.from_as("record", "r")"#,
        r#"select.column(("r", "slug"))"#,
        r#"Expr::col(("r", record::Column::Slug)).equals(("c", "record_id"))"#,
        r#"select.join_as(JoinType::InnerJoin, "record", "r", same)"#,
        r#""SELECT COUNT(*) FROM citation""#,
    ] {
        assert!(!naming(code).is_empty(), "{code}");
    }
    for code in [
        r#"json!({ "slug": 1 })"#,
        r#"dataset.column(name)"#,
        r#"Expr::col(("r", record::Column::Slug)).eq("record")"#,
        r#"select.from_as(record::Entity, "r")"#,
        r#"entry.problem("category", 'a')"#,
        r#""SELECT 1 FROM pg_stat_replication""#,
    ] {
        assert_eq!(naming(code), Vec::<String>::new(), "{code}");
    }
}
