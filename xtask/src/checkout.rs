//! The files of this repository that the commands use or copy: the runtime, and the examples of the findings. A
//! complete build embeds them, so that an installed program needs no checkout.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// A file: its path and its content.
type File = (String, Cow<'static, [u8]>);

/// Returns the folder of this repository where the program was built.
pub(crate) fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(Path::new(".")).to_owned()
}

/// Returns the files in a folder, by their paths in it.
///
/// # Errors
/// If a file cannot be read.
pub(crate) fn files(folder: &str) -> Result<Vec<File>, String> {
    let all = read(folder)?.into_iter().filter_map(|(path, text)| {
        let name = path.strip_prefix(folder)?.strip_prefix('/')?;
        Some((name.to_owned(), text))
    });
    Ok(all.collect())
}

/// Returns a file.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn file(path: &str) -> Result<Cow<'static, [u8]>, String> {
    let found = read(path)?.into_iter().find(|(name, _)| name == path);
    found
        .map(|(_, text)| text)
        .ok_or_else(|| format!("{path}: no such file"))
}

/// Returns the embedded files whose paths begin with a path.
#[cfg(feature = "complete")]
fn read(path: &str) -> Result<Vec<File>, String> {
    const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
    let found = FILES.iter().filter(|(name, _)| name.starts_with(path));
    Ok(found
        .map(|(name, text)| ((*name).to_owned(), Cow::Borrowed(*text)))
        .collect())
}

/// Returns the files at a path.
#[cfg(not(feature = "complete"))]
fn read(path: &str) -> Result<Vec<File>, String> {
    let read = |name: String| {
        let text = std::fs::read(root().join(&name)).map_err(|error| format!("{name}: {error}"))?;
        Ok((name, Cow::Owned(text)))
    };
    let names = crate::walk::walk(&root(), path).map_err(|error| format!("{path}: {error}"))?;
    names.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_out_is_what_the_repository_has() {
        for folder in ["generator/runtime/src", "generator/tests/diagnostics"] {
            let given = files(folder).unwrap();
            let there = crate::walk::walk(&root(), folder).unwrap();
            assert_eq!(given.len(), there.len(), "{folder}");
            for (name, text) in given {
                let path = root().join(folder).join(&name);
                assert!(std::fs::read(path).unwrap() == *text, "{name} differs");
            }
        }
        assert!(file("Cargo.toml").is_ok() && file("Cargo.lock").is_err());
    }
}
