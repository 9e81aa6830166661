//! Remembers, beside the program, what a run read and left in the tree, so that the next one has nothing to do where
//! all of it is the same.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// What a run depends on, as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    file: PathBuf,
    number: u64,
}

impl Stamp {
    /// Reads the program and everything in these folders and files.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn of(paths: &[PathBuf]) -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        let program = add_program(&mut hasher)?;
        for path in paths {
            add(path, &mut hasher)?;
        }
        Ok(Self {
            file: program.with_file_name("codegen.stamp"),
            number: hasher.finish(),
        })
    }

    /// Returns what was said at the end of a run that depended on the same.
    pub fn known(&self) -> Option<String> {
        let text = fs::read_to_string(&self.file).ok()?;
        let (number, said) = text.split_once(' ')?;
        (number == self.number.to_string()).then(|| said.to_owned())
    }

    /// Keeps what was said at the end of a run.
    ///
    /// # Errors
    /// Where the file beside the program cannot be written.
    pub fn keep(&self, said: &str) -> io::Result<()> {
        fs::write(&self.file, format!("{} {said}", self.number))
    }
}

/// Adds this program, and returns where it is.
pub(crate) fn add_program(hasher: &mut DefaultHasher) -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let about = fs::metadata(&program)?;
    (about.len(), about.modified()?).hash(hasher);
    Ok(program)
}

/// Adds a file, or everything in a folder.
pub(crate) fn add(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    path.hash(hasher);
    if !path.is_dir() {
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let entries = fs::read_dir(path)?;
    let mut inside: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    inside.sort();
    inside.iter().try_for_each(|path| add(path, hasher))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_a_folder_decides() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [folder.path().to_owned()];
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/a.rs"), "a").unwrap();
        let before = Stamp::of(&paths).unwrap();
        assert_eq!(Stamp::of(&paths).unwrap(), before);
        fs::write(folder.path().join("src/a.rs"), "b").unwrap();
        let changed = Stamp::of(&paths).unwrap();
        assert_ne!(changed, before);
        fs::rename(
            folder.path().join("src/a.rs"),
            folder.path().join("src/b.rs"),
        )
        .unwrap();
        assert_ne!(Stamp::of(&paths).unwrap(), changed);
    }
}
