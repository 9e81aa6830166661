//! A folder with a workspace in it, and the binary run there.

#![allow(
    dead_code,
    reason = "each test file is a program of its own and uses a part of this"
)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A temporary folder, and the one that the binary keeps its caches in.
pub(crate) struct Folder(tempfile::TempDir, tempfile::TempDir);

/// A run of the binary.
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            code,
            stdout,
            stderr,
        } = self;
        write!(
            f,
            "exit code {code}\n-- stdout --\n{stdout}\n-- stderr --\n{stderr}"
        )
    }
}

impl Run {
    /// The last line of standard output.
    pub(crate) fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }
}

impl Folder {
    /// One with nothing in it.
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap())
    }

    /// The folder of caches.
    pub(crate) fn caches(&self) -> &Path {
        self.1.path()
    }

    /// A path in it.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    /// Writes a file, with the folders around it.
    pub(crate) fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces the first place of a text that must be there.
    pub(crate) fn replace(&self, relative: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(relative)).unwrap();
        assert!(text.contains(from), "{relative} has no {from:?}");
        self.write(relative, &text.replacen(from, to, 1));
    }

    /// Every file below a folder with its bytes.
    pub(crate) fn snapshot(&self, relative: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path(relative)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        files
    }

    /// The text of every file below a folder.
    pub(crate) fn code(&self, relative: &str) -> String {
        let files = self.snapshot(relative);
        let files = files.values().map(|file| String::from_utf8_lossy(file));
        files.collect()
    }

    /// Runs the binary in it.
    pub(crate) fn xtask<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        self.xtask_with_input(arguments, "")
    }

    /// Runs the binary in it with a text as its standard input.
    pub(crate) fn xtask_with_input<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: &str,
    ) -> Run {
        let program = option_env!("CARGO_BIN_EXE_xtask");
        let program = program.or(option_env!("CARGO_BIN_EXE_xtask-corpus"));
        let mut child = Command::new(program.unwrap())
            .args(arguments)
            .current_dir(self.0.path())
            .env("XDG_CACHE_HOME", self.1.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read it may be gone.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The end of a document of the workspace, from a heading on.
pub(crate) struct Section(String);

impl Section {
    /// Reads a file, and takes what follows a heading.
    pub(crate) fn of(file: &str, heading: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let text = fs::read_to_string(root.join(file)).unwrap();
        let (_, section) = text.split_once(heading).unwrap();
        Self(section.to_owned())
    }

    /// Its first block of code in a language.
    pub(crate) fn block(&self, language: &str) -> &str {
        let (_, rest) = self.0.split_once(&format!("```{language}\n")).unwrap();
        rest.split_once("```").unwrap().0
    }
}

/// The arguments of a line of shell that calls `cargo xtask`, without its comment.
pub(crate) fn arguments(line: &str) -> impl Iterator<Item = &str> {
    let command = line.split('#').next().unwrap();
    let arguments = command.strip_prefix("cargo xtask ").unwrap();
    arguments.split_whitespace()
}

/// A folder with a small description (the run logs of DCS) and the manifests of the workspace, nothing generated yet.
pub(crate) fn in_tree() -> Folder {
    let folder = Folder::empty();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for file in ["Cargo.toml", "generated/Cargo.toml"] {
        folder.write(file, &fs::read_to_string(root.join(file)).unwrap());
    }
    let description = root.join("xtask/tests/data/dcs.yaml");
    folder.write("spec/dcs.yaml", &fs::read_to_string(description).unwrap());
    folder
}
