//! Prints findings, for people and for programs.

use generator::diagnostic::Severity;
use generator::report::{
    Color, LeftOut, Placed, github_left_out, github_line, human_repeated, json_line, left_out_line,
    repeated, sarif,
};

use crate::cli::MessageFormat;
use crate::engine::{Finding, Output, left_out};
use crate::memory::MILLISECONDS;
use crate::terminal::Terminal;

/// How many findings are printed for a person without `--all`.
const SHOWN: usize = 20;

/// The version of the format for programs. It changes when a field changes or is removed; new fields may be added at
/// any time.
const JSON_VERSION: u32 = 1;

/// Prints findings.
pub(crate) struct Printer<'a> {
    pub(crate) format: MessageFormat,
    /// Whether all findings are printed for a person.
    pub(crate) all: bool,
    pub(crate) terminal: &'a Terminal,
}

impl Printer<'_> {
    /// Prints all findings, and what is left out.
    pub(crate) fn findings(&self, output: &Output) {
        let left: Vec<&LeftOut> = left_out_of(output).collect();
        match self.format {
            MessageFormat::Human => {
                self.human(&output.findings);
                for one in left {
                    self.terminal
                        .remark(&format!("left out: {}", left_out(one)));
                }
            }
            MessageFormat::Json => json_lines(output).for_each(|line| self.terminal.line(&line)),
            MessageFormat::Github => {
                let lines = output
                    .findings
                    .iter()
                    .map(|found| github_line(&found.placed));
                let left = left.into_iter().map(github_left_out);
                lines.chain(left).for_each(|line| self.terminal.line(&line));
            }
            MessageFormat::Sarif => {
                let placed: Vec<&Placed> =
                    output.findings.iter().map(|found| &found.placed).collect();
                self.terminal.line(&sarif(&placed, &left));
            }
        }
    }

    /// Prints findings for a person: errors first, and a finding that repeats at many places only once.
    pub(crate) fn human(&self, findings: &[Finding]) {
        let repeated = repeated(findings.iter().map(|found| &found.placed));
        let shown = if self.all { repeated.len() } else { SHOWN };
        for one in repeated.iter().take(shown) {
            // A blank line follows each finding, as in the output of rustc.
            let text = human_repeated(one, Color::Ansi);
            self.terminal.remark(&format!("{text}\n"));
        }
        let hidden = repeated.iter().skip(shown);
        let hidden: Vec<Severity> = hidden.map(|one| one.first.severity).collect();
        if let Some(counts) = counts(&hidden) {
            let remark = format!("… and {counts} more; --all shows them\n");
            self.terminal.remark(&remark);
        }
    }

    /// Returns the last line for a program, in which [`MILLISECONDS`] stands for the time.
    pub(crate) fn summary(&self, output: &Output, files: usize) -> Option<String> {
        if self.format != MessageFormat::Json {
            return None;
        }
        let ledger = &output.ledger;
        // After an error there is no output, so it contains no operations and types.
        let (generated, types) = match files {
            0 => (0, 0),
            _ => (ledger.generated, ledger.types),
        };
        Some(format!(
            r#"{{"summary":{{"operations":{},"generated":{generated},"skipped":{},"skipped_schemas":{},"types":{types},"files":{files},"errors":{},"warnings":{},"elapsed_ms":{},"not_chosen":{},"version":{JSON_VERSION}}}}}"#,
            ledger.operations,
            ledger.skipped.len(),
            ledger.skipped_schemas.len(),
            output.errors,
            output.warnings,
            MILLISECONDS,
            ledger.not_chosen,
        ))
    }
}

/// Returns all findings, and what is left out, as lines of JSON.
pub(crate) fn json_lines(output: &Output) -> impl Iterator<Item = String> {
    let lines = output.findings.iter().map(|found| json_line(&found.placed));
    lines.chain(left_out_of(output).map(left_out_line))
}

fn left_out_of(output: &Output) -> impl Iterator<Item = &LeftOut> {
    let ledger = &output.ledger;
    ledger.skipped.iter().chain(&ledger.skipped_schemas)
}

/// Returns the numbers of errors, warnings and notes, such as `1 error, 3 warnings`; `None` if there are none.
pub(crate) fn totals(output: &Output) -> Option<String> {
    let found = output.findings.iter();
    let found: Vec<Severity> = found.map(|finding| finding.placed.severity).collect();
    counts(&found)
}

/// Returns how many operations are selected, if not all are.
pub(crate) fn chosen(output: &Output) -> Option<String> {
    let ledger = &output.ledger;
    let chosen = ledger.operations - ledger.not_chosen;
    let counts = format!("{chosen} of {} operations chosen", ledger.operations);
    (ledger.not_chosen > 0).then_some(counts)
}

fn counts(found: &[Severity]) -> Option<String> {
    let counted = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let word = severity.as_str();
        match found.iter().filter(|one| **one == severity).count() {
            0 => None,
            1 => Some(format!("1 {word}")),
            count => Some(format!("{count} {word}s")),
        }
    });
    let counted: Vec<String> = counted.into_iter().flatten().collect();
    (!counted.is_empty()).then(|| counted.join(", "))
}
