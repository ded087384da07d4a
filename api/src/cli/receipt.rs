use serde_json::json;

use super::answer::Answer;
use crate::publishing::Receipt;

/// A receipt, as an answer: a line. Its warnings are in the JSON.
pub(super) fn answer(receipt: &Receipt, tried: bool) -> Answer {
    let Receipt {
        created,
        revised,
        withdrawn,
        unchanged,
        ..
    } = receipt;
    let counts = format!("{created} created, {revised} revised, {withdrawn} withdrawn, {unchanged} unchanged");
    let line = match receipt.revision {
        Some(revision) => format!("revision {revision}: {counts}"),
        None if tried => format!("tried, and not published: {counts}"),
        None => format!("nothing differs: {unchanged} entries unchanged"),
    };
    let mut json = json!(receipt.body());
    json["dry_run"] = tried.into();
    Answer::line(line, json)
}

/// A line for each warning of a receipt.
pub(super) fn warnings(receipt: &Receipt) -> impl Iterator<Item = String> {
    receipt.warnings.iter().map(|warning| {
        let place = match warning.origin.line {
            Some(line) => format!("line {line}"),
            None => warning.origin.file.clone(),
        };
        format!(
            "warning: {place}, {}: {} ({})",
            warning.column, warning.message.english, warning.code
        )
    })
}
