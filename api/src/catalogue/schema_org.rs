use serde_json::{Value as Json, json};

use super::{
    dcat::{CatalogueData, distribution_names},
    eu_vocabularies::eu,
};
use crate::{datasets::Dataset, domain::instant, files::Variant};

impl CatalogueData {
    /// A dataset as schema.org has it, for search engines.
    pub(super) fn schema_org(&self, dataset: &'static Dataset) -> Json {
        let state = self.state(dataset);
        let [french, _] = dataset.family.keywords;
        let distributions = Variant::KEPT.map(|variant| {
            let mut told = json!({
                "@type": "DataDownload",
                "name": distribution_names(variant).0.french,
                "encodingFormat": variant.form.bare_media_type(),
                "contentUrl": self.at(&variant.address_of(dataset.name, self.past)),
            });
            if let Some(kept) = self.files.get(&(dataset.name, variant.ending())) {
                told["contentSize"] = json!(format!("{} B", kept.facts.bytes));
                told["sha256"] = json!(kept.facts.sha256);
            }
            told
        });
        let keywords: Vec<&str> = ["santé", "numérique", "Ségur"].iter().chain(french).copied().collect();
        let variables = dataset.columns.iter().map(|column| {
            json!({
                "@type": "PropertyValue",
                "name": column.name,
                "alternateName": column.title.french,
                "description": column.description.french,
            })
        });
        let covered = self.days_of(dataset).map(|[first, last]| format!("{first}/{last}"));
        json!({
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": self.dataset(dataset),
            "url": self.dataset(dataset),
            "name": dataset.title.french,
            "alternateName": dataset.title.english,
            "description": format!("{} {}", dataset.description.french, dataset.family.description.french),
            "identifier": dataset.name,
            "inLanguage": "fr",
            "keywords": keywords,
            "license": "https://spdx.org/licenses/etalab-2.0.html",
            "isAccessibleForFree": true,
            "creator": {
                "@type": "Organization",
                "@id": self.at("/docs#publisher"),
                "name": "Ségur Ouvert",
                "url": self.at("/docs"),
            },
            "publisher": { "@id": self.at("/docs#publisher") },
            "datePublished": self.issued.map(|at| at.date_naive().to_string()),
            "dateModified": state.changed_at().map(instant),
            "version": state.revision.to_string(),
            "temporalCoverage": covered,
            "spatialCoverage": { "@type": "Place", "name": "France", "identifier": eu("country/FRA") },
            "variableMeasured": variables.collect::<Vec<_>>(),
            "includedInDataCatalog": {
                "@type": "DataCatalog",
                "@id": self.at("/catalog.jsonld"),
                "name": "Catalogue de Ségur Ouvert",
                "url": self.at("/catalog.jsonld"),
            },
            "distribution": distributions,
            "isBasedOn": self.at(&format!("/v1/documents?as_of={}", self.revision)),
        })
    }
}
