//! The parameters that say how CSV is written.

use crate::{
    domain::{Error, Language, Result, wording},
    files::{Dialect, Form, decimal, delimiter},
    web::query::{LANGUAGE, boolean},
};

/// Their names.
pub(crate) const CSV_ONLY: [&str; 4] = ["dialect", "delimiter", "decimal", "bom"];

/// Those of them that a form takes.
pub(crate) fn csv_only(form: Form) -> &'static [&'static str] {
    if form == Form::Csv { &CSV_ONLY } else { &[] }
}

/// The dialect of a request: the one that it names, whatever its place, with what the other parameters change of it.
///
/// # Errors
/// `BadInput` for a value that is not known, and for a form other than CSV.
pub(crate) fn dialect(pairs: &[(String, String)], form: Form) -> Result<Dialect> {
    let mut dialect = Dialect::PLAIN;
    let ours = || pairs.iter().filter(|(name, _)| CSV_ONLY.contains(&name.as_str()));
    if form != Form::Csv
        && let Some((name, _)) = ours().next()
    {
        return Err(Error::bad_input(wording!(
            "{name} est pour la forme .csv",
            "{name} is for the .csv form"
        )));
    }
    if let Some((_, name)) = ours().find(|(name, _)| name == "dialect") {
        dialect = Dialect::named(name)?;
    }
    for (name, value) in ours() {
        match name.as_str() {
            "delimiter" => dialect.delimiter = delimiter(value)?,
            "decimal" => dialect.decimal_comma = decimal(value)?,
            "bom" => dialect.byte_order_mark = boolean(name, value)?,
            _ => {}
        }
    }
    Ok(dialect)
}

/// The language in which a file for a spreadsheet (XLSX, `dialect=fr`) writes titles, codes and dates: the one that `lang` names. Without it, files have
/// the names and codes of the data.
pub(crate) fn words(text: &str, form: Form, dialect: Dialect) -> Option<Language> {
    let is_for_people = form == Form::Xlsx || form == Form::Csv && dialect.texts_kept;
    let named = form_urlencoded::parse(text.as_bytes()).find(|(name, _)| name == LANGUAGE);
    named
        .filter(|_| is_for_people)
        .and_then(|(_, tag)| Language::of_tag(&tag))
}
