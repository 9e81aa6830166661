//! Prints findings, for people and for programs.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use generator::diagnostic::{Code, Severity};
use generator::report::{
    Color, LeftOut, Placed, Repeated, github_left_out, github_line, human_repeated, json_line,
    left_out_line, repeated, sarif,
};

use crate::cli::MessageFormat;
use crate::engine::{Output, left_out};
use crate::memory::MILLISECONDS;
use crate::terminal::Terminal;

/// How many findings are printed for a person without `--all`.
const SHOWN: usize = 20;

/// How many warnings or notes that differ only in names come before others.
const ALIKE: usize = 3;

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
                let lines = output.findings.iter().map(github_line);
                let left = left.into_iter().map(github_left_out);
                lines.chain(left).for_each(|line| self.terminal.line(&line));
            }
            MessageFormat::Sarif => {
                let placed: Vec<&Placed> = output.findings.iter().collect();
                self.terminal.line(&sarif(&placed, &left));
            }
        }
    }

    /// Prints findings for a person: errors first, and a finding that repeats at many places only once.
    pub(crate) fn human(&self, findings: &[Placed]) {
        let repeated = repeated(findings);
        let (shown, hidden) = match self.all {
            true => (repeated, Vec::new()),
            false => short(repeated),
        };
        for one in &shown {
            // A blank line follows each finding, as in the output of rustc.
            let text = human_repeated(one, Color::Ansi);
            self.terminal.remark(&format!("{text}\n"));
        }
        let severities: Vec<Severity> = hidden.iter().map(|one| one.first.severity).collect();
        if let Some(counts) = counts(&severities) {
            let codes = codes(&hidden);
            let remark = format!("… and {counts} more ({codes}); --all shows them\n");
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

/// Divides findings into those that are shown without `--all`, and the others. Warnings and notes that differ only in
/// names are the last to be shown: thousands of one kind must not hide the one of another.
fn short(repeated: Vec<Repeated<'_>>) -> (Vec<Repeated<'_>>, Vec<Repeated<'_>>) {
    let mut alike = BTreeMap::new();
    let is_late = |one: &Repeated<'_>| {
        let Placed { code, message, .. } = one.first;
        // Names are in backticks.
        let words: Vec<String> = message.split('`').step_by(2).map(str::to_owned).collect();
        let count = alike.entry((*code, words)).or_insert(0);
        *count += 1;
        *count > ALIKE && one.first.severity != Severity::Error
    };
    let late: Vec<bool> = repeated.iter().map(is_late).collect();
    let mut ranked: Vec<_> = late
        .into_iter()
        .zip(repeated.into_iter().enumerate())
        .collect();
    ranked.sort_by_key(|(is_late, (number, _))| (*is_late, *number));
    let hidden = ranked.split_off(SHOWN.min(ranked.len()));
    ranked.sort_by_key(|(_, (number, _))| *number);
    let found = |ranked: Vec<(bool, (usize, _))>| ranked.into_iter().map(|(_, (_, one))| one);
    (found(ranked).collect(), found(hidden).collect())
}

/// Returns the codes of findings with their numbers, the most frequent first.
fn codes(found: &[Repeated<'_>]) -> String {
    let mut counted: BTreeMap<Code, usize> = BTreeMap::new();
    for one in found {
        *counted.entry(one.first.code).or_default() += 1;
    }
    let mut counted: Vec<(Code, usize)> = counted.into_iter().collect();
    counted.sort_by_key(|(_, count)| Reverse(*count));
    let counted: Vec<String> = counted
        .iter()
        .map(|(code, count)| format!("{count} {}", code.as_str()))
        .collect();
    counted.join(", ")
}

/// Returns all findings, and what is left out, as lines of JSON.
pub(crate) fn json_lines(output: &Output) -> impl Iterator<Item = String> {
    let lines = output.findings.iter().map(json_line);
    lines.chain(left_out_of(output).map(left_out_line))
}

fn left_out_of(output: &Output) -> impl Iterator<Item = &LeftOut> {
    let ledger = &output.ledger;
    ledger.skipped.iter().chain(&ledger.skipped_schemas)
}

/// Returns the numbers of errors, warnings and notes, such as `1 error, 3 warnings`; `None` if there are none.
pub(crate) fn totals(output: &Output) -> Option<String> {
    let found = output.findings.iter();
    let found: Vec<Severity> = found.map(|finding| finding.severity).collect();
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
