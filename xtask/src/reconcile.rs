//! Updates a folder so that it has exactly the generated files. Nothing else writes to the output.
//!
//! A draft takes the files one by one as they are generated. A changed file is written to a temporary file beside its
//! target. Only when all files are written are they renamed, so that an error before (a full disk, a folder without
//! permission to write) leaves everything unchanged. A draft that only compares keeps the content instead.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use generator::fileset::MARK;
use tempfile::TempPath;

use crate::load::regular;

/// The start of the names of temporary files. Those of this run, or of one at the same time, are not left over.
const TEMPORARY: &str = ".codegen-";

/// How to treat a file at the path of a generated one that does not have our header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// Replace it: the folder belongs to the generator, so the file must be a damaged generated one.
    Replace,
    /// Refuse to write: the folder may belong to somebody else.
    Refuse,
}

/// The change of one file. The old and new content is only filled in by a draft that compares.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// It does not exist yet.
    Create(String),
    /// It has another content: the old text and the new one.
    Update(String, String),
    /// It was generated, but is not part of the output any more.
    Remove(String),
}

/// The changes, by path relative to the folder.
#[derive(Debug, Default)]
pub struct Plan {
    /// The changes, in the order of their paths.
    pub changes: BTreeMap<String, Change>,
    /// How many files have the right content.
    pub unchanged: usize,
    /// The files that the folder has in the end.
    pub(crate) files: BTreeSet<String>,
}

impl Plan {
    /// Whether the disk already has the generated files.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns `3 updated, 1 created, 1 removed, 21 unchanged`, without the parts that are zero.
    pub fn counts(&self) -> String {
        let count = |of: fn(&Change) -> bool| self.changes.values().filter(|c| of(c)).count();
        let parts = [
            (count(|c| matches!(c, Change::Update(..))), "updated"),
            (count(|c| matches!(c, Change::Create(_))), "created"),
            (count(|c| matches!(c, Change::Remove(_))), "removed"),
            (self.unchanged, "unchanged"),
        ];
        let counts = parts.iter().filter(|(number, _)| *number > 0);
        let counts = counts.map(|(number, what)| format!("{number} {what}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}

/// Why the disk was not changed.
#[derive(Debug)]
pub enum Error {
    /// A path that leaves the folder, or that is empty.
    Path(String),
    /// A file without our header is at the path of a generated one.
    Foreign(PathBuf),
    /// A folder is at the path of a generated file.
    Folder(PathBuf),
    /// A symbolic link is at the path of a folder.
    Link(PathBuf),
    /// An error of the file system.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(path) => write!(f, "refusing to write outside of the folder: {path:?}"),
            Self::Foreign(path) => write!(
                f,
                "{} was not generated; move it away or choose another folder",
                path.display()
            ),
            Self::Folder(path) => write!(
                f,
                "{} is a folder where a generated file belongs; move it away",
                path.display()
            ),
            Self::Link(path) => write!(
                f,
                "{} is a symbolic link where a folder of generated files belongs; move it away",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// What a draft does with changed files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It keeps them, to show the changes.
    Compare,
    /// It writes them.
    Write,
}

/// The pending update of a folder to the generated files.
pub(crate) struct Draft {
    root: PathBuf,
    foreign: Foreign,
    purpose: Purpose,
    plan: Plan,
    // Declared before the folders, so that temporary files are removed first.
    staged: Vec<(TempPath, PathBuf)>,
    created_folders: CreatedFolders,
    /// The first file, by path, that cannot be written.
    failed: Option<(String, Error)>,
}

impl Draft {
    pub(crate) fn new(root: &Path, foreign: Foreign, purpose: Purpose) -> Self {
        Self {
            root: root.to_owned(),
            foreign,
            purpose,
            plan: Plan::default(),
            staged: Vec::new(),
            created_folders: CreatedFolders::default(),
            failed: None,
        }
    }

    /// Adds a file. An error is returned later, by [`Draft::finish`].
    pub(crate) fn add(&mut self, path: String, text: String) {
        match self.change(&path, text) {
            Ok(Some(change)) => drop(self.plan.changes.insert(path.clone(), change)),
            Ok(None) => self.plan.unchanged += 1,
            Err(error) => {
                if self.failed.as_ref().is_none_or(|(first, _)| path < *first) {
                    self.failed = Some((path.clone(), error));
                }
            }
        }
        self.plan.files.insert(path);
    }

    /// Compares a file with the one on the disk; `None` if it is the same, or git has only given it the line ends of
    /// Windows.
    fn change(&mut self, path: &str, text: String) -> Result<Option<Change>, Error> {
        let target = inside(&self.root, path)?;
        let old = match regular(&target) {
            Ok(old) if old == text.as_bytes() => return Ok(None),
            Ok(old) => Some(String::from_utf8_lossy(&old).replace("\r\n", "\n")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) if target.is_dir() => return Err(Error::Folder(target)),
            Err(error) => return Err(Error::Io(target, error)),
        };
        if old.as_ref() == Some(&text) {
            return Ok(None);
        }
        let is_foreign = |old: &String| self.foreign == Foreign::Refuse && !is_ours(old);
        if old.as_ref().is_some_and(is_foreign) {
            return Err(Error::Foreign(target));
        }
        let (old, text) = match self.purpose {
            Purpose::Compare => (old, text),
            Purpose::Write => {
                self.stage(target, &text)?;
                (old.map(|_| String::new()), String::new())
            }
        };
        Ok(Some(match old {
            Some(old) => Change::Update(old, text),
            None => Change::Create(text),
        }))
    }

    fn stage(&mut self, target: PathBuf, text: &str) -> Result<(), Error> {
        let folder = target.parent().unwrap_or(&self.root);
        self.created_folders.create(folder)?;
        match stage(&target, text) {
            Ok(temporary) => self.staged.push((temporary, target)),
            Err(error) => return Err(Error::Io(target, error)),
        }
        Ok(())
    }

    /// Finds generated files that are left over in `owned`, which are folders below the root. Then updates the disk,
    /// unless the draft only compares.
    pub(crate) fn finish(mut self, owned: &[&str]) -> Result<Plan, Error> {
        if let Some((_, error)) = self.failed {
            return Err(error);
        }
        for owned in owned {
            let folder = inside(&self.root, owned)?;
            find_left_over(&folder, owned, &mut self.plan)?;
        }
        if self.purpose == Purpose::Compare {
            return Ok(self.plan);
        }
        for (temporary, target) in self.staged {
            temporary
                .persist(&target)
                .map_err(|error| Error::Io(target, error.error))?;
        }
        for (path, change) in &self.plan.changes {
            if matches!(change, Change::Remove(_)) {
                let target = inside(&self.root, path)?;
                fs::remove_file(&target).map_err(|error| Error::Io(target.clone(), error))?;
                for folder in target.ancestors().skip(1) {
                    // A folder that is not empty cannot be removed.
                    if folder == self.root || fs::remove_dir(folder).is_err() {
                        break;
                    }
                }
            }
        }
        Ok(self.plan)
    }
}

/// Updates `root` to these files, and removes all other generated files in `owned`, which are folders below it.
///
/// # Errors
/// If a file cannot be written; then the folder is unchanged.
pub fn reconcile(
    root: &Path,
    owned: &[&str],
    files: impl IntoIterator<Item = (String, String)>,
    foreign: Foreign,
) -> Result<Plan, Error> {
    let mut draft = Draft::new(root, foreign, Purpose::Write);
    for (path, text) in files {
        draft.add(path, text);
    }
    draft.finish(owned)
}

/// Whether `owned`, folders below `root`, have generated files other than `files`.
pub(crate) fn has_left_over(root: &Path, owned: &[&str], files: &[String]) -> bool {
    let mut plan = Plan {
        files: files.iter().cloned().collect(),
        ..Plan::default()
    };
    let mut folders = owned.iter();
    let found =
        folders.try_for_each(|owned| find_left_over(&inside(root, owned)?, owned, &mut plan));
    found.is_err() || !plan.is_empty()
}

fn find_left_over(folder: &Path, relative: &str, plan: &mut Plan) -> Result<(), Error> {
    if folder.is_symlink() {
        return Err(Error::Link(folder.to_owned()));
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::Io(folder.to_owned(), error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| Error::Io(folder.to_owned(), error))?;
        // Generated files have names in Unicode.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{relative}/{name}");
        let kind = entry
            .file_type()
            .map_err(|error| Error::Io(entry.path(), error))?;
        if kind.is_dir() {
            find_left_over(&entry.path(), &path, plan)?;
        } else if kind.is_file() && !plan.files.contains(&path) {
            let is_temporary = name.starts_with(TEMPORARY);
            if is_temporary && !is_old(&entry) {
                continue;
            }
            let file = entry.path();
            let text = fs::read(&file).map_err(|error| Error::Io(file, error))?;
            let text = String::from_utf8_lossy(&text);
            // A run that was killed may have left an empty one.
            if is_ours(&text) || is_temporary && text.is_empty() {
                plan.changes.insert(path, Change::Remove(text.into_owned()));
            }
        }
    }
    Ok(())
}

/// Whether a file is older than any run, so that none will rename it.
fn is_old(entry: &fs::DirEntry) -> bool {
    let saved = entry.metadata().and_then(|state| state.modified());
    let age = saved.ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age > Duration::from_secs(24 * 60 * 60))
}

/// Writes the text to a temporary file beside its target, with the mode that the target has or would have.
fn stage(target: &Path, text: &str) -> io::Result<TempPath> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The default mode of the crate, 0600, would keep other users from reading the sources.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Ok(existing) = fs::metadata(target) {
        file.as_file().set_permissions(existing.permissions())?;
    }
    Ok(file.into_temp_path())
}

/// Folders that did not exist before. Those that are empty in the end are removed.
#[derive(Default)]
struct CreatedFolders(Vec<PathBuf>);

impl CreatedFolders {
    fn create(&mut self, folder: &Path) -> Result<(), Error> {
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(parent) = folder
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            self.create(parent)?;
        }
        fs::create_dir(folder).map_err(|error| Error::Io(folder.to_owned(), error))?;
        self.0.push(folder.to_owned());
        Ok(())
    }
}

impl Drop for CreatedFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // A folder with files in it is kept.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Whether the first line of a text says that it is generated.
pub fn is_ours(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    ["// ", "# ", "<!-- "].iter().any(|comment| {
        first
            .strip_prefix(comment)
            .is_some_and(|rest| rest.starts_with(MARK))
    })
}

/// Joins `root` and `path`, if the result is below `root`.
fn inside(root: &Path, path: &str) -> Result<PathBuf, Error> {
    let relative = Path::new(path);
    let plain = |part| matches!(part, Component::Normal(_));
    if path.is_empty() || path.contains('\\') || !relative.components().all(plain) {
        return Err(Error::Path(path.to_owned()));
    }
    // A link in a folder that came from elsewhere could lead anywhere. A link at the place of a file is replaced.
    let mut folder = root.to_owned();
    for part in relative.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        if folder.is_symlink() {
            return Err(Error::Link(folder));
        }
    }
    Ok(root.join(relative))
}

#[cfg(test)]
mod tests;
