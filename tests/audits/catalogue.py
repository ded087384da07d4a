"""Validates the catalogue against the shapes of DCAT-AP 3.0.1, in both of its forms.

    python catalogue.py ADDRESS SHAPES_FOLDER   prints {"triples": …, "checked": …, "faults": […]}

Each shapes file is asked twice: of the catalogue alone, and of the catalogue with what the authority tables themselves say in place of
what it says of their terms, so that a code that no table has is found.
"""
import csv, json, os, sys, urllib.request

from pyshacl import validate
from rdflib import Graph, Literal, Namespace, RDF, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, SH, SKOS

BASE, FOLDER = sys.argv[1:3]
NAMES = ["shapes", "range", "shapes_recommended", "mdr-vocabularies.shape", "deprecateduris", "dcat-ap-SHACL", "ranges"]
EU = "http://publications.europa.eu/resource/authority/"
SPDX = Namespace("http://spdx.org/rdf/terms#")
AUTHORITIES = (EU, "http://purl.org/adms/", "https://spdx.org/rdf/terms#")
# Codes that the tables kept here, or their date, lack.
EXTRA = [
    (EU + "file-type", "PARQUET", "Parquet"),
    (EU + "language", "FRA", "French"),
    (EU + "language", "ENG", "English"),
    (EU + "country", "FRA", "France"),
    ("http://purl.org/adms/licencetype/1.0", "Attribution", "Attribution"),
]
KINDS = {
    EU + "language": DCTERMS.LinguisticSystem, EU + "country": DCTERMS.Location, EU + "frequency": DCTERMS.Frequency,
    EU + "file-type": DCTERMS.MediaTypeOrExtent, EU + "access-right": DCTERMS.RightsStatement, EU + "licence": DCTERMS.LicenseDocument,
}
FAULTS = []


def tables():
    graph = Graph()
    with open(os.path.join(FOLDER, "codes.tsv")) as file:
        rows = [row + [""] * (4 - len(row)) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    rows = [(scheme, code, label) for scheme, _, code, label in rows if not scheme.startswith("#")]
    for scheme, code, label in rows + EXTRA:
        term, kind = URIRef(scheme.removesuffix("/1.0") + "/" + code), KINDS.get(scheme)
        for said in [(SKOS.inScheme, URIRef(scheme)), (RDF.type, SKOS.Concept), (SKOS.prefLabel, Literal(label or code, lang="en"))]:
            graph.add((term, *said))
        if kind:
            graph.add((term, RDF.type, kind))
        graph.add((URIRef(scheme), RDF.type, SKOS.ConceptScheme))
        graph.add((URIRef(scheme), DCTERMS.title, Literal(scheme, lang="en")))
    graph.add((URIRef("https://spdx.org/rdf/terms#checksumAlgorithm_sha256"), RDF.type, SPDX.ChecksumAlgorithm))
    return graph


def shapes(name):
    graph = Graph().parse(os.path.join(FOLDER, name + ".ttl"))
    # A word that SHACL does not know, where the file means sh:node.
    for shape, meant in list(graph.subject_objects(URIRef(str(SH) + "shape"))):
        graph.add((shape, SH.node, meant))
    # Shapes that two of the files name and do not hold.
    for shape, part in list(graph.subject_objects(SH.property)):
        if graph.value(part, SH.path) is None:
            graph.remove((shape, SH.property, part))
    return graph


def expected(name, severity, path):
    """A publisher that is not in the table of European corporate bodies is only warned of, and ours is not."""
    return name == "mdr-vocabularies.shape" and severity == "Warning" and path == str(DCTERMS.publisher)


def check(name, label, data, against):
    _, report, _ = validate(data, shacl_graph=against, inference="rdfs" if name == "ranges" else None)
    for result in report.objects(None, SH.result):
        severity = report.value(result, SH.resultSeverity).split("#")[1]
        focus, path = str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultPath))
        if not expected(name, severity, path):
            FAULTS.append(f"{name} ({label}): {severity} {focus} {path} {report.value(result, SH.sourceConstraintComponent)}")


def fetch(path):
    with urllib.request.urlopen(BASE + path) as answer:
        return answer.read().decode()


data = Graph().parse(data=fetch("/catalog.jsonld"), format="json-ld")
turtle = Graph().parse(data=fetch("/catalog.ttl"), format="turtle")
if not isomorphic(data, turtle):
    FAULTS.append("JSON-LD and Turtle say different things")
known = tables()
own = lambda term: isinstance(term, URIRef) and str(term).startswith(AUTHORITIES)
used = {term for term in data.objects() if own(term)}
for term in sorted(used):
    if str(term).startswith(AUTHORITIES[:2]) and (term, None, None) not in known:
        FAULTS.append(f"no table has {term}")
bare = Graph()
for said in data:
    ours = str(said[0]).endswith(("country/FRA", "licence/ETALAB_2_0"))
    if not own(said[0]) or ours and not str(said[1]).startswith(str(SKOS)) and said[1] != RDF.type:
        bare.add(said)
for term in used | {scheme for term in used for scheme in known.objects(term) if isinstance(scheme, URIRef)}:
    for said in known.triples((term, None, None)):
        bare.add(said)
for name in NAMES:
    against = shapes(name)
    check(name, "alone", data, against)
    check(name, "with the tables", bare, against)
print(json.dumps({"triples": len(data), "checked": 2 * len(NAMES), "faults": FAULTS}))
sys.exit(bool(FAULTS))
