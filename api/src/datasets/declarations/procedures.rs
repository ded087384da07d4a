use entity::procedure::{Column as C, Entity, Relation as R};

use crate::datasets::model::{
    declaration::{Dataset, dataset, integer, note, reference, text, words},
    family::fr_en,
};

/// The steps that an applicant, an editor or an establishment goes through.
pub(super) fn declare() -> Dataset {
    dataset(
        "procedures",
        "procedure",
        Entity,
        fr_en("Étapes des démarches", "Procedure steps"),
        fr_en(
            "Une étape d'une démarche : commander une prestation Ségur, déposer un dossier, déployer un service socle.",
            "A step of a procedure: ordering a Ségur service, applying, deploying a core service.",
        ),
    )
    .family(&super::families::FUNDING)
    .columns([
        words(
            [C::Name, C::NameFolded],
            fr_en("Nom", "Name"),
            fr_en("Ce qui est fait à cette étape.", "What is done at this step."),
        ),
        words(
            [C::Subject, C::SubjectFolded],
            fr_en("Démarche", "Procedure"),
            fr_en("Démarche dont c'est une étape.", "The procedure of which it is a step."),
        ),
        reference(
            R::ProgrammeId,
            fr_en("Programme", "Programme"),
            fr_en("Programme de la démarche.", "The programme of the procedure."),
        ),
        reference(
            R::CoreServiceId,
            fr_en("Service socle", "Core service"),
            fr_en(
                "Service socle que la démarche déploie.",
                "The core service that the procedure deploys.",
            ),
        ),
        reference(
            R::FundingWindowId,
            fr_en("Fenêtre", "Funding window"),
            fr_en(
                "Fenêtre de financement, quand la démarche est propre à une seule.",
                "The funding window, when the procedure is for that one only.",
            ),
        ),
        text(
            C::Phase,
            fr_en("Phase", "Phase"),
            fr_en(
                "Phase de la démarche, telle que la source la nomme.",
                "The phase of the procedure, as the source names it.",
            ),
        ),
        integer(
            C::Number,
            fr_en("Numéro", "Number"),
            fr_en(
                "Rang dans la démarche, à partir de 1.",
                "Its rank in the procedure, from 1.",
            ),
        ),
        text(
            C::DoneBy,
            fr_en("Acteur", "Done by"),
            fr_en("Qui fait l'étape.", "Who does the step."),
        ),
        note(C::Note),
    ])
}
