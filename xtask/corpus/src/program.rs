//! A small program that uses a generated client: it is written, built, and run on lines of input.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use generator::report::{Color, human};
use generator::{Layout, Options, RuntimeSource};
use xtask::engine::{self, Output};
use xtask::process;
use xtask::reconcile::{Foreign, reconcile};
use xtask::runtime;
use xtask::terminal::Terminal;

use crate::files::write;
use crate::model;

/// The name of the client in the program.
const CLIENT: &str = "client";

/// The `main` of every program: it calls `line` with each line of input, and prints what that returns.
const MAIN: &str = r##"
fn main() {
    std::panic::set_hook(Box::new(|_| ()));
    for text in std::io::stdin().lines() {
        let text = text.expect("a line");
        let shown = std::panic::catch_unwind(|| line(&text));
        println!("{}", shown.unwrap_or_else(|_| r#"{"error":"a panic"}"#.to_owned()));
    }
}
"##;

/// A client generated from documents, and a program that uses it.
pub(crate) struct Program {
    folder: PathBuf,
    /// The features of the client.
    features: Vec<String>,
}

impl Program {
    /// Generates the client of some documents in a folder of its own, with a module for each document named after its
    /// file. Errors in a document are printed.
    pub(crate) fn generate(
        folder: &Path,
        documents: &[&Path],
        layout: Layout,
        terminal: &Terminal,
    ) -> Result<(Program, Output), String> {
        let descriptions = documents.iter().map(|path| model::description(path));
        let descriptions: Vec<_> = descriptions.collect();
        let options = Options {
            skip_unsupported: true,
            ..Options::new(CLIENT, layout)
        };
        let output = engine::generate(&descriptions, &options)?;
        let Some(mut files) = output.files.clone() else {
            let errors = output.findings.iter().filter(|found| found.is_error());
            errors.for_each(|found| terminal.remark(&human(found, Color::Ansi)));
            return Err(format!("{} is not generated", folder.display()));
        };
        let features = output.needs.features.get("default");
        let mut features = features.cloned().unwrap_or_default();
        features.retain(|feature| feature != "default-transport");
        features.extend(["blocking", "test-util"].map(str::to_owned));
        let program = Program {
            folder: folder.to_owned(),
            features,
        };
        let runtime = RuntimeSource::Path(runtime::folder().display().to_string());
        let manifest = output.needs.render(CLIENT, &runtime);
        files.insert("Cargo.toml".to_owned(), manifest);
        // The file that the crate includes as its documentation.
        files.insert("README.md".to_owned(), "A client.\n".to_owned());
        let client = folder.join(CLIENT);
        reconcile(&client, &["src"], files, Foreign::Replace).map_err(|error| error.to_string())?;
        Ok((program, output))
    }

    /// Builds the program with this source, which has a function `line(text: &str) -> String`. Programs in neighbouring
    /// folders share their compiled dependencies.
    pub(crate) fn build(&self, source: &str) -> Result<(), String> {
        let features = &self.features;
        let runtime = runtime::folder().display().to_string();
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             client = {{ path = \"client\", default-features = false, features = {features:?} }}\n\
             apiruntime = {{ path = {runtime:?}, default-features = false, features = [\"test-util\"] }}\n\
             serde = {{ version = \"1\", default-features = false }}\nserde_json = \"1\"\n\
             tokio = {{ version = \"1\", default-features = false, features = [\"rt\", \"time\"] }}\n\n\
             [profile.dev]\ndebug = 0\nincremental = false\n\n[workspace]\nmembers = [\"client\"]\n"
        );
        write(&self.folder.join("Cargo.toml"), &manifest)?;
        let source = format!("{source}{MAIN}");
        write(&self.folder.join("src/main.rs"), &source)?;
        // The versions that the project itself is tested with.
        let lock = runtime::folder().join("../../Cargo.lock");
        let _ = std::fs::copy(lock, self.folder.join("Cargo.lock"));
        let output = process::cargo()
            .args(["build", "--quiet", "--offline"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", "../target")
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!(
            "{}: the program does not compile:\n{said}",
            self.folder.display()
        ))
    }

    /// Runs the program on lines of input, and returns its lines of output.
    pub(crate) fn run(&self, input: &[String]) -> Result<Vec<String>, String> {
        let program = self.folder.join("../target/debug/program");
        let failed = |error: std::io::Error| format!("{}: {error}", program.display());
        let mut child = Command::new(&program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let text = input.join("\n");
        let stdin = child.stdin.take();
        // If the program ends early, lines of its output are missing, which is reported below.
        let writer =
            std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(text.as_bytes())));
        let output = child.wait_with_output().map_err(failed)?;
        drop(writer.join());
        let text = String::from_utf8(output.stdout).map_err(|error| error.to_string())?;
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if lines.len() == input.len() {
            return Ok(lines);
        }
        let last = input.get(lines.len()).map_or("", String::as_str);
        Err(format!("the program ended at {last}"))
    }
}
