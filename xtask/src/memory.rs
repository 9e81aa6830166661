//! Stores what a run has read, written and printed, so that the next one has nothing to do if all of it is the same. A
//! run with `--out` is stored in the user's cache folder, a run in the workspace beside the program.

use std::env::home_dir;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use toml::{Table, Value};

use crate::complete::IS_COMPLETE;
use crate::load::regular;
use crate::manifest::DOCUMENTS;
use crate::reconcile::has_left_over;
use crate::runtime;
use crate::terminal::{Said, Stream, Terminal};
use crate::watch::is_late;

/// The placeholder for the duration of a run, in the last line of its output.
pub(crate) const SECONDS: &str = "\0s";
/// The placeholder for the duration in milliseconds.
pub(crate) const MILLISECONDS: &str = "\0ms";

/// A stored run is deleted after this time without a change.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// The place where a run is stored.
pub(crate) struct Memory {
    file: PathBuf,
    /// The folder to which the run writes.
    out: PathBuf,
    /// The folders in it that only contain generated files, and files of others.
    owned: &'static [&'static str],
    /// The hash of the program, the current folder and the options.
    key: u64,
    began: SystemTime,
}

/// A stored run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// The files that it read, including those that do not exist.
    pub(crate) read: Vec<PathBuf>,
    /// The files of the output, relative to its folder.
    pub(crate) files: Vec<String>,
    /// The findings that it printed.
    pub(crate) said: Vec<Said>,
    /// The last line of its output.
    pub(crate) last: Option<String>,
}

impl Memory {
    /// Returns the memory for runs with these options that write to a folder.
    pub(crate) fn of(
        file: PathBuf,
        out: &Path,
        owned: &'static [&'static str],
        options: &str,
    ) -> Option<Self> {
        let mut hasher = DefaultHasher::new();
        let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
        (program.len(), program.modified().ok()?).hash(&mut hasher);
        (std::env::current_dir().ok()?, options).hash(&mut hasher);
        Some(Self {
            file,
            out: std::path::absolute(out).ok()?,
            owned,
            key: hasher.finish(),
            began: SystemTime::now(),
        })
    }

    /// Prints the output of the stored run, if nothing on which it depended has changed; returns whether it did.
    pub(crate) fn recall(&self, terminal: &Terminal, started: Instant) -> bool {
        let Some(run) = self.known() else {
            return false;
        };
        run.said.iter().for_each(|said| terminal.say(said));
        if let Some(last) = run.last {
            terminal.line(&timed(&last, started));
        }
        true
    }

    fn known(&self) -> Option<Run> {
        let kept: Table = fs::read_to_string(&self.file).ok()?.parse().ok()?;
        let run = Run::parse(&kept)?;
        let number = self.number(&run).ok()?;
        let is_same = kept.get("number")?.as_str()? == number.to_string();
        let is_same = is_same && !has_left_over(&self.out, self.owned, &run.files);
        is_same.then_some(run)
    }

    /// Stores a run, with other files on which it depends. Errors are ignored, since the next run only takes longer
    /// without it.
    pub(crate) fn keep(&self, mut run: Run, around: Vec<PathBuf>) {
        // A file that was saved during the run may differ from what the run has read.
        let mut states = run.read.iter().filter_map(|path| fs::metadata(path).ok());
        let is_late = states.any(|state| state.modified().is_ok_and(|at| is_late(at, self.began)));
        if is_late {
            return;
        }
        run.read.extend(around);
        if let (Ok(number), Some(mut kept)) = (self.number(&run), run.to_table()) {
            kept.insert("number".to_owned(), Value::String(number.to_string()));
            let _ = self.write(&kept.to_string());
        }
    }

    fn write(&self, text: &str) -> io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(&self.file)?;
        for entry in fs::read_dir(folder)?.flatten() {
            let age = entry.metadata()?.modified()?.elapsed();
            if age.is_ok_and(|age| age > FORGOTTEN_AFTER) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Returns a hash of everything on which a run depends, and of its output.
    fn number(&self, run: &Run) -> io::Result<u64> {
        let mut hasher = DefaultHasher::new();
        (self.key, &run.said, &run.last).hash(&mut hasher);
        for path in &run.read {
            match fs::metadata(path) {
                Ok(state) if state.is_file() || state.is_dir() => add(path, &mut hasher)?,
                // The content of a pipe cannot be read again.
                Ok(_) => return Err(io::Error::other("neither a file nor a folder")),
                Err(_) => (path, "absent").hash(&mut hasher),
            }
        }
        for path in &run.files {
            add(&self.out.join(path), &mut hasher)?;
        }
        Ok(hasher.finish())
    }
}

impl Run {
    fn to_table(&self) -> Option<Table> {
        let read = self.read.iter().map(|path| Some(path.to_str()?.to_owned()));
        let said = self.said.iter().map(|(stream, text)| {
            let stream = match stream {
                Stream::Result => "result",
                Stream::Beside => "beside",
            };
            strings([stream.to_owned(), text.clone()])
        });
        let mut table = Table::new();
        table.insert(
            "read".to_owned(),
            strings(read.collect::<Option<Vec<_>>>()?),
        );
        table.insert("files".to_owned(), strings(self.files.iter().cloned()));
        table.insert("said".to_owned(), Value::Array(said.collect()));
        if let Some(last) = &self.last {
            table.insert("last".to_owned(), Value::String(last.clone()));
        }
        Some(table)
    }

    fn parse(table: &Table) -> Option<Self> {
        let strings = |value: &Value| -> Option<Vec<String>> {
            let items = value.as_array()?.iter();
            items.map(|item| Some(item.as_str()?.to_owned())).collect()
        };
        let said = |value: &Value| {
            let [stream, text] = <[String; 2]>::try_from(strings(value)?).ok()?;
            let stream = match stream.as_str() {
                "result" => Stream::Result,
                "beside" => Stream::Beside,
                _ => return None,
            };
            Some((stream, text))
        };
        let last = table.get("last").and_then(Value::as_str);
        Some(Self {
            read: strings(table.get("read")?)?
                .into_iter()
                .map(PathBuf::from)
                .collect(),
            files: strings(table.get("files")?)?,
            said: table
                .get("said")?
                .as_array()?
                .iter()
                .map(said)
                .collect::<Option<_>>()?,
            last: last.map(str::to_owned),
        })
    }
}

/// Returns the files on which a run depends besides those of the description: the documents in the output's folder, the
/// manifests of enclosing workspaces, and the sources of the runtime if they are copied.
pub(crate) fn around(folder: &Path, copies_runtime: bool) -> Vec<PathBuf> {
    let documents = DOCUMENTS.iter().map(|name| folder.join(name));
    let folder = fs::canonicalize(folder).unwrap_or_default();
    let workspaces = folder.ancestors().skip(1);
    let manifests = workspaces.map(|folder| folder.join("Cargo.toml"));
    let of_runtime = runtime::folder();
    let sources = ["../../Cargo.toml", "Cargo.toml", "src"].into_iter();
    let sources = sources.chain(runtime::LICENCES);
    let sources = sources.map(|name| of_runtime.join(name));
    // A complete program embeds the sources.
    let has_sources = copies_runtime && !IS_COMPLETE;
    let sources = sources.filter(|_| has_sources);
    documents.chain(manifests).chain(sources).collect()
}

fn strings(values: impl IntoIterator<Item = String>) -> Value {
    Value::Array(values.into_iter().map(Value::String).collect())
}

/// Returns a line with the time since a run was started.
pub(crate) fn timed(line: &str, started: Instant) -> String {
    let elapsed = started.elapsed();
    line.replace(SECONDS, &format!("{:.2} s", elapsed.as_secs_f64()))
        .replace(MILLISECONDS, &elapsed.as_millis().to_string())
}

/// Hashes a file, or everything in a folder.
fn add(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    path.hash(hasher);
    if !path.is_dir() {
        regular(path)?.hash(hasher);
        return Ok(());
    }
    let entries = fs::read_dir(path)?;
    let mut inside: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    inside.sort();
    inside.iter().try_for_each(|path| add(path, hasher))
}

/// Returns the file for runs in the workspace. It has a folder of its own, in which old files are deleted.
pub(crate) fn beside_program() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    Some(program.with_file_name("codegen-runs").join("tree.toml"))
}

/// Returns the file for runs that write to a folder; `None` if there is no cache folder.
pub(crate) fn in_cache(out: &Path) -> Option<PathBuf> {
    let mut name = DefaultHasher::new();
    std::path::absolute(out).ok()?.hash(&mut name);
    Some(cache_folder()?.join(format!("{:016x}.toml", name.finish())))
}

fn cache_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let absolute = |path: &PathBuf| path.is_absolute();
    let own = folder("XDG_CACHE_HOME").filter(absolute);
    let home = || Some(home_dir().filter(absolute)?.join(".cache"));
    Some(own.or_else(home)?.join("apigen"))
}

#[cfg(test)]
mod tests;
