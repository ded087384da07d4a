use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::floors::{files, root};

/// A module, by the segments of its path.
type Module = Vec<String>;

/// The files of the api by their modules, without comments and unit tests.
fn sources() -> BTreeMap<Module, String> {
    let source = root().join("api/src");
    let mut modules = BTreeMap::new();
    for file in files(&source) {
        let path = file.strip_prefix(&source).unwrap().with_extension("");
        let module: Module = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if module == ["main"] {
            continue;
        }
        let module = if module == ["lib"] { Module::new() } else { module };
        modules.insert(module, code(&file));
    }
    modules
}

fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths that a `use` names, one for each leaf of its tree; a new name is left out.
fn leaves(tree: &str) -> Vec<Module> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once("::").filter(|(head, _)| !head.contains('{')) else {
        if let Some(group) = tree.strip_prefix('{').and_then(|group| group.strip_suffix('}')) {
            return parts(group).into_iter().flat_map(leaves).collect();
        }
        let name = tree.split(" as ").next().unwrap().trim();
        return if name.is_empty() {
            Vec::new()
        } else {
            vec![vec![name.to_owned()]]
        };
    };
    let tails = leaves(rest).into_iter();
    tails
        .map(|tail| [vec![head.trim().to_owned()], tail].concat())
        .collect()
}

/// The parts of a group, between the commas that are not in a group of their own.
fn parts(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts
}

struct House {
    sources: BTreeMap<Module, String>,
    /// What modules hand on: where a name of theirs comes from.
    handed_on: BTreeMap<Module, Module>,
    uses: BTreeMap<Module, Vec<Module>>,
}

impl House {
    fn read() -> Self {
        let mut house = Self {
            sources: sources(),
            handed_on: BTreeMap::new(),
            uses: BTreeMap::new(),
        };
        for (module, text) in house.sources.clone() {
            let rest = house.read_imports(&module, &text);
            for path in named(&rest) {
                if let Some(path) = house.absolute(&module, &path) {
                    house.uses.entry(module.clone()).or_default().push(path);
                }
            }
        }
        house
    }

    /// Notes what a file imports, and gives the rest of it.
    fn read_imports(&mut self, module: &Module, text: &str) -> String {
        let mut rest = String::new();
        for statement in text.split_inclusive(';') {
            let at = statement.rfind("use ").filter(|at| {
                let before = statement[..*at]
                    .trim_end_matches(|letter: char| letter.is_alphanumeric() || "() :".contains(letter));
                before.is_empty() || before.ends_with(['\n', '}', '{', ';', ']'])
            });
            let Some(at) = at else {
                rest.push_str(statement);
                continue;
            };
            let public = statement[..at].trim_end().lines().last().unwrap_or_default();
            let is_public = public.trim_start().starts_with("pub");
            rest.push_str(&statement[..at]);
            for leaf in leaves(statement[at + "use ".len()..].trim_end_matches(';')) {
                let Some(path) = self.absolute(module, &leaf) else {
                    continue;
                };
                if is_public {
                    let name = [module.clone(), vec![leaf.last().unwrap().clone()]].concat();
                    self.handed_on.insert(name, path);
                } else {
                    self.uses.entry(module.clone()).or_default().push(path);
                }
            }
        }
        rest
    }

    /// A path from the root of the api; none for one that leads elsewhere.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module.clone(), path[1..].to_vec()].concat()),
            "super" => Some(
                [
                    module[..module.len().checked_sub(supers)?].to_vec(),
                    path[supers..].to_vec(),
                ]
                .concat(),
            ),
            first => {
                let child = [module.clone(), vec![first.to_owned()]].concat();
                self.sources
                    .contains_key(&child)
                    .then(|| [module.clone(), path.to_vec()].concat())
            }
        }
    }

    /// The module in which what a path names is written.
    fn home(&self, path: &[String]) -> Module {
        let mut path: Module = path.iter().filter(|part| *part != "self").cloned().collect();
        for _ in 0..8 {
            let known = (0..=path.len())
                .rev()
                .find(|length| self.sources.contains_key(&path[..*length]));
            let length = known.unwrap_or_default();
            match path.get(..length + 1).and_then(|name| self.handed_on.get(name)) {
                Some(from) => path = [from.clone(), path[length + 1..].to_vec()].concat(),
                None => return path[..length].to_vec(),
            }
        }
        path
    }

    /// The modules that each module uses.
    fn edges(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let edges = self.uses.iter().map(|(module, paths)| {
            let homes = paths.iter().map(|path| self.home(path));
            (
                module.clone(),
                homes.filter(|home| home != module && !home.is_empty()).collect(),
            )
        });
        edges.collect()
    }
}

/// The paths that a text names in place: those from `crate` and `super`, and those that begin with the name of a module.
fn named(text: &str) -> Vec<Module> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let words = text.split(|letter: char| !is_word(letter));
    words
        .filter(|word| word.contains("::") && !word.starts_with(':'))
        .map(|word| {
            word.split("::")
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect::<Module>()
        })
        .filter(|path| path.len() > 1)
        .collect()
}

/// A circle among these, if there is one.
fn circle(edges: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<Module>> {
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        let mut trail = vec![start.clone()];
        if let Some(found) = follow(edges, &mut trail, &mut done) {
            return Some(found);
        }
    }
    None
}

fn follow(
    edges: &BTreeMap<Module, BTreeSet<Module>>,
    trail: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
) -> Option<Vec<Module>> {
    let last = trail.last().unwrap().clone();
    if done.contains(&last) {
        return None;
    }
    for next in edges.get(&last).into_iter().flatten() {
        if let Some(at) = trail.iter().position(|module| module == next) {
            return Some(trail[at..].to_vec());
        }
        trail.push(next.clone());
        let found = follow(edges, trail, done);
        if found.is_some() {
            return found;
        }
        trail.pop();
    }
    done.insert(last);
    None
}

#[test]
fn no_two_files_import_each_other_in_a_circle() {
    let edges = House::read().edges();
    let count: usize = edges.values().map(BTreeSet::len).sum();
    assert!(count > 1_000, "{count} imports were seen");
    let found = circle(&edges).map(|modules| modules.iter().map(|module| module.join("::")).collect::<Vec<_>>());
    assert_eq!(found, None, "each of these uses the next, and the last one the first");
}

#[test]
fn a_circle_would_be_seen() {
    let module = |name: &str| vec![name.to_owned()];
    let edges = |pairs: &[(&str, &str)]| {
        let mut edges: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        for (from, to) in pairs {
            edges.entry(module(from)).or_default().insert(module(to));
        }
        edges
    };
    assert_eq!(circle(&edges(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    assert_eq!(
        circle(&edges(&[("a", "b"), ("b", "c"), ("c", "b")])),
        Some(vec![module("b"), module("c")])
    );
    let leaf = |path: &[&str]| path.iter().map(ToString::to_string).collect::<Module>();
    assert_eq!(
        leaves("crate::{a::{self, B as C}, d}"),
        [
            leaf(&["crate", "a", "self"]),
            leaf(&["crate", "a", "B"]),
            leaf(&["crate", "d"])
        ]
    );
}
