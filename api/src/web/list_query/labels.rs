use crate::{
    datasets::model::parse,
    domain::{Error, Language, Result, wording},
};

/// The parameter that adds what values are called, in a language.
pub(crate) const LABELS: &str = "labels";

/// The language of labels.
///
/// # Errors
/// `BadInput` for another tag than `fr` and `en`.
pub(crate) fn language(tag: &str) -> Result<Language> {
    let known = [Language::French, Language::English];
    known.into_iter().find(|language| language.tag() == tag).ok_or_else(|| {
        Error::bad_input(wording!(
            "labels : « {} » n'est pas une langue des libellés : fr ou en",
            "labels: \"{}\" is no language of labels: fr or en",
            parse::brief(tag)
        ))
    })
}
