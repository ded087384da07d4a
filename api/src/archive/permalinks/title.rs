use crate::{
    datasets::{Dataset, registry},
    domain::{Language, Result},
    store::Snapshot,
    web::{
        list_query::{
            in_words::{Named, RecordNames, in_words, names},
            labels::LABELS,
        },
        query::LANGUAGE,
    },
};

/// The longest part of a GraphQL document, or of its variables, that a title shows, in characters.
const LONGEST_TEXT: usize = 100;

/// Parameters that choose no rows: they say how an answer is written, or drawn.
const OF_FORM: [&str; 10] = [
    LANGUAGE,
    LABELS,
    "dialect",
    "delimiter",
    "decimal",
    "bom",
    "count",
    "theme",
    "width",
    "scale",
];

/// What an address asks for, in French and in English: the dataset, the form, and the conditions in words, with the records that they name by the names
/// that these have at a revision. Other addresses are told as they are, decoded.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(super) async fn titles(snapshot: &Snapshot, address: &str) -> Result<[String; 2]> {
    let (dataset, pairs) = dataset_and_conditions(address);
    let names = match dataset {
        Some(dataset) => names(snapshot, dataset, &pairs).await?,
        None => RecordNames::default(),
    };
    Ok(named(address, &|dataset, slug| names.get(dataset, slug)))
}

/// The dataset whose rows an address asks for, if they are those of one, and the parameters of the address.
fn dataset_and_conditions(address: &str) -> (Option<&'static Dataset>, Vec<(String, String)>) {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let name = path.strip_prefix("/v1/").and_then(|path| path.split(['/', '.']).next());
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
    (name.and_then(|name| registry().find(name)), pairs.collect())
}

fn named(address: &str, named: Named<'_>) -> [String; 2] {
    let path = address.split('?').next().unwrap_or(address);
    let (dataset, pairs) = dataset_and_conditions(address);
    let mut pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(name, value)| (one_line(name), one_line(value)))
        .collect();
    let subject = if path == "/graphql" {
        pairs.retain(|(name, value)| {
            ["query", "variables", "operationName"].contains(&name.as_str())
                && !["", "{}", "null"].contains(&value.as_str())
        });
        for (_, text) in &mut pairs {
            shorten(text);
        }
        Some(["Requête GraphQL", "GraphQL query"].map(str::to_owned))
    } else {
        subject(path)
    };
    let Some([french, english]) = subject else {
        let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let shown = if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", query.join("&"))
        };
        return [format!("Requête {shown}"), format!("Query {shown}")];
    };
    if dataset.is_some() {
        pairs.retain(|(name, _)| !OF_FORM.contains(&name.as_str()));
    }
    let in_language = |subject: String, language: Language| {
        let said = pairs.iter().map(|(name, value)| {
            let said = dataset.and_then(|dataset| in_words(dataset, (name, value), language, named));
            said.unwrap_or_else(|| format!("{name} = {value}"))
        });
        let said = said.collect::<Vec<_>>().join(language.say(" ; ", "; "));
        if said.is_empty() {
            subject
        } else {
            format!("{subject}, {said}")
        }
    };
    [
        in_language(french, Language::French),
        in_language(english, Language::English),
    ]
}

/// What is asked under an address, but for its conditions.
fn subject(path: &str) -> Option<[String; 2]> {
    let path = path.strip_prefix("/v1/")?;
    if path == "datasets" {
        return Some(["Jeux de données", "Datasets"].map(str::to_owned));
    }
    let metadata = path.strip_prefix("datasets/");
    let mut parts = metadata.unwrap_or(path).split('/');
    let (first, second, third) = (parts.next()?, parts.next(), parts.next());
    let (name, ending) = first.split_once('.').unwrap_or((first, ""));
    let [french, english] = match name {
        "changes" => ["Changements", "Changes"],
        "diff" => ["Différences", "Differences"],
        "search" => ["Recherche", "Search"],
        "calculators" => ["Calcul", "Calculation"],
        name => {
            let title = registry().find(name)?.title;
            [title.french, title.english]
        }
    };
    let [in_french, in_english] = match (second, third) {
        (None, None) if metadata.is_some() => ["métadonnées", "metadata"].map(str::to_owned),
        (None, None) if ending.is_empty() => ["page".to_owned(), "page".to_owned()],
        (None, None) => of_form(ending),
        (Some("groups" | "groups.csv"), None) => ["regroupement", "groups"].map(str::to_owned),
        (Some("groups.svg" | "groups.png"), None) => ["graphique de groupes", "chart of groups"].map(str::to_owned),
        (Some(slug), None) => [slug.to_owned(), slug.to_owned()],
        (Some(slug), Some("history")) => [format!("historique de {slug}"), format!("history of {slug}")],
        _ => return None,
    };
    Some([format!("{french} ({in_french})"), format!("{english} ({in_english})")])
}

/// What a file is called by its ending.
fn of_form(ending: &str) -> [String; 2] {
    let form = ending.to_uppercase();
    match ending {
        "svg" | "png" => [format!("graphique {form}"), format!("{form} chart")],
        _ => [format!("fichier {form}"), format!("{form} file")],
    }
}

/// Cuts a text that is too long for a title.
fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(LONGEST_TEXT) {
        text.truncate(end);
        text.push('…');
    }
}

/// A text without the line ends and the double spaces that an address may hold.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_title_says_what_was_asked() {
        for (address, french, english) in [
            (
                "/v1/regions.csv?kind=overseas&dialect=fr&lang=fr",
                "Régions (fichier CSV), Nature\u{a0}: Région d'outre-mer",
                "Regions (CSV file), Kind: Overseas region",
            ),
            (
                "/v1/observations.png?region.in=corse,bretagne&value.gte=3&limit=5",
                "Observations (graphique PNG), Région\u{a0}: CORSE, BRETAGNE ; Valeur, au moins\u{a0}: 3 ; limit = 5",
                "Observations (PNG chart), Region: CORSE, BRETAGNE; Value, at least: 3; limit = 5",
            ),
            (
                "/v1/observations/groups?by=region&measure=none",
                "Observations (regroupement), by = region ; measure = none",
                "Observations (groups), by = region; measure = none",
            ),
            ("/v1/couloirs/biologie", "Couloirs (biologie)", "Couloirs (biologie)"),
            (
                "/v1/search?q=mots%20cl%C3%A9s",
                "Recherche (page), q = mots clés",
                "Search (page), q = mots clés",
            ),
            (
                "/v1/diff.csv?from=1&dataset=documents",
                "Différences (fichier CSV), from = 1 ; dataset = documents",
                "Differences (CSV file), from = 1; dataset = documents",
            ),
            (
                "/v1/changes?limit=3",
                "Changements (page), limit = 3",
                "Changes (page), limit = 3",
            ),
            (
                "/v1/calculators/sun-es?budget=5",
                "Calcul (sun-es), budget = 5",
                "Calculation (sun-es), budget = 5",
            ),
            (
                "/v1/datasets/couloirs/biologie/history",
                "Couloirs (historique de biologie)",
                "Couloirs (history of biologie)",
            ),
            ("/v1/datasets/couloirs", "Couloirs (métadonnées)", "Couloirs (metadata)"),
            (
                "/graphql?query=%7B%20regions%20%7B%20totalCount%20%7D%20%7D&variables=%7B%7D",
                "Requête GraphQL, query = { regions { totalCount } }",
                "GraphQL query, query = { regions { totalCount } }",
            ),
            ("/v1/nothing.csv", "Requête /v1/nothing.csv", "Query /v1/nothing.csv"),
        ] {
            let known = |dataset: &str, slug: &str| (dataset == "regions").then(|| slug.to_uppercase());
            assert_eq!(
                named(address, &known),
                [french, english].map(str::to_owned),
                "{address}"
            );
        }
    }
}
