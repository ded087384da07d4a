use askama::Template;
use axum::{
    extract::{FromRef, Path},
    routing::get,
};

use super::{
    context::{Context, Layout},
    html::html,
};
use crate::{
    domain::{Bilingual, Error, Result, wording},
    web::{
        query::{QueryText, none},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The addresses that errors name as their `type`.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new().route("/docs/errors/{code}", RoutePolicy::PAGE, get(get_error_code))
}

#[derive(Template)]
#[template(path = "error-code.html")]
struct ErrorCodePage {
    page: Layout,
    code: String,
}

/// What an error code means, and how to mend it.
struct ErrorCode {
    /// The last step of its address.
    slug: &'static str,
    title: Bilingual,
    advice: Bilingual,
}

const fn of(slug: &'static str, title: [&'static str; 2], advice: [&'static str; 2]) -> ErrorCode {
    ErrorCode {
        slug,
        title: Bilingual::new(title[0], title[1]),
        advice: Bilingual::new(advice[0], advice[1]),
    }
}

/// Every error code that an answer has.
const CODES: [ErrorCode; 14] = [
    of(
        "bad-user-input",
        ["La requête n'est pas comprise", "The request is not understood"],
        [
            "Un paramètre, un argument ou un corps n'est pas ce qu'il doit être. Le détail le nomme, dit ce qu'il accepte, et propose le nom connu le plus proche.",
            "A parameter, an argument or a body is not what it must be. The detail names it, says what it accepts, and offers the nearest known name.",
        ],
    ),
    of(
        "bad-cursor",
        ["Le curseur ne mène nulle part", "The cursor cannot be followed"],
        [
            "Un curseur ne vaut que pour la liste, l'ordre et le filtre qui l'ont donné. Prenez-le entier dans un lien « next », dans pageInfo ou dans une arête ; ou recommencez sans curseur.",
            "A cursor only works in the list, order and filter that gave it. Take it whole from a next link, pageInfo or an edge; or start again without one.",
        ],
    ),
    of(
        "unauthenticated",
        ["Il faut une clé", "A credential is needed"],
        [
            "Envoyez Authorization: Bearer avec une clé ou un jeton encore valable.",
            "Send Authorization: Bearer with a key or a token that is still valid.",
        ],
    ),
    of(
        "forbidden",
        ["Le droit manque", "The right is missing"],
        [
            "La clé est bonne, et ne permet pas cela. Demandez à l'institution à qui les données appartiennent.",
            "The credential is good, and does not allow this. Ask the institution that owns the data.",
        ],
    ),
    of(
        "not-found",
        ["Cela n'existe pas", "There is no such thing"],
        [
            "L'adresse, le jeu de données ou l'enregistrement n'existe pas. Le détail propose le nom connu le plus proche.",
            "The address, the dataset or the record does not exist. The detail offers the nearest known name.",
        ],
    ),
    of(
        "conflict",
        ["Les données ont changé entre-temps", "The state has moved on"],
        [
            "Le changement partait d'un autre état que le présent. Relisez, puis renvoyez-le.",
            "The change was made against another state than the present one. Read again, then send it again.",
        ],
    ),
    of(
        "too-complex",
        ["La requête demande trop", "The request asks for too much"],
        [
            "Le détail dit son coût et la limite. Demandez de plus petites pages, moins de listes emboîtées, ou en plusieurs requêtes.",
            "The detail tells its cost and the limit. Ask for smaller pages, fewer nested lists, or in several requests.",
        ],
    ),
    of(
        "too-deep",
        ["La requête est trop profonde", "The request nests too deep"],
        [
            "Le détail dit la profondeur et la limite.",
            "The detail tells the depth and the limit.",
        ],
    ),
    of(
        "timeout",
        ["La réponse a pris trop de temps", "The answer took too long"],
        [
            "Demandez moins à la fois, ou réessayez dans quelques secondes.",
            "Ask for less at once, or try again in a few seconds.",
        ],
    ),
    of(
        "rate-limited",
        ["Trop de requêtes", "Too many requests"],
        [
            "Cette adresse ou cette clé a demandé en une minute plus que RateLimit-Policy ne permet, ou a montré trop de clés fausses. Réessayez après les secondes que dit Retry-After ; ce qui vient du cache (Cache-Status: hit) n'est pas compté.",
            "This address or this credential asked for more than RateLimit-Policy allows in a minute, or showed too many wrong credentials. Try again after the seconds that Retry-After tells; what is cached (Cache-Status: hit) is not counted.",
        ],
    ),
    of(
        "persisted-query-not-found",
        ["Le document n'est pas connu", "The document is not known"],
        [
            "Aucun document GraphQL de ce SHA-256 n'est connu : envoyez-le une fois avec query, ou faites-le inscrire.",
            "No GraphQL document of that SHA-256 is known: send it once with query, or have it trusted.",
        ],
    ),
    of(
        "payload-too-large",
        ["Le corps est trop grand", "The body is too large"],
        ["Envoyez moins à la fois.", "Send less at once."],
    ),
    of(
        "unavailable",
        [
            "Le service ne peut pas répondre maintenant",
            "The service cannot answer now",
        ],
        [
            "La base ne peut être jointe, ou l'on demande plus à la fois qu'il n'est possible de répondre à temps. Réessayez après les secondes que dit Retry-After.",
            "The store cannot be reached, or more is asked at once than can be answered in time. Try again after the seconds that Retry-After tells.",
        ],
    ),
    of(
        "internal",
        ["Une faute de notre part", "A fault of ours"],
        [
            "Le journal en dit plus sous le numéro de la requête : envoyez-le-nous.",
            "The log has more under the request's id: send it to us.",
        ],
    ),
];

async fn get_error_code(context: Context, Path(slug): Path<String>, QueryText(query): QueryText) -> Responded {
    none(&query)?;
    Ok(html(&error_code(&context, &slug)?)?)
}

fn error_code(context: &Context, slug: &str) -> Result<ErrorCodePage> {
    let found = CODES.iter().find(|code| code.slug == slug);
    let found =
        found.ok_or_else(|| Error::not_found(wording!("il n'y a pas de telle erreur", "there is no such error")))?;
    Ok(ErrorCodePage {
        page: context.described(
            context.language.choose(found.title),
            context.language.choose(found.advice),
        ),
        code: slug.to_uppercase().replace('-', "_"),
    })
}
