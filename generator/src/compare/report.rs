//! Shows changes as text for a terminal, as Markdown and as JSON.

use std::fmt::Write as _;

use super::change::{Change, Summary, Verdict, WhereChanged};
use crate::source::printable;

/// Returns the changes for a terminal, the worst first, then a line with the version that they need.
#[must_use]
pub fn human(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let _ = writeln!(text, "{}: {}", change.code(), change.message);
        let _ = writeln!(
            text,
            "  {}; needs {} [{}]",
            sides(change),
            change.version(),
            change.fingerprint()
        );
        let place =
            |at: &WhereChanged| format!("{}:{}:{}", printable(&at.file), at.line, at.column);
        let _ = match (&change.old, &change.new) {
            (Some(old), Some(new)) => writeln!(text, "  --> {}, was {}", place(new), place(old)),
            (None, Some(new)) => writeln!(text, "  --> {}", place(new)),
            (Some(old), None) => writeln!(text, "  --> was {}", place(old)),
            (None, None) => Ok(()),
        };
        text.push('\n');
    }
    text + &closing(changes)
}

/// Returns the changes as Markdown, for a pull request.
#[must_use]
pub fn markdown(changes: &[Change]) -> String {
    let mut text = format!("{}\n", closing(changes));
    if changes.is_empty() {
        return text;
    }
    text.push_str("\n| change | wire | Rust | silent | place |\n| --- | --- | --- | --- | --- |\n");
    for change in changes {
        let verdict = |verdict: Verdict| match verdict {
            Verdict::Ok => "ok",
            Verdict::Breaks => "**breaks**",
        };
        let at = change.new.as_ref().or(change.old.as_ref());
        let place = at.map_or_else(String::new, |at| {
            format!("`{}:{}`", printable(&at.file), at.line)
        });
        let message = change.message.replace('|', "\\|");
        let _ = writeln!(
            text,
            "| {message} (`{}`) | {} | {} | {} | {place} |",
            change.code(),
            verdict(change.wire),
            verdict(change.rust),
            if change.silent { "**yes**" } else { "no" },
        );
    }
    text
}

/// Returns the changes as JSON, one object on each line, the last one a summary.
#[must_use]
pub fn json_lines(changes: &[Change]) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let place = |at: &Option<WhereChanged>| match at {
        None => "null".to_owned(),
        Some(at) => format!(
            r#"{{"file":{},"line":{},"column":{},"pointer":{}}}"#,
            text(&at.file),
            at.line,
            at.column,
            text(&at.pointer)
        ),
    };
    let mut lines = String::new();
    for change in changes {
        let _ = writeln!(
            lines,
            r#"{{"code":{},"wire":"{}","rust":"{}","silent":{},"message":{},"old":{},"new":{}}}"#,
            text(&change.code()),
            change.wire.as_str(),
            change.rust.as_str(),
            change.silent,
            text(&change.message),
            place(&change.old),
            place(&change.new),
        );
    }
    let all = Summary::of(changes);
    let _ = write!(
        lines,
        r#"{{"summary":{{"changes":{},"wire":{},"rust":{},"silent":{},"version":"{}"}}}}"#,
        all.changes, all.wire, all.rust, all.silent, all.version
    );
    lines
}

fn sides(change: &Change) -> String {
    let mut sides = Vec::new();
    if change.wire == Verdict::Breaks {
        sides.push("breaks on the wire");
    }
    if change.rust == Verdict::Breaks {
        sides.push("breaks programs");
    }
    if change.silent {
        sides.push("silently changes what programs do");
    }
    if sides.is_empty() {
        sides.push("breaks nothing");
    }
    sides.join(", ")
}

fn closing(changes: &[Change]) -> String {
    let all = Summary::of(changes);
    let plural = if all.changes == 1 { "" } else { "s" };
    format!(
        "{} change{plural}: {} on the wire, {} in Rust, {} silent; required version: {}",
        all.changes, all.wire, all.rust, all.silent, all.version
    )
}
