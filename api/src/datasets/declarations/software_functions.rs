use entity::{
    funding_window,
    software_function::{Column as C, Entity, Relation as R},
    specification,
};

use crate::datasets::model::{
    declaration::{Dataset, dataset, list, note, reference, text, words},
    family::fr_en,
};

/// The functions that software is referenced for.
pub(super) fn declare() -> Dataset {
    dataset(
        "software-functions",
        "software-function",
        Entity,
        fr_en("Fonctions logicielles", "Software functions"),
        fr_en(
            "Une grande fonction logicielle (LGC, DPI, RI, PFI, RIS, SGL, LOINC, DUI, LGO…) pour laquelle des solutions sont référencées.",
            "A software function (LGC, DPI, RI, PFI, RIS, SGL, LOINC, DUI, LGO…) for which solutions are referenced.",
        ),
    )
    .family(&super::families::SOLUTIONS)
    .columns([
        words([C::Name, C::NameFolded], fr_en("Nom", "Name"), fr_en("Nom de la fonction.", "The function's name.")),
        text(C::Code, fr_en("Code", "Code"), fr_en("Code usuel.", "Its usual code.")),
        list(C::OtherNames, fr_en("Autres noms", "Other names"), fr_en("Autres noms donnés à la fonction par les sources.", "Other names that sources give to the function.")),
        reference(R::CouloirId, fr_en("Couloir", "Couloir"), fr_en("Couloir de la fonction ; vide si la source n'en nomme aucun des six.", "The function's couloir; empty if the source names none of the six.")),
        note(C::Note),
    ])
    .relation("specifications", specification::Relation::SoftwareFunctionId, fr_en("Spécifications de la fonction.", "The function's specifications."))
    .relation("funding_windows", funding_window::Relation::SoftwareFunctionId, fr_en("Fenêtres qui financent la fonction.", "The windows that finance the function."))
}
