//! Shows changes as text for a terminal, as Markdown and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::change::{Change, Summary, Verdict, WhereChanged};
use crate::source::printable;

/// Returns the changes for a terminal, the worst first, then a line with the version that they need. A change that many
/// items have in common is shown at the first of them, with the names of the others.
#[must_use]
pub fn human(changes: &[Change]) -> String {
    let mut text = String::new();
    for (change, others) in grouped(changes) {
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
        if !others.is_empty() {
            let names = others.iter().map(|other| match breaks(other) {
                true => format!("{} [{}]", subject(other), other.fingerprint()),
                false => subject(other).to_owned(),
            });
            let names = names.collect::<Vec<_>>().join(", ");
            let _ = writeln!(text, "  the same for {} more: {names}", others.len());
        }
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
    for (change, others) in grouped(changes) {
        let verdict = |verdict: Verdict| match verdict {
            Verdict::Ok => "ok",
            Verdict::Breaks => "**breaks**",
        };
        let at = change.new.as_ref().or(change.old.as_ref());
        let place = at.map_or_else(String::new, |at| {
            format!("`{}:{}`", printable(&at.file), at.line)
        });
        let mut message = change.message.clone();
        if !others.is_empty() {
            let names: Vec<_> = others.iter().map(|other| subject(other)).collect();
            let _ = write!(
                message,
                "; the same for {} more: {}",
                names.len(),
                names.join(", ")
            );
        }
        let message = message.replace('|', "\\|");
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
            r#"{{"code":{},"wire":"{}","rust":"{}","silent":{},"message":{},"old":{},"new":{},"fingerprint":"{}"}}"#,
            text(&change.code()),
            change.wire.as_str(),
            change.rust.as_str(),
            change.silent,
            text(&change.message),
            place(&change.old),
            place(&change.new),
            change.fingerprint(),
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

/// From how many items on a change that they have in common is shown once.
const MANY: usize = 4;

/// Returns each change with the others that differ from it only in the item that they are about.
fn grouped(changes: &[Change]) -> Vec<(&Change, Vec<&Change>)> {
    let key = |change: &Change| {
        let (item, shape) = split(&change.message)?;
        // Whether a property can be missed depends on the property. An operation is one of many.
        let is_one_of_many = item.starts_with("`Client::") || !breaks(change);
        is_one_of_many.then(|| (change.code(), change.version(), sides(change), shape))
    };
    let mut sizes: BTreeMap<_, usize> = BTreeMap::new();
    for key in changes.iter().filter_map(key) {
        *sizes.entry(key).or_default() += 1;
    }
    let mut groups: Vec<(&Change, Vec<&Change>)> = Vec::new();
    let mut places = BTreeMap::new();
    for change in changes {
        let key = key(change).filter(|key| sizes.get(key).is_some_and(|size| *size >= MANY));
        let known = key.as_ref().and_then(|key| places.get(key).copied());
        match known.and_then(|place: usize| groups.get_mut(place)) {
            Some((_, others)) => others.push(change),
            None => {
                places.extend(key.map(|key| (key, groups.len())));
                groups.push((change, Vec::new()));
            }
        }
    }
    groups
}

/// Returns the item that a message is about, in backticks, and the message without it.
fn split(message: &str) -> Option<(&str, String)> {
    let mut from = 0;
    for (number, piece) in message.split('`').enumerate() {
        let to = from + piece.len();
        if number % 2 == 1 && piece.contains("::") {
            let (before, after) = (message.get(..from)?, message.get(to..)?);
            let item = message.get(from.checked_sub(1)?..=to)?;
            return Some((item, [before, after].concat()));
        }
        from = to.saturating_add(1);
    }
    None
}

/// Returns the item that a change is about.
fn subject(change: &Change) -> &str {
    split(&change.message).map_or(&change.message, |(item, _)| item)
}

/// Whether a change can be one that `--fail-on` names.
fn breaks(change: &Change) -> bool {
    change.wire.max(change.rust) == Verdict::Breaks || change.silent
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::rule::Action::{Added, Removed};
    use crate::compare::rule::Direction::Response;
    use crate::compare::{Action, Rule};

    fn changes(kind: &str, action: Action, rust: Verdict, messages: &[&str]) -> Vec<Change> {
        let change = |message: &&str| Change {
            rule: Rule::find(Response, kind, action).unwrap(),
            wire: Verdict::Ok,
            rust,
            silent: false,
            adds: false,
            message: (*message).to_owned(),
            old: None,
            new: None,
        };
        messages.iter().map(change).collect()
    }

    #[test]
    fn a_change_that_many_operations_have_in_common_is_shown_once() {
        let names =
            ["a", "b", "c", "d"].map(|name| format!("the error 500 of `Client::{name}` is gone"));
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let mut all = changes("error", Removed, Verdict::Breaks, &names);
        all.extend(changes(
            "error",
            Removed,
            Verdict::Breaks,
            &["the error 404 of `Client::a` is gone"],
        ));
        let text = human(&all);
        let expected = format!(
            "response-error-removed: the error 500 of `Client::a` is gone
  breaks programs; needs major [{}]
  the same for 3 more: `Client::b` [{}], `Client::c` [{}], `Client::d` [{}]

response-error-removed: the error 404 of `Client::a` is gone
  breaks programs; needs major [{}]

5 changes: 0 on the wire, 5 in Rust, 0 silent; required version: major",
            all[0].fingerprint(),
            all[1].fingerprint(),
            all[2].fingerprint(),
            all[3].fingerprint(),
            all[4].fingerprint(),
        );
        assert_eq!(text, expected);
        assert_eq!(json_lines(&all).lines().count(), 6);
        let row = "the error 500 of `Client::a` is gone; the same for 3 more: `Client::b`, `Client::c`, `Client::d` (`";
        assert!(markdown(&all).contains(row));
    }

    #[test]
    fn each_property_that_is_gone_is_shown_with_its_place() {
        let messages = [
            "`A::a` is gone",
            "`A::b` is gone",
            "`B::a` is gone",
            "`B::b` is gone",
        ];
        let gone = changes("optional-property", Removed, Verdict::Breaks, &messages);
        assert!(!human(&gone).contains("the same for"));
        let messages = messages.map(|message| message.replace("gone", "new"));
        let messages: Vec<_> = messages.iter().map(String::as_str).collect();
        let come = changes("optional-property", Added, Verdict::Ok, &messages);
        assert!(human(&come).contains("the same for 3 more: `A::b`, `B::a`, `B::b`\n"));
    }

    #[test]
    fn a_message_is_about_its_first_item() {
        assert_eq!(
            split("`minLength: 1` is new, a constraint of `A::b`"),
            Some((
                "`A::b`",
                "`minLength: 1` is new, a constraint of ``".to_owned()
            ))
        );
        assert_eq!(split("`A` is a union, not an object"), None);
    }
}
