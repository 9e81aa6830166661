// The files in a folder of this repository. The build script includes this file too.

use std::io;
use std::path::Path;

/// Returns the files at a path in a folder, relative to the folder, with `/` as separator.
///
/// # Errors
/// If a folder cannot be read.
pub(crate) fn walk(root: &Path, path: &str) -> io::Result<Vec<String>> {
    if !root.join(path).is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root.join(path))? {
        let name = entry?.file_name();
        files.extend(walk(root, &format!("{path}/{}", name.to_string_lossy()))?);
    }
    files.sort();
    Ok(files)
}
