use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    eu_vocabularies::{self, SHA256, eu, licence, media_type},
    rdf::{Graph, Node, Term},
};
use crate::{
    datasets::{Dataset, Family, aggregate::coverage::coverage, changes::touched::State, registry},
    domain::{Bilingual, Result, Revision},
    files::{BuiltFile, Form, Shelf, Variant},
    store::Snapshot,
};

/// Everything that the catalogue says of the data, read at once.
pub(super) struct CatalogueData {
    pub(super) site: String,
    states: Arc<HashMap<&'static str, State>>,
    days: HashMap<&'static str, [NaiveDate; 2]>,
    /// The files that are built, by dataset and ending.
    pub(super) files: HashMap<(&'static str, String), BuiltFile>,
    pub(super) revision: i64,
    /// The revision, when a past moment is shown.
    pub(super) past: Option<Revision>,
    pub(super) issued: Option<DateTime<Utc>>,
    modified: Option<DateTime<Utc>>,
}

impl CatalogueData {
    /// Reads the content of the catalogue.
    pub(super) async fn read(snapshot: &Snapshot, shelf: &Shelf, site: &str) -> Result<Self> {
        let mut files = HashMap::new();
        for dataset in registry().datasets() {
            for variant in Variant::KEPT {
                if let Some(kept) = shelf.find(snapshot, dataset, variant).await? {
                    files.insert((dataset.name, variant.ending()), kept);
                }
            }
        }
        Ok(Self {
            site: site.to_owned(),
            states: shelf.states(snapshot).await?,
            days: coverage(snapshot).await?,
            files,
            revision: snapshot.revision().0,
            past: snapshot.past(),
            issued: snapshot.first_published_at().await?,
            modified: snapshot.published_at(),
        })
    }

    /// Whether files are still to be built.
    pub(super) fn lacks_files(&self) -> bool {
        self.files.len() < registry().datasets().count() * Variant::KEPT.len()
    }

    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    pub(super) fn dataset(&self, dataset: &Dataset) -> String {
        self.at(&format!("/v1/datasets/{}", dataset.name))
    }

    /// The days that a dataset speaks of; one without dates goes with all the others.
    pub(super) fn days_of(&self, dataset: &Dataset) -> Option<[NaiveDate; 2]> {
        self.days.get(dataset.name).copied().or_else(|| self.all_days())
    }

    fn all_days(&self) -> Option<[NaiveDate; 2]> {
        self.days.values().copied().reduce(both)
    }

    pub(super) fn state(&self, dataset: &Dataset) -> State {
        self.states.get(dataset.name).copied().unwrap_or_default()
    }

    /// The whole catalogue.
    pub(super) fn graph(&self) -> Graph {
        let mut graph = Graph::default();
        self.catalogue(&mut graph);
        self.families(&mut graph);
        for dataset in registry().datasets() {
            self.describe(&mut graph, dataset);
        }
        self.services(&mut graph);
        self.publisher(&mut graph);
        eu_vocabularies::describe(&mut graph);
        graph
    }

    fn catalogue(&self, graph: &mut Graph) {
        let node = Node::new(self.at("/catalog.jsonld"), &["dcat:Catalog"])
            .said_in("dct:title", "Catalogue de Ségur Ouvert", "Catalogue of Ségur Ouvert")
            .said_in(
                "dct:description",
                "Les données ouvertes du Ségur du numérique en santé : couloirs, solutions référencées, financements, enveloppes régionales, indicateurs ; chaque fait avec sa source.",
                "The open data of the Ségur du numérique en santé: couloirs, referenced solutions, funding, regional envelopes, indicators; each fact with its source.",
            )
            .thing("dct:publisher", self.at("/docs#publisher"))
            .things("dct:language", [eu("language/FRA"), eu("language/ENG")])
            .thing("dct:license", licence())
            .dated("dct:issued", self.issued)
            .dated("dct:modified", self.modified)
            .thing("dct:spatial", eu("country/FRA"))
            .thing("foaf:homepage", self.at("/docs"))
            .thing("dcat:themeTaxonomy", eu("data-theme"))
            .things("dcat:dataset", registry().datasets().map(|dataset| self.dataset(dataset)))
            .things("dcat:service", [self.at("/graphql#service"), self.at("/v1/datasets#service")]);
        graph.add(node);
        graph.add(Node::new(self.at("/docs"), &["foaf:Document"]));
    }

    /// A series for each family of datasets.
    fn families(&self, graph: &mut Graph) {
        let mut told: Vec<&Family> = Vec::new();
        for family in registry().datasets().map(|dataset| dataset.family) {
            if told.contains(&family) {
                continue;
            }
            told.push(family);
            let members = || registry().datasets().filter(|dataset| dataset.family == family);
            let modified = members().map(|dataset| self.state(dataset).changed_at()).max();
            let days = members().filter_map(|dataset| self.days.get(dataset.name).copied());
            let days = days.reduce(both).or_else(|| self.all_days());
            let node = Node::new(self.series(family), &["dcat:DatasetSeries"])
                .words("dct:title", family.title)
                .words("dct:description", family.description);
            let node = self.common(node, modified.flatten().or(self.modified));
            let node = period(graph, node, family.name, days);
            graph.add(node);
        }
    }

    fn series(&self, family: &Family) -> String {
        self.at(&format!("/v1/datasets#{}", family.name))
    }

    /// The properties that series and datasets share.
    fn common(&self, node: Node, modified: Option<DateTime<Utc>>) -> Node {
        node.thing("dct:publisher", self.at("/docs#publisher"))
            .thing("dcat:contactPoint", self.at("/docs#contact"))
            .thing("dct:accrualPeriodicity", eu("frequency/IRREG"))
            .thing("dct:spatial", eu("country/FRA"))
            .dated("dct:issued", self.issued)
            .dated("dct:modified", modified)
    }

    fn describe(&self, graph: &mut Graph, dataset: &'static Dataset) {
        let id = self.dataset(dataset);
        let state = self.state(dataset);
        let schema = self.at(&format!("/v1/{}/schema.json", dataset.name));
        let [french, english] = dataset.family.keywords;
        let said = |language, words: &[&str]| {
            words
                .iter()
                .map(move |word| Term::Said(language, (*word).to_owned()))
                .collect()
        };
        let mut keywords: Vec<Term> = said("fr", &["santé", "numérique", "Ségur"]);
        keywords.extend::<Vec<Term>>(said("fr", french));
        keywords.extend::<Vec<Term>>(said("en", &["health", "digital"]));
        keywords.extend::<Vec<Term>>(said("en", english));
        let node = Node::new(&id, &["dcat:Dataset"])
            .text("dct:identifier", dataset.name)
            .words("dct:title", dataset.title)
            .words("dct:description", dataset.description)
            .all_said("dcat:keyword", keywords)
            .things("dcat:theme", [eu("data-theme/HEAL"), eu("data-theme/GOVE")])
            .thing("dct:accessRights", eu("access-right/PUBLIC"))
            .thing("dct:language", eu("language/FRA"))
            .text("dcat:version", state.revision.to_string())
            .said_in(
                "adms:versionNotes",
                format!("Révision {}.", state.revision),
                format!("Revision {}.", state.revision),
            )
            .thing("dcat:landingPage", format!("{id}?lang=fr"))
            .thing("dct:conformsTo", &schema)
            .thing("dct:provenance", format!("{id}#provenance"))
            .thing("dcat:inSeries", self.series(dataset.family))
            .things(
                "dcat:distribution",
                Variant::KEPT.map(|variant| distribution(&id, variant)),
            );
        let node = self.common(node, state.changed_at());
        let node = period(graph, node, dataset.name, self.days_of(dataset));
        graph.add(node);
        graph.add(Node::new(format!("{id}?lang=fr"), &["foaf:Document"]));
        graph.add(
            Node::new(format!("{id}#provenance"), &["dct:ProvenanceStatement"]).said_in(
                "rdfs:label",
                "Chaque fait cite le document où il a été lu, et l'endroit.",
                "Each fact cites the document where it was read, and the place in it.",
            ),
        );
        graph.add(Node::new(&schema, &["dct:Standard"]).said_in(
            "dct:title",
            format!("Schéma de table : {}", dataset.title.french),
            format!("Table Schema: {}", dataset.title.english),
        ));
        for variant in Variant::KEPT {
            self.distribution(graph, dataset, variant, &schema);
        }
    }

    fn distribution(&self, graph: &mut Graph, dataset: &'static Dataset, variant: Variant, schema: &str) {
        let id = self.dataset(dataset);
        let address = self.at(&variant.address_of(dataset.name, self.past));
        let (title, format, registered) = distribution_names(variant);
        let mut node = Node::new(distribution(&id, variant), &["dcat:Distribution"])
            .words("dct:title", title)
            .said_in(
                "dct:description",
                format!("Toutes les lignes : {}.", title.french),
                format!("All rows: {}.", title.english),
            )
            .thing("dct:format", eu(&format!("file-type/{format}")));
        if registered {
            let kind = media_type(variant.form.bare_media_type());
            graph.add(Node::new(&kind, &["dct:MediaType"]));
            node = node.thing("dcat:mediaType", kind);
        }
        if let Some(kept) = self.files.get(&(dataset.name, variant.ending())) {
            let checksum = format!("_:checksum-{}-{}", dataset.name, variant.ending().replace('.', "-"));
            node = node
                .typed("dcat:byteSize", "xsd:nonNegativeInteger", kept.facts.bytes.to_string())
                .thing("spdx:checksum", &checksum);
            graph.add(
                Node::new(checksum, &["spdx:Checksum"])
                    .thing("spdx:algorithm", SHA256)
                    .typed("spdx:checksumValue", "xsd:hexBinary", &kept.facts.sha256),
            );
        }
        let node = node
            .thing("dcat:accessURL", &address)
            .thing("dcat:downloadURL", &address)
            .thing("dct:license", licence())
            .thing("dct:rights", self.at("/docs#rights"))
            .thing("dcatap:availability", eu("planned-availability/STABLE"))
            .thing("dct:language", eu("language/FRA"))
            .thing("dct:conformsTo", schema)
            .dated("dct:issued", self.issued)
            .dated("dct:modified", self.state(dataset).changed_at());
        graph.add(node);
    }

    fn services(&self, graph: &mut Graph) {
        for (key, word, endpoint, description, standard, title) in [
            (
                "graphql",
                "GraphQL",
                "/graphql",
                "/schema.graphql",
                "https://spec.graphql.org/October2021/",
                "GraphQL October 2021",
            ),
            (
                "rest",
                "REST",
                "/v1/datasets",
                "/openapi.json",
                "https://spec.openapis.org/oas/v3.1.0",
                "OpenAPI 3.1.0",
            ),
        ] {
            let node = Node::new(self.at(&format!("{endpoint}#service")), &["dcat:DataService"])
                .text("dct:identifier", format!("service-{key}"))
                .said_in(
                    "dct:title",
                    format!("API {word} de Ségur Ouvert"),
                    format!("{word} API of Ségur Ouvert"),
                )
                .said_in(
                    "dct:description",
                    format!("Interroge tous les jeux de données, par {word}, sans clé."),
                    format!("Queries all datasets, by {word}, without a key."),
                )
                .all_said(
                    "dcat:keyword",
                    vec![
                        Term::Said("fr", "santé".to_owned()),
                        Term::Said("en", "health".to_owned()),
                    ],
                )
                .things("dcat:theme", [eu("data-theme/HEAL"), eu("data-theme/GOVE")])
                .thing("dct:publisher", self.at("/docs#publisher"))
                .thing("dcat:contactPoint", self.at("/docs#contact"))
                .thing("dct:accessRights", eu("access-right/PUBLIC"))
                .thing("dct:license", licence())
                .thing("dct:conformsTo", standard)
                .thing("dct:format", eu("file-type/JSON"))
                .thing("dcat:endpointURL", self.at(endpoint))
                .thing("dcat:endpointDescription", self.at(description))
                .thing("dcat:landingPage", self.at("/docs"))
                .dated("dct:issued", self.issued)
                .dated("dct:modified", self.modified)
                .things(
                    "dcat:servesDataset",
                    registry().datasets().map(|dataset| self.dataset(dataset)),
                );
            graph.add(node);
            graph.add(Node::new(standard, &["dct:Standard"]).text("dct:title", title));
            for path in [endpoint, description] {
                graph.add(Node::new(self.at(path), &["rdfs:Resource"]));
            }
        }
    }

    fn publisher(&self, graph: &mut Graph) {
        graph.add(
            Node::new(self.at("/docs#publisher"), &["foaf:Agent", "foaf:Organization"])
                .text("foaf:name", "Ségur Ouvert")
                .thing("dct:type", eu_vocabularies::PUBLISHER_TYPE)
                .thing("foaf:homepage", self.at("/docs")),
        );
        graph.add(
            Node::new(self.at("/docs#contact"), &["vcard:Kind", "vcard:Organization"])
                .text("vcard:fn", "Ségur Ouvert")
                .thing("vcard:hasURL", self.at("/docs")),
        );
        graph.add(Node::new(self.at("/docs#rights"), &["dct:RightsStatement"]).said_in(
            "rdfs:label",
            "Réutilisation libre sous Licence Ouverte 2.0, en citant Ségur Ouvert et la date de la donnée.",
            "Free reuse under the Open Licence 2.0, naming Ségur Ouvert and the date of the data.",
        ));
    }
}

/// From the first of two first days to the last of two last days.
fn both(one: [NaiveDate; 2], other: [NaiveDate; 2]) -> [NaiveDate; 2] {
    [one[0].min(other[0]), one[1].max(other[1])]
}

/// Adds the days that something speaks of, if it speaks of days.
fn period(graph: &mut Graph, node: Node, name: &str, days: Option<[NaiveDate; 2]>) -> Node {
    let Some([first, last]) = days else {
        return node;
    };
    let id = format!("_:period-{name}");
    graph.add(
        Node::new(&id, &["dct:PeriodOfTime"])
            .typed("dcat:startDate", "xsd:date", first.to_string())
            .typed("dcat:endDate", "xsd:date", last.to_string()),
    );
    node.thing("dct:temporal", id)
}

fn distribution(dataset: &str, variant: Variant) -> String {
    format!("{dataset}#{}", variant.ending().replace('.', "-"))
}

/// The title of a variant, its European file type, and whether its media type is registered.
pub(super) fn distribution_names(variant: Variant) -> (Bilingual, &'static str, bool) {
    let both = Bilingual::new;
    match variant.form {
        Form::Csv if variant == Variant::FRENCH => (
            both("CSV pour tableur français", "CSV for French spreadsheets"),
            "CSV",
            true,
        ),
        Form::Csv => (both("CSV", "CSV"), "CSV", true),
        Form::NdJson => (
            both("NDJSON (un objet JSON par ligne)", "NDJSON (a JSON object a line)"),
            "JSON",
            false,
        ),
        Form::Page | Form::Json => (both("JSON", "JSON"), "JSON", true),
        Form::Xlsx => (both("Classeur XLSX", "XLSX workbook"), "XLSX", true),
        Form::Parquet => (both("Parquet", "Parquet"), "PARQUET", true),
    }
}
