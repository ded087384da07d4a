use std::path::Path;

use clap::Command;
use clap_complete::Shell;
use serde_json::json;

use super::answer::{Answer, Answered};
use crate::domain::{Error, wording};

/// What a shell completes the commands by.
pub(super) fn completions(mut command: Command, shell: Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "segur", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Answer::line(
        script.trim_end(),
        json!({ "shell": shell.to_string(), "script": script }),
    )
}

/// Writes the man pages into a folder, one for each command.
///
/// # Errors
/// `BadInput` when the folder cannot be written.
pub(super) fn pages(command: Command, folder: &Path) -> Answered {
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|cause| {
        let folder = folder.display();
        Error::bad_input(wording!("{folder} : {cause}", "{folder}: {cause}"))
    })?;
    let folder = folder.display().to_string();
    Ok(Answer::line(
        format!("the man pages are in {folder}"),
        json!({ "folder": folder }),
    ))
}
