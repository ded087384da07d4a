use super::{Mandate, Role, Viewer};
use crate::domain::{Error, Result, Wording, wording};

/// What a viewer wants to do with what it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Keep it, for someone to publish.
    Draft,
    /// Make it public: publish, revise, correct, withdraw, schedule, revert.
    Publish,
}

/// A line of the policy: what a mandate may do in some datasets. Where several lines speak of a dataset, one is enough.
struct Right {
    mandate: Mandate,
    datasets: &'static [&'static str],
    /// Where: every condition holds of the record as it is, and as it is to be.
    within: &'static [Within],
    most: Act,
    /// The only columns that may change, of records that are there already; any, and new records, when none is named.
    columns: &'static [&'static str],
}

/// What is true of the records that a right is about.
#[derive(Clone, Copy, Debug)]
enum Within {
    /// Of no region, or of the whole nation.
    National,
    /// Of the institution's own region.
    OwnRegion,
    /// Of one of these programmes.
    Programmes(&'static [&'static str]),
    /// Of none of these programmes.
    OtherProgrammes(&'static [&'static str]),
    /// Of an indicator whose public name has one of these words.
    Topics(&'static [&'static str]),
    /// Published by the institution itself, or new.
    Own,
}

/// The programmes that an institution other than the DNS publishes.
const SUN_ES: &[&str] = &["sun-es"];
const ESMS_NUMERIQUE: &[&str] = &["esms-numerique"];
const CONVENTIONS: &[&str] = &["avenant-4-centres-de-sante", "avenant-9-convention-medicale"];
const DELEGATED: &[&str] = &[
    "sun-es",
    "esms-numerique",
    "avenant-4-centres-de-sante",
    "avenant-9-convention-medicale",
];

/// The services whose observations the Cnam publishes.
const CNAM_SERVICES: &[&str] = &["dmp", "mssante", "ins", "insi", "mon-espace-sante"];

/// What an agency says of a region's envelope.
const SPENDING: &[&str] = &[
    "committed",
    "paid",
    "files_submitted",
    "files_accepted",
    "as_of",
    "note",
];

/// Who may write what. `*` is every dataset.
const RIGHTS: &[Right] = &[
    publish(Mandate::Seed, &["*"], &[]),
    publish(
        Mandate::Dns,
        &[
            "contacts",
            "core-services",
            "couloirs",
            "indicators",
            "institutions",
            "levers",
            "procedures",
            "programme-rules",
            "programmes",
            "regions",
            "resources",
            "roadmap-actions",
            "roadmap-objectives",
            "roadmap-steps",
            "statements",
        ],
        &[],
    ),
    publish(Mandate::Dns, &["milestones", "observations"], &[Within::National]),
    publish(
        Mandate::Dns,
        &["funding-windows", "regional-envelopes"],
        &[Within::National, Within::OtherProgrammes(DELEGATED)],
    ),
    publish(
        Mandate::Dns,
        &["prerequisites", "tariffs", "usage-targets"],
        &[Within::OtherProgrammes(DELEGATED)],
    ),
    publish(
        Mandate::Ans,
        &[
            "editors",
            "referencings",
            "software-functions",
            "solutions",
            "specifications",
        ],
        &[],
    ),
    publish(
        Mandate::Dgos,
        &[
            "funding-windows",
            "prerequisites",
            "regional-envelopes",
            "tariffs",
            "usage-targets",
        ],
        &[Within::Programmes(SUN_ES)],
    ),
    publish(
        Mandate::Cnsa,
        &["funding-windows", "regional-envelopes", "tariffs"],
        &[Within::Programmes(ESMS_NUMERIQUE)],
    ),
    publish(
        Mandate::Cnam,
        &["funding-windows", "prerequisites", "tariffs", "usage-targets"],
        &[Within::Programmes(CONVENTIONS)],
    ),
    publish(Mandate::Cnam, &["observations"], &[Within::Topics(CNAM_SERVICES)]),
    Right {
        columns: SPENDING,
        ..publish(Mandate::Ars, &["regional-envelopes"], &[Within::OwnRegion])
    },
    publish(
        Mandate::Ars,
        &["funding-windows", "observations", "roadmap-progress"],
        &[Within::OwnRegion],
    ),
    Right {
        most: Act::Draft,
        ..publish(
            Mandate::Grades,
            &["observations", "roadmap-progress"],
            &[Within::OwnRegion],
        )
    },
    // Nothing is published without its source: each institution adds the documents that its own facts cite.
    publish(Mandate::Dns, &["documents"], &[Within::Own]),
    publish(Mandate::Ans, &["documents"], &[Within::Own]),
    publish(Mandate::Dgos, &["documents"], &[Within::Own]),
    publish(Mandate::Cnsa, &["documents"], &[Within::Own]),
    publish(Mandate::Cnam, &["documents"], &[Within::Own]),
    publish(Mandate::Ars, &["documents"], &[Within::Own]),
    Right {
        most: Act::Draft,
        ..publish(Mandate::Grades, &["documents"], &[Within::Own])
    },
];

const fn publish(mandate: Mandate, datasets: &'static [&'static str], within: &'static [Within]) -> Right {
    Right {
        mandate,
        datasets,
        within,
        most: Act::Publish,
        columns: &[],
    }
}

/// What the policy looks at in a record: references by their public names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Its region.
    pub region: Option<String>,
    /// Its programme, or that of its funding window.
    pub programme: Option<String>,
    /// Its indicator.
    pub indicator: Option<String>,
    /// The institution that published it last; for a new one, the viewer's.
    pub publisher: String,
}

/// A change that a viewer asks for.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The dataset.
    pub dataset: &'a str,
    /// The record as it is public.
    pub before: Option<&'a Subject>,
    /// The record as it is to be; none when it is withdrawn.
    pub after: Option<&'a Subject>,
    /// The columns that differ.
    pub columns: &'a [&'a str],
}

/// Refuses what no record of a dataset could make right: a role too low, a key for other datasets, a mandate without the dataset.
///
/// # Errors
/// `Forbidden`, naming what lacks.
pub fn may_touch(viewer: &Viewer, act: Act, dataset: &str) -> Result<()> {
    let least = match act {
        Act::Draft => Role::Contributor,
        Act::Publish => Role::Publisher,
    };
    if viewer.role() < least {
        return Err(Error::forbidden(wording!(
            "ce justificatif a le rôle {}, et il faut au moins {} : demandez-en un à un administrateur de {}",
            "this credential has the role {}, and this needs {} at least: ask an administrator of {} for one",
            viewer.role().code(),
            least.code(),
            viewer.institution()
        )));
    }
    if let Some(datasets) = viewer.datasets()
        && !datasets.iter().any(|known| known == dataset)
    {
        return Err(Error::forbidden(wording!(
            "cette clé n'écrit que dans {}, pas dans {dataset}",
            "this key writes only in {}, not in {dataset}",
            datasets.join(", ")
        )));
    }
    let mut rights = rights(viewer, dataset).peekable();
    if rights.peek().is_none() {
        return Err(Error::forbidden(wording!(
            "{} ne publie rien dans {dataset}",
            "{} publishes nothing in {dataset}",
            viewer.institution()
        )));
    }
    if rights.all(|right| right.most < act) {
        return Err(Error::forbidden(wording!(
            "{} n'enregistre que des brouillons dans {dataset} : l'ARS de sa région les publie",
            "{} only saves drafts in {dataset}: the ARS of its region publishes them",
            viewer.institution()
        )));
    }
    Ok(())
}

/// Whether a viewer may change a record so; why not, when it may not.
///
/// # Errors
/// What the viewer may write in that dataset.
pub fn decide(viewer: &Viewer, act: Act, change: Change<'_>) -> Result<(), Wording> {
    may_touch(viewer, act, change.dataset).map_err(|refusal| refusal.wording())?;
    let holds = |right: &Right| right.most >= act && right.allows(viewer, &change);
    if rights(viewer, change.dataset).any(holds) {
        return Ok(());
    }
    let each: Vec<Wording> = rights(viewer, change.dataset)
        .map(|right| right.describe(viewer))
        .collect();
    let joined = |of: fn(&Wording) -> &str, or: &str| each.iter().map(of).collect::<Vec<_>>().join(or);
    let told = Wording::new(
        joined(|words| &words.french, " ; ou "),
        joined(|words| &words.english, "; or "),
    );
    Err(wording!(
        "{} n'écrit ici que {told}",
        "{} writes here only {told}",
        [told],
        viewer.institution()
    ))
}

/// The lines of the policy that speak of a dataset for a viewer.
fn rights<'a>(viewer: &Viewer, dataset: &'a str) -> impl Iterator<Item = &'static Right> + use<'a> {
    let mandate = viewer.mandate();
    RIGHTS.iter().filter(move |right| {
        right.mandate == mandate && right.datasets.iter().any(|known| *known == "*" || *known == dataset)
    })
}

impl Right {
    fn allows(&self, viewer: &Viewer, change: &Change<'_>) -> bool {
        let is_within = |subject: &Subject| self.within.iter().all(|within| within.covers(viewer, subject));
        let of_columns = self.columns.is_empty()
            || (change.before.is_some()
                && change.after.is_some()
                && change.columns.iter().all(|column| self.columns.contains(column)));
        of_columns && [change.before, change.after].into_iter().flatten().all(is_within)
    }

    /// What the right is about, in words.
    fn describe(&self, viewer: &Viewer) -> Wording {
        let mut french: Vec<String> = Vec::new();
        let mut english: Vec<String> = Vec::new();
        for within in self.within {
            let words = within.describe(viewer);
            french.push(words.french);
            english.push(words.english);
        }
        if !self.columns.is_empty() {
            let columns = self.columns.join(", ");
            french.push(format!(
                "les colonnes {columns} d'un enregistrement qui existe, et les sources de ces colonnes (source_field)"
            ));
            english.push(format!(
                "the columns {columns} of a record that exists, and the sources of those columns (source_field)"
            ));
        }
        Wording::new(french.join(", "), english.join(", "))
    }
}

impl Within {
    fn covers(self, viewer: &Viewer, subject: &Subject) -> bool {
        let programme_in = |all: &[&str]| subject.programme.as_deref().map(|programme| all.contains(&programme));
        match self {
            Self::National => subject.region.as_deref().is_none_or(|region| region == "france"),
            Self::OwnRegion => viewer.region().is_some() && subject.region.as_deref() == viewer.region(),
            Self::Programmes(all) => programme_in(all).unwrap_or(false),
            Self::OtherProgrammes(all) => !programme_in(all).unwrap_or(false),
            Self::Topics(words) => subject.indicator.as_deref().is_some_and(|indicator| {
                let padded = format!("-{indicator}-");
                words.iter().any(|word| padded.contains(&format!("-{word}-")))
            }),
            Self::Own => subject.publisher == viewer.institution(),
        }
    }

    fn describe(self, viewer: &Viewer) -> Wording {
        match self {
            Self::National => wording!("ce qui est national", "what is national"),
            Self::OwnRegion => wording!(
                "ce qui est de sa région ({})",
                "what is of its region ({})",
                viewer.region().unwrap_or("?")
            ),
            Self::Programmes(all) => wording!(
                "ce qui est du programme {}",
                "what is of the programme {}",
                all.join(", ")
            ),
            Self::OtherProgrammes(all) => wording!(
                "ce qui n'est pas des programmes {}",
                "what is not of the programmes {}",
                all.join(", ")
            ),
            Self::Topics(words) => wording!("les indicateurs de {}", "the indicators of {}", words.join(", ")),
            Self::Own => wording!(
                "ce qu'elle a elle-même publié, ou qui est nouveau",
                "what it published itself, or what is new"
            ),
        }
    }
}
