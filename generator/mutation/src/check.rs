//! What must hold for every text.

use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use generator::diagnostic::{Code, Color, Severity, human, json_line};
use generator::source::NoFiles;
use generator::{Input, Layout, Options, Outcome, generate};

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The generator panicked: what it said, and where.
    Panic(String),
    /// A diagnostic points outside the text.
    Misplaced(String),
    /// The output is no Rust.
    NotRust(String),
    /// Parts of the outcome do not agree.
    Inconsistent(String),
    /// The same text gave two outputs.
    Unstable(String),
}

impl Finding {
    /// The same for two texts that show the same mistake.
    #[must_use]
    pub fn signature(&self) -> String {
        let text = self.to_string();
        // Names and numbers of the description differ from case to case.
        text.chars()
            .filter(|c| !c.is_ascii_digit())
            .take(80)
            .collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Panic(text) => write!(f, "panic: {text}"),
            Finding::Misplaced(text) => write!(f, "misplaced: {text}"),
            Finding::NotRust(text) => write!(f, "not Rust: {text}"),
            Finding::Inconsistent(text) => write!(f, "inconsistent: {text}"),
            Finding::Unstable(text) => write!(f, "unstable: {text}"),
        }
    }
}

/// Runs a text through the generator and checks what comes of it. Whether there was output is told.
///
/// # Errors
/// What does not hold.
pub fn check(name: &str, text: &[u8], skip_unsupported: bool) -> Result<bool, Finding> {
    be_quiet();
    LAST.with_borrow_mut(String::clear);
    match catch_unwind(AssertUnwindSafe(|| run(name, text, skip_unsupported))) {
        Ok(held) => held,
        Err(_) => Err(Finding::Panic(LAST.with_borrow(String::clone))),
    }
}

fn run(name: &str, text: &[u8], skip_unsupported: bool) -> Result<bool, Finding> {
    let outcome = outcome(name, text, skip_unsupported);
    let [report] = outcome.reports.as_slice() else {
        return Err(Finding::Inconsistent(
            "one description, another number of reports".to_owned(),
        ));
    };
    let errors = report.diagnostics.count(Severity::Error);
    if outcome.files.is_some() == (errors > 0) {
        let what = if errors > 0 {
            "output in spite of errors"
        } else {
            "neither output nor errors"
        };
        return Err(Finding::Inconsistent(what.to_owned()));
    }
    let ledger = &report.ledger;
    if outcome.files.is_some() && ledger.operations != ledger.generated + ledger.skipped.len() {
        return Err(Finding::Inconsistent(format!(
            "{} operations, {} generated, {} skipped",
            ledger.operations,
            ledger.generated,
            ledger.skipped.len()
        )));
    }
    placed(text, &outcome)?;
    let Some(files) = &outcome.files else {
        return Ok(false);
    };
    for (path, code) in files.iter() {
        // The runtime's files are the same for every description.
        if path.ends_with(".rs")
            && !path.starts_with("src/runtime/")
            && let Err(error) = syn::parse_file(code)
        {
            return Err(Finding::NotRust(format!("{path}: {error}")));
        }
    }
    Ok(true)
}

fn outcome(name: &str, text: &[u8], skip_unsupported: bool) -> Outcome {
    let input = Input {
        path: name,
        text,
        module: "case",
        loader: &NoFiles,
    };
    let options = Options {
        package: "case".to_owned(),
        layout: Layout::Crate,
        skip_unsupported,
        deny_warnings: false,
    };
    generate(&[input], &options, &mut |_| {})
}

/// Every diagnostic is shown, at a place that is there.
fn placed(text: &[u8], outcome: &Outcome) -> Result<(), Finding> {
    let shown = String::from_utf8_lossy(text);
    // A last line break opens one more line, and YAML knows more than one kind of break.
    let lines = 1 + shown
        .matches(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
        .count();
    for report in &outcome.reports {
        for placed in report.diagnostics.placed(&report.sources) {
            if placed.code == Code::Internal {
                return Err(Finding::NotRust(placed.message));
            }
            let is_inside = (1..=lines).contains(&placed.line) && placed.column >= 1;
            let is_told = !placed.message.is_empty() && placed.file.starts_with("case.");
            if !is_inside || !is_told {
                let place = format!("{}:{}:{}", placed.file, placed.line, placed.column);
                return Err(Finding::Misplaced(format!("{} at {place}", placed.code)));
            }
            if human(&placed, Color::Plain).is_empty() || json_line(&placed).contains('\n') {
                return Err(Finding::Misplaced(format!(
                    "{} cannot be shown",
                    placed.code
                )));
            }
        }
    }
    Ok(())
}

/// Whether a second run over the same text gives the same output.
///
/// # Errors
/// The first file that differs.
pub fn check_twice(name: &str, text: &[u8]) -> Result<(), Finding> {
    let (one, two) = (outcome(name, text, true), outcome(name, text, true));
    let (Some(one), Some(two)) = (one.files, two.files) else {
        return Ok(());
    };
    let differs = one.iter().zip(two.iter()).find(|(a, b)| a != b);
    match differs {
        Some(((path, _), _)) => Err(Finding::Unstable(path.to_owned())),
        None => Ok(()),
    }
}

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Panics are kept for the finding instead of being printed.
fn be_quiet() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic
                .location()
                .map(ToString::to_string)
                .unwrap_or_default();
            let message = panic.payload_as_str().unwrap_or("a panic");
            LAST.with_borrow_mut(|last| *last = format!("{place}: {message}"));
        }));
    });
}
