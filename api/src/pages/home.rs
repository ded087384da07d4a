//! The home page.

/// Charts of a few bars.
mod small_chart;

use askama::Template;
use axum::routing::get;

use super::{
    cell::cell,
    changes::{Publication, publications},
    context::{Context, Layout},
    html::html,
    rows::{Link, read, read_known},
    under_way::is_beyond_programme,
};
use crate::{
    datasets::{Node, aggregate::totals::totals, changes::feed::FeedRequest, model::phases::Certainty, registry},
    domain::{Result, Value, day_in_words, numeral},
    store::Snapshot,
    web::{
        conditional::Pinned,
        query::{QueryText, none},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
    },
};

use small_chart::Bar;

/// How many of the last publications the page lists.
const PUBLICATIONS: usize = 5;

/// The address of the home page.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    crate::web::site::Site: axum::extract::FromRef<S>,
{
    Routes::new().route("/", RoutePolicy::PAGE, get(get_home))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Layout,
    day: String,
    figures: Vec<Figure>,
    windows: Vec<Window>,
    /// The windows of programmes that have ended, of which no source gives the end.
    over: Option<Link>,
    publications: Vec<Publication>,
    /// The regions, by their slugs and names, for who comes for one.
    regions: Vec<(String, String)>,
}

/// A question that people come with, and a figure that answers it now.
struct Figure {
    question: &'static str,
    figure: String,
    says: String,
    link: String,
    /// What the bars are of.
    drawn: &'static str,
    bars: Vec<Bar>,
}

/// A funding window that is under way.
struct Window {
    link: Link,
    /// Its phases that are certainly under way; empty where none is.
    open: String,
    /// Those that may be: the sources give no end, or no beginning.
    perhaps: String,
}

async fn get_home(context: Context, Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    let page = context.layout(
        &snapshot,
        context.say("Le Ségur du numérique en santé, en données ouvertes", "The Ségur du numérique en santé, as open data"),
        context.say(
            "Couloirs, solutions référencées, fenêtres de financement, enveloppes régionales et indicateurs du Ségur du numérique en santé : chaque fait avec sa source et sa date.",
            "Couloirs, referenced solutions, funding windows, regional envelopes and indicators of the Ségur du numérique en santé: each fact with its source and its date.",
        ),
    );
    let (windows, over) = open_windows(&page, &snapshot).await?;
    let last = FeedRequest {
        limit: PUBLICATIONS,
        ..FeedRequest::default()
    };
    let home = Home {
        day: day_in_words(snapshot.today()).text(page.language).to_owned(),
        figures: figures(&page, &snapshot, &windows).await?,
        publications: publications(&page, &snapshot, &last).await?,
        regions: regions(&page, &snapshot).await?,
        over: (over > 0).then(|| ended(&page, over)),
        windows,
        page,
    };
    Ok(html(&home)?)
}

/// The regions, without the nation.
async fn regions(page: &Layout, snapshot: &Snapshot) -> Result<Vec<(String, String)>> {
    let found = read(snapshot, "regions", "kind.ne=national&sort=name&limit=100").await?;
    let named =
        (0..found.page.nodes.len()).map(|at| (found.page.nodes[at].row.slug.clone(), found.link(page, at).name));
    Ok(named.collect())
}

/// The windows that have a phase under way today, those of which it is certain first; and how many others perhaps have one, though their programme has
/// ended.
async fn open_windows(page: &Layout, snapshot: &Snapshot) -> Result<(Vec<Window>, usize)> {
    let found = read(snapshot, "funding-windows", "current=true&limit=20").await?;
    let window = |node: usize| {
        let row = &found.page.nodes[node];
        let parts = &row.row.parts;
        let phases = |certainty| found.phases(page, &found.dataset.phases_on(snapshot.today(), certainty, parts));
        Window {
            link: found.link(page, node),
            open: phases(Certainty::Certain),
            perhaps: phases(Certainty::Uncertain),
        }
    };
    let all = 0..found.page.nodes.len();
    let mut windows: Vec<Window> = all
        .clone()
        .map(window)
        .zip(&found.page.nodes)
        .filter(|(window, node)| !window.open.is_empty() || !is_beyond_programme(found.dataset, node, snapshot.today()))
        .map(|(window, _)| window)
        .collect();
    windows.sort_by_key(|window| window.open.is_empty());
    let over = all.len() - windows.len();
    Ok((windows, over))
}

/// What is said of the windows of programmes that have ended.
fn ended(page: &Layout, over: usize) -> Link {
    let of = match over {
        1 => page.say(
            "fenêtre d'un programme fini, dont les sources ne disent pas la fin",
            "window of a programme that has ended, of which no source gives the end",
        ),
        _ => page.say(
            "fenêtres de programmes finis, dont les sources ne disent pas la fin",
            "windows of programmes that have ended, of which no source gives the end",
        ),
    };
    Link {
        name: format!("{over} {of}"),
        address: page.link("/datasets/funding-windows?current=true"),
    }
}

/// The five things that people come for.
async fn figures(page: &Layout, snapshot: &Snapshot, windows: &[Window]) -> Result<Vec<Figure>> {
    let counts = totals(snapshot).await?;
    let count = |name: &str| {
        let at = registry().datasets().position(|dataset| dataset.name == name);
        numeral(&at.map_or(0, |at| counts[at]).to_string(), page.language)
    };
    let mut figures = vec![money(page, snapshot, count("regional-envelopes")).await?];
    figures.push(under_way(page, snapshot, windows).await?);
    figures.extend(usage(page, snapshot).await?);
    figures.push(software(page, snapshot, count("solutions")).await?);
    figures.push(disagreements(page, snapshot, count("conflicts")).await?);
    Ok(figures)
}

async fn money(page: &Layout, snapshot: &Snapshot, figure: String) -> Result<Figure> {
    let totals = "programme=sun-es&part.is_null=true&decision.is_null=true&region.ne=france&sort=-amount&limit=4";
    let says = page.say(
        "enveloppes connues, du pays et des régions, avec leur document",
        "envelopes known, of the country and of regions, each with its document",
    );
    Ok(Figure {
        question: page.say("Combien pour ma région ?", "How much for my region?"),
        figure,
        says: says.to_owned(),
        link: page.link("/datasets/regional-envelopes"),
        drawn: page.say(
            "SUN-ES, les plus grands totaux régionaux connus",
            "SUN-ES, the largest regional totals known",
        ),
        bars: small_chart::of_rows(page, snapshot, "regional-envelopes", totals, ["region", "amount"]).await?,
    })
}

async fn under_way(page: &Layout, snapshot: &Snapshot, windows: &[Window]) -> Result<Figure> {
    let open = windows.iter().filter(|window| !window.open.is_empty()).count();
    Ok(Figure {
        question: page.say("Quelles fenêtres sont en cours ?", "Which windows are under way?"),
        figure: open.to_string(),
        says: format!(
            "{} {} {}",
            page.say("en cours à coup sûr aujourd'hui ;", "certainly under way today;"),
            windows.len() - open,
            page.say("peut-être, faute de dates", "perhaps, for lack of dates"),
        ),
        link: page.link("/datasets/funding-windows?current=true"),
        drawn: page.say("Fenêtres connues, par programme", "Windows known, by programme"),
        bars: small_chart::of_groups(page, snapshot, "funding-windows", "programme").await?,
    })
}

async fn software(page: &Layout, snapshot: &Snapshot, figure: String) -> Result<Figure> {
    let says = page.say(
        "solutions que les documents nomment, avec leur éditeur : la liste n'est pas complète",
        "solutions that the documents name, with their vendor: the list is not complete",
    );
    Ok(Figure {
        question: page.say("Quels logiciels sont référencés ?", "Which software is referenced?"),
        figure,
        says: says.to_owned(),
        link: page.link("/datasets/solutions"),
        drawn: page.say("Référencements, par état", "Referencings, by status"),
        bars: small_chart::of_groups(page, snapshot, "referencings", "status").await?,
    })
}

async fn disagreements(page: &Layout, snapshot: &Snapshot, figure: String) -> Result<Figure> {
    let says = page.say(
        "désaccords, avec chaque valeur et celle retenue",
        "disagreements, with each value and the one retained",
    );
    Ok(Figure {
        question: page.say("Où les documents se contredisent-ils ?", "Where do documents disagree?"),
        figure,
        says: says.to_owned(),
        link: page.link("/conflicts"),
        drawn: page.say("Désaccords, par nature", "Disagreements, by kind"),
        bars: small_chart::of_groups(page, snapshot, "conflicts", "kind").await?,
    })
}

/// The profiles of Mon espace santé that are activated in the country: what says of everyone how it is used.
const PROFILES: &str = "indicator=profils-mon-espace-sante-actives&region=france&nature=measured";

/// The last value of how it is used, of the whole country.
async fn usage(page: &Layout, snapshot: &Snapshot) -> Result<Option<Figure>> {
    let Some(mut found) = read_known(snapshot, "observations", &format!("{PROFILES}&sort=-period&limit=40")).await?
    else {
        return Ok(None);
    };
    // Documents may give the value of a period twice.
    let period = found.period();
    let day = |node: &Node| match period.map(|place| &node.row.values[place]) {
        Some(Value::Date(date)) => date.latest(),
        _ => None,
    };
    found.page.nodes.dedup_by_key(|node| day(node));
    let Some(node) = found.page.nodes.first() else {
        return Ok(None);
    };
    let shown = |name: &str| {
        let place = found.dataset.column(name);
        place.map_or_else(String::new, |place| cell(page, found.dataset, node, place).text)
    };
    let said = ["indicator", "region", "period", "status"].map(shown);
    Ok(Some(Figure {
        drawn: page.say("Les dernières périodes connues", "The last periods known"),
        bars: small_chart::bars(page, &found, 0..found.page.nodes.len(), ["period", "value"]),
        question: page.say("Où en est l'usage ?", "How is it used?"),
        // The unit is in the name of the indicator.
        figure: shown("value").split('\u{a0}').next().unwrap_or_default().to_owned(),
        says: said.join(", "),
        link: page.link(&format!("/datasets/observations?{PROFILES}&sort=period")),
    }))
}
