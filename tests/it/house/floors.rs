use std::{
    fs,
    path::{Path, PathBuf},
};

/// The floors of the api, from the bottom: a floor uses those below it.
const FLOORS: [(&str, u32); 23] = [
    ("domain", 0),
    ("background", 1),
    ("error_log", 1),
    ("store", 2),
    ("datasets", 3),
    ("access", 3),
    ("publishing", 4),
    ("calculators", 4),
    ("files", 4),
    ("charts", 4),
    ("web", 5),
    ("archive", 6),
    ("rest", 7),
    ("graphql", 7),
    ("feeds", 7),
    ("catalogue", 7),
    ("pages", 7),
    ("server", 8),
    ("config", 9),
    ("telemetry", 10),
    ("app", 11),
    ("cli", 12),
    ("main", 13),
];

/// Which crates a floor may name; every other floor may not.
const CRATES: [(&str, &[&str]); 20] = [
    ("sea_orm", &["store", "datasets", "publishing", "access"]),
    ("entity", &["store", "datasets", "publishing", "access"]),
    ("migration", &["store"]),
    ("async_graphql", &["graphql"]),
    ("jsonwebtoken", &["access"]),
    ("reqwest", &["access", "server"]),
    (
        "axum",
        &[
            "web",
            "archive",
            "rest",
            "graphql",
            "feeds",
            "catalogue",
            "pages",
            "server",
        ],
    ),
    ("askama", &["pages"]),
    ("matchit", &["web"]),
    ("hyper", &["server"]),
    ("hyper_util", &["server"]),
    ("tokio_io_timeout", &["server"]),
    ("tower_http", &["server"]),
    ("metrics", &["server", "telemetry"]),
    ("opentelemetry", &["telemetry"]),
    ("opentelemetry_sdk", &["telemetry"]),
    ("arrow_array", &["store", "datasets", "files"]),
    ("object_store", &["files"]),
    ("parquet", &["files"]),
    ("rust_xlsxwriter", &["files"]),
];

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The Rust files below a folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                found.extend(files(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn floor_of(name: &str) -> Option<u32> {
    FLOORS
        .iter()
        .find(|(floor, _)| *floor == name)
        .map(|(_, height)| *height)
}

/// The floor that a file of the api belongs to.
fn home(file: &Path, source: &Path) -> String {
    let first = file.strip_prefix(source).unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The floors that a text names as `crate::floor` or inside `use crate::{…}`.
fn floors_named(text: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => named.push(std::mem::take(&mut word)),
                    letter if depth == 0 && !letter.is_whitespace() => word.push(letter),
                    _ => {}
                }
            }
            named.push(word);
        } else {
            named.push(
                rest.chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect(),
            );
        }
    }
    named.retain(|path| !path.is_empty());
    named
        .iter()
        .map(|path| path.split("::").next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_floor_uses_only_those_below_it() {
    let source = root().join("api/src");
    let mut broken = Vec::new();
    for file in files(&source) {
        let home = home(&file, &source);
        let Some(height) = floor_of(&home) else {
            assert_eq!(home, "lib", "{} is on no floor", file.display());
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        for name in floors_named(&text) {
            if name != home && floor_of(&name).is_some_and(|used| used >= height) {
                broken.push(format!("{}: {home} uses {name}", file.display()));
            }
        }
        for (name, allowed) in CRATES {
            let named = text
                .match_indices(&format!("{name}::"))
                .any(|(at, _)| !text[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_'));
            if named && !allowed.contains(&home.as_str()) {
                broken.push(format!("{}: {home} names {name}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_forbidden_import_would_be_seen() {
    assert_eq!(
        floors_named("use crate::{\n    domain::{Error, Result},\n    web::site::Site,\n};"),
        ["domain", "web"]
    );
    assert_eq!(floors_named("crate::rest::openapi()"), ["rest"]);
}

#[test]
fn entity_migration_and_seed_know_nothing_of_one_another() {
    for (name, others) in [
        ("entity", ["migration", "segur"]),
        ("migration", ["entity", "segur"]),
        ("seed", ["entity", "migration"]),
    ] {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap();
        for other in others {
            assert!(
                !dependencies.lines().any(|line| line.starts_with(other)),
                "{name} depends on {other}"
            );
        }
    }
}

#[test]
fn no_file_has_more_than_four_hundred_lines() {
    for file in files(&root()) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(
            lines <= 400,
            "{} has {lines} lines: it holds more than one idea",
            file.display()
        );
    }
}

/// Functions of a text with the lines that they take, those in the bodies of macros too.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        let words = bare
            .trim_start_matches("pub ")
            .trim_start_matches("async ")
            .trim_start_matches("const ");
        let is_function = words.starts_with("fn ") || (bare.starts_with("pub(") && bare.contains(" fn "));
        if !is_function || bare.ends_with(';') || bare.ends_with('}') {
            continue;
        }
        let end = format!("{}}}", &line[..line.len() - bare.len()]);
        if let Some(length) = lines[at..].iter().position(|line| *line == end) {
            found.push((bare.to_owned(), length + 1));
        }
    }
    found
}

#[test]
fn no_function_has_more_than_seventy_lines() {
    let mut walked = 0;
    let mut long = Vec::new();
    // Migrations that have landed stay as they are.
    let migrations = root().join("migration/src");
    for file in files(&root()).iter().filter(|file| !file.starts_with(&migrations)) {
        for (name, lines) in functions(&fs::read_to_string(file).unwrap()) {
            walked += 1;
            if lines > 70 {
                long.push(format!("{}: {name} has {lines} lines", file.display()));
            }
        }
    }
    assert!(walked > 2_500, "{walked}");
    assert!(long.is_empty(), "{long:#?}");
}

/// How a line of code looks at the path of a request.
const OF_PATHS: [&str; 4] = [".uri().path()", "uri.path()", ".path() ==", "path.starts_with("];

#[test]
fn nothing_but_the_table_of_routes_looks_at_a_path() {
    let allowed = [
        "api/src/web/route_policy.rs",
        "api/src/archive/permalinks/question.rs",
        "api/src/web/conditional.rs",
        "api/src/server/cache.rs",
        "api/src/server/router.rs",
    ];
    for file in files(&root().join("api/src")) {
        let name = file.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        for line in fs::read_to_string(&file).unwrap().lines() {
            if OF_PATHS.iter().any(|look| line.contains(look)) {
                assert!(allowed.contains(&name.as_str()), "{name}: {line}");
                let compares = ["==", "starts_with", "ends_with", "strip_prefix"]
                    .iter()
                    .any(|way| line.contains(way));
                assert!(!compares, "{name} knows a path: {line}");
            }
        }
    }
}

#[test]
fn nothing_is_left_for_later_and_no_name_says_nothing() {
    let marks = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
    ];
    for file in files(&root()) {
        let text = fs::read_to_string(&file).unwrap();
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{} has {mark}", file.display());
        }
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            !["utils", "util", "helpers", "manager", "common"].contains(&name.as_str()),
            "{}",
            file.display()
        );
    }
}
