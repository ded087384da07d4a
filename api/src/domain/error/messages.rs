use crate::domain::Bilingual;

/// No credential, or a wrong one.
pub(super) const UNAUTHENTICATED: Bilingual = Bilingual {
    french: "il faut un justificatif valable : envoyez Authorization: Bearer avec une clé ou un jeton qui ne soit ni révoqué ni échu",
    english: "this needs a valid credential: send Authorization: Bearer with a key or a token that is neither revoked nor past its end",
};

/// The representation is another than the client expects.
pub(super) const PRECONDITION_FAILED: Bilingual = Bilingual {
    french: "ce que vous attendez (If-Match, If-Unmodified-Since) n'est plus ce qui est là : relisez l'adresse sans condition, puis recommencez avec son ETag",
    english: "what you expect (If-Match, If-Unmodified-Since) is no longer what is there: read the address again without conditions, then use its ETag",
};

/// The hash names no known document.
pub(super) const UNKNOWN_DOCUMENT: Bilingual = Bilingual {
    french: "aucun document de cette empreinte n'est connu : envoyez-le une fois avec query",
    english: "PersistedQueryNotFound: no document of that hash is known: send it once with query",
};

/// A statement took too long.
pub(super) const SLOW_STATEMENT: Bilingual = Bilingual {
    french: "la base a mis trop longtemps à chercher : demandez moins à la fois, ou filtrez par ce qui se cherche vite (slug, région, indicateur, date)",
    english: "the database took too long to look: ask for less at once, or filter by what is found fast (slug, region, indicator, date)",
};

/// More is asked than can be answered.
pub(super) const OVERLOADED: Bilingual = Bilingual {
    french: "le service est très demandé : réessayez dans quelques secondes",
    english: "the service is asked for a lot just now: try again in a few seconds",
};

/// The request arrived too slowly.
pub(super) const TOO_SLOW: Bilingual = Bilingual {
    french: "la requête n'est pas arrivée à temps : envoyez-la plus vite, ou moins à la fois",
    english: "the request did not arrive in time: send it faster, or less at once",
};

/// The store cannot be reached.
pub(super) const UNAVAILABLE: Bilingual = Bilingual {
    french: "la base ne peut pas être jointe à l'instant : réessayez dans quelques secondes",
    english: "the store cannot be reached just now: try again in a few seconds",
};

/// There is no room to write.
pub(super) const NO_SPACE: Bilingual = Bilingual {
    french: "le service n'a plus de place pour écrire : rien n'a été enregistré ; les lectures continuent, réessayez plus tard",
    english: "the service has no room left to write: nothing was saved; reads go on, try again later",
};

/// A fault of ours.
pub(super) const INTERNAL: Bilingual = Bilingual {
    french: "quelque chose a échoué de notre côté ; le journal en dit plus sous l'identifiant de cette requête",
    english: "something went wrong on our side; the log has more under this request's id",
};
