//! The terms of the European and other authority tables that the catalogue uses, described so that it can be read alone.

use super::rdf::{Graph, Node};

/// The tables of the European Union.
const EU: &str = "http://publications.europa.eu/resource/authority/";

/// The media types that are registered.
const IANA: &str = "https://www.iana.org/assignments/media-types/";

/// The algorithm of checksums. The shapes of DCAT-AP ask for this address, with its https.
pub(super) const SHA256: &str = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256";

/// What kind of body publishes the catalogue.
pub(super) const PUBLISHER_TYPE: &str = "http://purl.org/adms/publishertype/NonProfitOrganisation";

/// A term of a European table: its address.
pub(super) fn eu(term: &str) -> String {
    format!("{EU}{term}")
}

/// A registered media type: its address.
pub(super) fn media_type(name: &str) -> String {
    format!("{IANA}{name}")
}

/// A table, its type of terms, and those used: code, French, English.
type Table = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str, &'static str)],
);

const TABLES: [Table; 7] = [
    (
        "language",
        "dct:LinguisticSystem",
        &[("FRA", "français", "French"), ("ENG", "anglais", "English")],
    ),
    (
        "data-theme",
        "skos:Concept",
        &[
            ("HEAL", "Santé", "Health"),
            ("GOVE", "Gouvernement et secteur public", "Government and public sector"),
        ],
    ),
    ("access-right", "dct:RightsStatement", &[("PUBLIC", "public", "public")]),
    ("frequency", "dct:Frequency", &[("IRREG", "irrégulier", "irregular")]),
    (
        "file-type",
        "dct:MediaTypeOrExtent",
        &[
            ("CSV", "CSV", "CSV"),
            ("JSON", "JSON", "JSON"),
            ("XLSX", "XLSX", "XLSX"),
            ("PARQUET", "Parquet", "Parquet"),
        ],
    ),
    (
        "planned-availability",
        "skos:Concept",
        &[("STABLE", "stable", "stable")],
    ),
    ("country", "dct:Location", &[("FRA", "France", "France")]),
];

/// Describes the terms used.
pub(super) fn describe(graph: &mut Graph) {
    for (table, kind, terms) in TABLES {
        for (code, french, english) in terms {
            let mut node = Node::new(eu(&format!("{table}/{code}")), &[kind])
                .said_in("skos:prefLabel", *french, *english)
                .thing("skos:inScheme", eu(table));
            if table == "country" {
                let bounds = "POLYGON((-61.81 -21.39,55.84 -21.39,55.84 51.09,-61.81 51.09,-61.81 -21.39))";
                node = node.typed("dcat:bbox", "gsp:wktLiteral", bounds).typed(
                    "dcat:centroid",
                    "gsp:wktLiteral",
                    "POINT(2.43 46.54)",
                );
            }
            graph.add(node);
        }
    }
    graph.add(Node::new(eu("data-theme"), &["skos:ConceptScheme"]).said_in(
        "dct:title",
        "Thèmes de données",
        "Data themes",
    ));
    graph.add(Node::new(SHA256, &["spdx:ChecksumAlgorithm"]));
    let publishers = "http://purl.org/adms/publishertype/1.0";
    graph.add(
        Node::new(PUBLISHER_TYPE, &["skos:Concept"])
            .said_in(
                "skos:prefLabel",
                "organisation à but non lucratif",
                "non-profit organisation",
            )
            .thing("skos:inScheme", publishers),
    );
    graph.add(Node::new(publishers, &["skos:ConceptScheme"]).said_in(
        "dct:title",
        "Types de producteur",
        "Publisher types",
    ));
    let attribution = "http://purl.org/adms/licencetype/Attribution";
    graph.add(
        Node::new(attribution, &["skos:Concept"])
            .said_in("skos:prefLabel", "attribution", "attribution")
            .thing("skos:inScheme", "http://purl.org/adms/licencetype/1.0"),
    );
    graph.add(
        Node::new(licence(), &["dct:LicenseDocument"])
            // The label by which data.gouv.fr knows it.
            .text("rdfs:label", "Licence Ouverte / Open Licence version 2.0")
            .said_in(
                "dct:title",
                "Licence Ouverte version 2.0 (Etalab)",
                "Open Licence version 2.0 (Etalab)",
            )
            .thing("dct:type", attribution)
            .things(
                "skos:exactMatch",
                [
                    "http://spdx.org/licenses/etalab-2.0".to_owned(),
                    "https://www.etalab.gouv.fr/licence-ouverte-open-licence".to_owned(),
                ],
            ),
    );
}

/// The licence of the data.
pub(super) fn licence() -> String {
    eu("licence/ETALAB_2_0")
}
