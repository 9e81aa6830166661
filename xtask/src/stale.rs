//! Stale files for a person: one line for each, and a unified diff.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use generator::source::printable;
use similar::{ChangeTag, TextDiff};

use crate::reconcile::{Change, Plan};

const BOLD: Style = Style::new().bold();
const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();

/// How many lines are shown of a file that is new or removed: the first ones identify it.
const WHOLE_FILE_LINES: usize = 20;

/// Returns the changes of the plan, one after the other, with colours for a terminal.
pub(crate) fn render(folder: &str, plan: &Plan) -> String {
    let mut out = String::new();
    for (path, change) in &plan.changes {
        let path = format!("{folder}/{path}");
        // Writing to a `String` cannot fail.
        let _ = match change {
            Change::Create(new) => {
                writeln!(out, "{BOLD}missing: {path}{BOLD:#}").ok();
                whole(&mut out, "/dev/null", &path, '+', ADDED, new)
            }
            Change::Remove(old) => {
                writeln!(out, "{BOLD}left over: {path}{BOLD:#}").ok();
                whole(&mut out, &path, "/dev/null", '-', REMOVED, old)
            }
            Change::Update(old, new) => {
                writeln!(out, "{BOLD}changed: {path}{BOLD:#}").ok();
                updated(&mut out, &path, old, new)
            }
        };
    }
    out
}

fn whole(
    out: &mut String,
    from: &str,
    to: &str,
    sign: char,
    style: Style,
    text: &str,
) -> std::fmt::Result {
    writeln!(out, "--- {from}\n+++ {to}")?;
    for line in text.lines().take(WHOLE_FILE_LINES) {
        writeln!(out, "{style}{sign}{}{style:#}", shown(line))?;
    }
    let more = text.lines().count().saturating_sub(WHOLE_FILE_LINES);
    if more > 0 {
        writeln!(out, "({more} more lines)")?;
    }
    Ok(())
}

fn updated(out: &mut String, path: &str, old: &str, new: &str) -> std::fmt::Result {
    writeln!(out, "--- {path}\n+++ {path} (generated)")?;
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        writeln!(out, "{PLACE}{}{PLACE:#}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', REMOVED),
                ChangeTag::Insert => ('+', ADDED),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = change.value();
            let line = line.strip_suffix('\n').unwrap_or(line);
            writeln!(out, "{style}{sign}{}{style:#}", shown(line))?;
            if change.missing_newline() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// Returns a line as a terminal can show it: what was in the folder may not be ours.
fn shown(line: &str) -> String {
    let parts: Vec<String> = line.split('\t').map(printable).collect();
    parts.join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(plan: &Plan) -> String {
        anstream::adapter::strip_str(&render("generated", plan)).to_string()
    }

    #[test]
    fn a_changed_file_shows_the_lines_around_the_change() {
        let mut plan = Plan::default();
        let old = "a\nb\nc\nd\ne\nf\ng\nh\n".to_owned();
        let new = old.replace("e\n", "E\n");
        plan.changes
            .insert("src/lib.rs".to_owned(), Change::Update(old, new));
        assert_eq!(
            plain(&plan),
            "changed: generated/src/lib.rs\n--- generated/src/lib.rs\n\
             +++ generated/src/lib.rs (generated)\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n"
        );
    }

    #[test]
    fn a_missing_end_of_the_last_line_is_shown() {
        let mut plan = Plan::default();
        for (path, change) in [
            ("a.rs", Change::Create("a\n".to_owned())),
            ("b.rs", Change::Update("b".to_owned(), "b\n".to_owned())),
        ] {
            plan.changes.insert(path.to_owned(), change);
        }
        let text = plain(&plan);
        let end = "-b\n\\ No newline at end of file\n+b\n";
        assert!(text.ends_with(end) && !text.contains("more"), "{text}");
    }

    #[test]
    fn a_long_missing_file_is_cut() {
        let mut plan = Plan::default();
        let new = "line\n".repeat(30);
        plan.changes
            .insert("src/lib.rs".to_owned(), Change::Create(new));
        let text = plain(&plan);
        assert!(
            text.starts_with("missing: generated/src/lib.rs\n"),
            "{text}"
        );
        assert!(text.ends_with("(10 more lines)\n"), "{text}");
    }
}
