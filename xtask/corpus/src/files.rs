//! The folders and files that the commands write.

use std::path::{Path, PathBuf};

/// Returns the folder for crates: the given one, or one beside this program in cargo's target folder.
pub(crate) fn work_folder(given: Option<&Path>, name: &str) -> Result<PathBuf, String> {
    if let Some(work) = given {
        return Ok(work.to_owned());
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = program
        .ancestors()
        .nth(2)
        .ok_or("cannot tell cargo's target folder; use --work")?;
    Ok(target.join(name))
}

/// Writes a file, and creates its folder.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, text));
    written.map_err(|error| format!("{}: {error}", path.display()))
}
