//! `cargo xtask diff`: what a new version of a description changes for the users of a client.

use std::path::{Component, Path, PathBuf};
use std::process::{Command, ExitCode};

use generator::compare::{self, Change, Compared, Exceptions, Verdict};
use generator::report::{Color, human};
use generator::source::Loader;
use generator::{Input, Layout, Options};

use crate::cli::{DiffArgs, DiffFormat, Side};
use crate::engine::module_name;
use crate::load::{FileLoader, text};
use crate::process::{printed, printed_with_input};
use crate::terminal::Terminal;

/// Runs the command.
pub(crate) fn run(args: &DiffArgs, terminal: &Terminal) -> ExitCode {
    match compared(args, terminal) {
        Ok(Some(changes)) => {
            let text = match args.format {
                DiffFormat::Human => compare::human(&changes),
                DiffFormat::Markdown => compare::markdown(&changes),
                DiffFormat::Json => compare::json_lines(&changes),
            };
            terminal.line(text.trim_end());
            let fails = changes.iter().any(|change| fails(change, &args.fail_on));
            ExitCode::from(u8::from(fails))
        }
        Ok(None) => ExitCode::FAILURE,
        Err(message) => {
            terminal.error(&message);
            ExitCode::from(2)
        }
    }
}

fn fails(change: &Change, sides: &[Side]) -> bool {
    sides.iter().any(|side| match side {
        Side::Wire => change.wire == Verdict::Breaks,
        Side::Rust => change.rust == Verdict::Breaks,
        Side::Silent => change.silent,
    })
}

/// Returns the changes that are not accepted; `None` if a description has an error, which is printed.
fn compared(args: &DiffArgs, terminal: &Terminal) -> Result<Option<Vec<Change>>, String> {
    let exceptions = match &args.accept {
        None => Exceptions::default(),
        Some(path) => {
            let shown = path.display();
            let text =
                std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
            Exceptions::read(&text).map_err(|error| format!("{shown}: {error}"))?
        }
    };
    let (old, new) = (Version::read(&args.old)?, Version::read(&args.new)?);
    let module = module_name(new.stem());
    let layout = if args.module {
        Layout::Module
    } else {
        Layout::Crate
    };
    let options = Options {
        skip_unsupported: args.skip_unsupported,
        ..Options::new(&module, layout)
    };
    let Compared { reports, changes } =
        compare::compare(&old.input(&module), &new.input(&module), &options);
    let Some(mut changes) = changes else {
        for report in &reports {
            let placed = report.diagnostics.placed(&report.sources);
            for found in placed.iter().filter(|found| found.is_error()) {
                terminal.remark(&format!("{}\n", human(found, Color::Ansi)));
            }
        }
        return Ok(None);
    };
    for fingerprint in exceptions.accept(&mut changes) {
        terminal.remark(&format!(
            "no change has the accepted fingerprint {fingerprint}; delete its line"
        ));
    }
    Ok(Some(changes))
}

/// A version of a description: a file on the disk, or in a revision of git.
struct Version {
    shown: String,
    text: Vec<u8>,
    loader: Box<dyn Loader>,
}

impl Version {
    fn read(name: &str) -> Result<Self, String> {
        let path = Path::new(name);
        if path.exists() {
            let text = std::fs::read(path).map_err(|error| format!("{name}: {error}"))?;
            let loader = Box::new(FileLoader::beside(path));
            return Ok(Self {
                shown: name.to_owned(),
                text,
                loader,
            });
        }
        let parts = name.split_once(':');
        let Some((revision, path)) = parts.filter(|(_, path)| !path.starts_with("//")) else {
            return Err(format!("{name}: neither a file nor `git-revision:path`"));
        };
        let loader = Box::new(RevisionLoader {
            revision: revision.to_owned(),
            folder: Path::new(path)
                .parent()
                .map(Path::to_owned)
                .unwrap_or_default(),
        });
        let text = shown(revision, path).map_err(|error| format!("{name}: {error}"))?;
        Ok(Self {
            shown: name.to_owned(),
            text,
            loader,
        })
    }

    fn stem(&self) -> &str {
        let path = self.shown.rsplit(':').next().unwrap_or(&self.shown);
        Path::new(path)
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("client")
    }

    fn input<'a>(&'a self, module: &'a str) -> Input<'a> {
        Input::new(&self.shown, &self.text, module, &*self.loader)
    }
}

/// Loads the files beside a description in a revision of git.
struct RevisionLoader {
    revision: String,
    folder: PathBuf,
}

impl Loader for RevisionLoader {
    fn load(&self, path: &str) -> Result<String, String> {
        let path = plain(&self.folder.join(path));
        shown(&self.revision, &path).and_then(text)
    }
}

/// Returns a path without `..` in it, with slashes, which is how git names files. One that begins with `.` or `..` is
/// relative to the current folder, others to the root of the repository.
fn plain(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir
                if parts.last().is_some_and(|last| last != ".." && last != ".") =>
            {
                parts.pop();
            }
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts.join("/")
}

/// Returns the content of a file in a revision. A symbolic link in it is followed, like one on the disk.
fn shown(revision: &str, path: &str) -> Result<Vec<u8>, String> {
    // A text with a leading dash cannot be a revision, and git would read it as an option.
    if revision.starts_with('-') {
        return Err("a revision does not begin with a dash".to_owned());
    }
    let name = format!("{revision}:{path}");
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        git.args(args);
        git
    };
    let mut batch = git(&["cat-file", "--batch", "--follow-symlinks"]);
    let output = printed_with_input(&mut batch, &format!("{name}\n"))?;
    if let Some(content) = blob(&output) {
        return Ok(content.to_owned());
    }
    // This says what is missing: the revision, or the path in it.
    printed(&mut git(&["cat-file", "-t", &name]))?;
    Err("it is not a file in that revision".to_owned())
}

/// Returns the content of a file in the output of `git cat-file --batch`: `<object> blob <size>`, and the content.
fn blob(output: &[u8]) -> Option<&[u8]> {
    let end = output.iter().position(|byte| *byte == b'\n')?;
    let (head, content) = output.split_at(end);
    let (kind, size) = str::from_utf8(head).ok()?.rsplit_once(' ')?;
    let size: usize = size.parse().ok()?;
    content
        .get(1..size.checked_add(1)?)
        .filter(|_| kind.ends_with(" blob"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_no_dots_where_git_looks_for_it() {
        for (path, expected) in [
            ("spec/dcs/../common.yaml", "spec/common.yaml"),
            ("spec/./dcs.yaml", "spec/dcs.yaml"),
            // Relative to the current folder.
            ("./dcs.yaml", "./dcs.yaml"),
            ("./../dcs.yaml", "./../dcs.yaml"),
            ("../a/../../dcs.yaml", "../../dcs.yaml"),
        ] {
            assert_eq!(plain(Path::new(path)), expected);
        }
    }
}
