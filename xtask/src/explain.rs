//! `cargo xtask explain`: explains a finding, with a description that has it and one that does not.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use generator::compare::RULES;
use generator::diagnostic::Code;
use generator::lower::{Pattern, Selection};
use generator::report::{Color, human};
use generator::{Layout, Options};

use crate::checkout;
use crate::engine::{self, Description};
use crate::terminal::Terminal;

/// The folder with an example for each code, which the tests of the findings use; `right` has the corrected examples.
const EXAMPLES: &str = "generator/tests/diagnostics";

/// Runs the command.
pub(crate) fn run(code: Option<&str>, terminal: &Terminal) -> ExitCode {
    let Some(code) = code else {
        for code in Code::ALL {
            terminal.line(&format!("{code}: {}", code.about()));
        }
        return ExitCode::SUCCESS;
    };
    let found = match Code::find(code) {
        Ok(found) => found,
        Err(near) => {
            if let Some(rule) = RULES.iter().find(|rule| rule.to_string() == code) {
                let effect = rule.effect.about();
                terminal.line(&format!("{code}: a change that `diff` reports.\n{effect}"));
                return ExitCode::SUCCESS;
            }
            let hint = near.map_or("`explain` without a code lists all".to_owned(), |near| {
                format!("did you mean `{near}`?")
            });
            terminal.error(&format!("unknown code `{code}`; {hint}"));
            return ExitCode::from(2);
        }
    };
    terminal.line(&format!("{found}: {}\n{}", found.about(), found.fix()));
    match examples(code, terminal) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            terminal.error(&message);
            ExitCode::FAILURE
        }
    }
}

/// Prints a description with a finding, and one without it.
fn examples(code: &str, terminal: &Terminal) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let files = checkout::files(EXAMPLES)?;
    for (title, inside) in [("Wrong", ""), ("Right", "right/")] {
        let names =
            ["overlay.yaml", "yaml", "json"].map(|extension| format!("{inside}{code}.{extension}"));
        let mut path = None;
        for (name, text) in files.iter().filter(|(name, _)| names.contains(name)) {
            let file = name.trim_start_matches("right/");
            let to = folder.path().join(title).join(file);
            let made = std::fs::create_dir_all(folder.path().join(title));
            made.and_then(|()| std::fs::write(&to, text))
                .map_err(|error| error.to_string())?;
            if !file.ends_with(".overlay.yaml") {
                path = Some(to);
            }
        }
        if let Some(path) = path {
            terminal.line(&format!("\n{title}:"));
            example(&path, terminal);
        }
    }
    Ok(())
}

/// Whether the example of a code has an overlay.
pub(crate) fn has_overlay(code: &str) -> bool {
    checkout::file(&format!("{EXAMPLES}/{code}.overlay.yaml")).is_ok()
}

/// Prints a description, and the findings in it.
fn example(path: &Path, terminal: &Terminal) {
    let text = std::fs::read(path).unwrap_or_default();
    let overlay = path.with_extension("overlay.yaml");
    terminal.line(&format!("\n{}", String::from_utf8_lossy(&text).trim_end()));
    if let Ok(overlay) = std::fs::read_to_string(&overlay) {
        terminal.line(&format!("\nwith the overlay\n\n{}", overlay.trim_end()));
    }
    let overlays: Vec<PathBuf> = overlay.exists().then_some(overlay).into_iter().collect();
    let name = path.file_name().unwrap_or_default();
    let description = Description {
        shown: name.to_string_lossy().into_owned(),
        overlays,
        selection: Selection {
            only: pattern(&text).into_iter().collect(),
            ..Selection::default()
        },
        ..Description::new(path)
    };
    let options = Options::new("example", Layout::Crate);
    let checked = engine::check(&[description], &options).unwrap_or_default();
    for finding in checked.findings {
        terminal.line(&format!("\n{}", human(&finding, Color::Ansi)));
    }
}

/// Returns the pattern in `# codegen --only PATTERN`, if this is the first line of an example.
fn pattern(text: &[u8]) -> Option<Pattern> {
    let first = text.split(|byte| *byte == b'\n').next()?;
    let pattern = first.strip_prefix(b"# codegen --only ")?;
    std::str::from_utf8(pattern).ok()?.parse().ok()
}
