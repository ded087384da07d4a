use std::fmt::Write;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use crate::domain::{Bilingual, instant};

/// The words that the catalogue borrows, by their prefixes.
const PREFIXES: [(&str, &str); 12] = [
    ("adms", "http://www.w3.org/ns/adms#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("gsp", "http://www.opengis.net/ont/geosparql#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Statements about things, each thing once.
#[derive(Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
}

/// A node with its statements.
pub(super) struct Node {
    id: String,
    types: Vec<&'static str>,
    said: Vec<(&'static str, Vec<Term>)>,
}

/// The object of a statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// Another thing.
    Thing(String),
    /// A text in no language.
    Text(String),
    /// A text in a language.
    Said(&'static str, String),
    /// A value of a type.
    Typed(&'static str, String),
}

impl Node {
    /// A thing of some types; `_:name` for one without an address.
    pub(super) fn new(id: impl Into<String>, types: &[&'static str]) -> Self {
        Self {
            id: id.into(),
            types: types.to_vec(),
            said: Vec::new(),
        }
    }

    fn say(mut self, name: &'static str, terms: Vec<Term>) -> Self {
        if !terms.is_empty() {
            self.said.push((name, terms));
        }
        self
    }

    pub(super) fn thing(self, name: &'static str, id: impl Into<String>) -> Self {
        self.say(name, vec![Term::Thing(id.into())])
    }

    pub(super) fn things(self, name: &'static str, ids: impl IntoIterator<Item = String>) -> Self {
        self.say(name, ids.into_iter().map(Term::Thing).collect())
    }

    pub(super) fn text(self, name: &'static str, text: impl Into<String>) -> Self {
        self.say(name, vec![Term::Text(text.into())])
    }

    /// Words in both languages, French first: harvesters take the first.
    pub(super) fn words(self, name: &'static str, words: Bilingual) -> Self {
        self.said_in(name, words.french, words.english)
    }

    pub(super) fn said_in(self, name: &'static str, french: impl Into<String>, english: impl Into<String>) -> Self {
        self.say(
            name,
            vec![Term::Said("fr", french.into()), Term::Said("en", english.into())],
        )
    }

    pub(super) fn all_said(self, name: &'static str, words: Vec<Term>) -> Self {
        self.say(name, words)
    }

    pub(super) fn typed(self, name: &'static str, kind: &'static str, value: impl Into<String>) -> Self {
        self.say(name, vec![Term::Typed(kind, value.into())])
    }

    /// An instant, where there is one.
    pub(super) fn dated(self, name: &'static str, at: Option<DateTime<Utc>>) -> Self {
        match at {
            Some(at) => self.typed(name, "xsd:dateTime", instant(at)),
            None => self,
        }
    }
}

impl Graph {
    /// Adds a statement to a node; a repeated one is left out.
    pub(super) fn add(&mut self, node: Node) {
        if !self.nodes.iter().any(|known| known.id == node.id) {
            self.nodes.push(node);
        }
    }

    /// As JSON-LD, with its context inside: nothing is to be fetched to read it.
    pub(super) fn json_ld(&self) -> Json {
        let context: Map<String, Json> = PREFIXES
            .iter()
            .map(|(name, iri)| ((*name).to_owned(), json!(iri)))
            .collect();
        let nodes = self.nodes.iter().map(|node| {
            let mut object = Map::new();
            object.insert("@id".to_owned(), json!(node.id));
            object.insert("@type".to_owned(), json!(node.types));
            for (name, terms) in &node.said {
                object.insert((*name).to_owned(), terms.iter().map(Term::json).collect());
            }
            Json::Object(object)
        });
        json!({ "@context": context, "@graph": nodes.collect::<Vec<_>>() })
    }

    /// As Turtle.
    pub(super) fn turtle(&self) -> String {
        let mut out = String::new();
        for (name, iri) in PREFIXES {
            // A String takes all that is written to it, here and below.
            let _ = writeln!(out, "@prefix {name}: <{iri}> .");
        }
        for node in &self.nodes {
            let _ = write!(out, "\n{}\n  a {}", reference(&node.id), node.types.join(", "));
            for (name, terms) in &node.said {
                let terms: Vec<String> = terms.iter().map(Term::turtle).collect();
                let _ = write!(out, " ;\n  {name} {}", terms.join(", "));
            }
            out.push_str(" .\n");
        }
        out
    }
}

impl Term {
    fn json(&self) -> Json {
        match self {
            Self::Thing(id) => json!({ "@id": id }),
            Self::Text(text) => json!({ "@value": text }),
            Self::Said(language, text) => json!({ "@language": language, "@value": text }),
            Self::Typed(kind, value) => json!({ "@type": kind, "@value": value }),
        }
    }

    fn turtle(&self) -> String {
        match self {
            Self::Thing(id) => reference(id),
            Self::Text(text) => quoted(text),
            Self::Said(language, text) => format!("{}@{language}", quoted(text)),
            Self::Typed(kind, value) => format!("{}^^{kind}", quoted(value)),
        }
    }
}

fn reference(id: &str) -> String {
    if id.starts_with("_:") {
        return id.to_owned();
    }
    let mut out = String::from("<");
    for letter in id.chars() {
        match letter {
            '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\' | '\0'..=' ' => {
                let _ = write!(out, "%{:02X}", u32::from(letter));
            }
            other => out.push(other),
        }
    }
    out.push('>');
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_addresses_are_escaped() {
        assert_eq!(quoted("a \"b\"\n\u{1}"), "\"a \\\"b\\\"\\n\\u0001\"");
        assert_eq!(reference("http://a/b c>"), "<http://a/b%20c%3E>");
    }

    #[test]
    fn a_thing_is_said_once() {
        let mut graph = Graph::default();
        graph.add(Node::new("http://a", &["dct:Standard"]).text("dct:title", "A"));
        graph.add(Node::new("http://a", &["dct:Standard"]));
        assert_eq!(graph.json_ld()["@graph"].as_array().unwrap().len(), 1);
        assert!(
            graph
                .turtle()
                .ends_with("<http://a>\n  a dct:Standard ;\n  dct:title \"A\" .\n")
        );
    }
}
