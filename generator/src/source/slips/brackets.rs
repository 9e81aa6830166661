//! Brackets, and what is inside of them.

use granit_parser::ErrorKind as K;

use super::outline::Outline;
use super::{Slip, quoted};
use crate::source::shorten::shorten;

/// Recognizes brackets that do not match, and text that cannot be inside brackets.
pub(super) fn bracket(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let kind = kind?;
    let (opened, at) = match kind {
        K::MismatchedFlowCollectionEnd { open, close } => return mismatched(seen, *open, *close),
        K::UnclosedFlowCollection { .. } => (seen.at, seen.text.len()),
        _ => (seen.bracket?, seen.at),
    };
    let open = seen.text.get(opened..)?.chars().next()?;
    let close = closing(open);
    let related = |slip: Slip| slip.related(opened..opened + 1, "inside of this");
    let between = seen.text.get(opened..at).unwrap_or_default();
    if matches!(
        kind,
        K::BlockEntryInFlowCollection | K::BlockSequenceEntryNotAllowed
    ) {
        let message = format!("an item with `-` inside of `{open}{close}`");
        let slip = Slip::new(
            at..at + 1,
            message,
            "write `[a, b]` inside of brackets, or no brackets at all",
        );
        return Some(related(slip));
    }
    let in_entry = between.rfind([',', '{', '[']).map_or(0, |start| start + 1);
    let written = between.get(in_entry..).unwrap_or_default();
    let entry = written.trim_start();
    let span = at - entry.len()..at + 1;
    if matches!(kind, K::FlowMappingValueAdjacentCollection) {
        let help = format!("write a space after `{}:`", shorten(entry));
        return Some(Slip::new(span, "no space after the colon", help));
    }
    let is_one_line = !between.contains('\n');
    match seen.text.get(at..).and_then(|rest| rest.chars().next()) {
        Some(',') if entry.is_empty() => Some(related(Slip::new(
            at..at + 1,
            "nothing before this comma",
            "remove it, or write what it follows",
        ))),
        Some(':') if is_one_line => {
            let help = "write `,` between two entries, and put a text that contains `: ` in quotes";
            Some(related(Slip::new(
                span,
                "a second colon in one entry",
                help,
            )))
        }
        _ if is_one_line && at < seen.text.len() => None,
        _ => {
            let help = format!("close it with `{close}`, and write `,` between its entries");
            let slip = Slip::new(
                opened..opened + 1,
                format!("the bracket `{open}` is not closed"),
                help,
            );
            let line = between.lines().next().unwrap_or_default();
            if let Some(comment) = line.find(" #") {
                let comment = opened + comment + 1..opened + line.trim_end().len();
                return Some(slip.related(comment, "a comment, which ends with the line"));
            }
            Some(match at < seen.text.len() {
                true => slip.related(at..at + 1, "this is still inside of it"),
                false => slip,
            })
        }
    }
}

fn closing(open: char) -> char {
    if open == '{' { '}' } else { ']' }
}

/// Recognizes a bracket that is closed by one of the other kind.
fn mismatched(seen: &Outline<'_>, open: char, close: char) -> Option<Slip> {
    let opens = if close == '}' { '{' } else { '[' };
    let mut inside = 0_usize;
    let rest = seen.text.get(seen.at..)?;
    let (at, _) = rest.char_indices().find(|(_, c)| {
        let is_unopened = *c == close && inside == 0;
        inside = inside + usize::from(*c == opens) - usize::from(*c == close && inside > 0);
        is_unopened
    })?;
    let at = seen.at + at;
    let message = format!("`{close}` where `{open}` is open");
    let help = format!("write `{}` before it, or remove it", closing(open));
    Some(Slip::new(at..at + 1, message, help).related(seen.at..seen.at + 1, "opened here"))
}

/// Recognizes a text that begins with a bracket.
pub(super) fn after_bracket(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    kind?;
    let line = &seen.line;
    let first = line
        .value
        .chars()
        .next()
        .filter(|first| matches!(first, '{' | '['))?;
    if seen.bracket.is_some() || seen.at <= line.value_at || seen.at > line.end {
        return None;
    }
    let rest = seen.text.get(seen.at..line.end).unwrap_or_default();
    if let Some(key) = line
        .key
        .filter(|_| rest.starts_with(',') && rest.contains(':'))
    {
        let help = format!(
            "write each entry on a line of its own, or braces around them: `{{{}: {}}}`",
            shorten(key),
            shorten(line.value)
        );
        let comma = seen.at..seen.at + 1;
        return Some(Slip::new(
            comma,
            "a comma between entries without braces",
            help,
        ));
    }
    let text = match line.key {
        None => line
            .value
            .split(": ")
            .next()
            .unwrap_or_default()
            .trim_end_matches(':'),
        Some(_) => line.value,
    };
    let message = format!("a text that begins with `{first}` is not read as text");
    let help = format!("put it in quotes: `{}`", quoted(text));
    Some(Slip::new(
        line.value_at..line.value_at + text.len(),
        message,
        help,
    ))
}
