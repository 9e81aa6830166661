//! Mistakes within text: invisible characters, quotes, and special characters at the start.

use granit_parser::ErrorKind as K;
use std::ops::Range;

use super::outline::Outline;
use super::{Slip, invisible_name, is_invisible, quoted};
use crate::diagnostic::nearest;
use crate::source::shorten::shorten;

/// Recognizes the lines that `git` leaves after a merge conflict.
pub(super) fn merge_conflict(seen: &Outline<'_>, _: Option<&K>) -> Option<Slip> {
    const MARK: &str = "<<<<<<< ";
    let mut marks = seen.text.match_indices(MARK).map(|(at, _)| at);
    let begins = |at: &usize| {
        seen.text
            .get(..*at)
            .is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    };
    let at = marks.find(begins).filter(|at| *at <= seen.at)?;
    let mark = at..at + MARK.len() - 1;
    Some(Slip::new(
        mark,
        super::MERGE_CONFLICT,
        super::MERGE_CONFLICT_HELP,
    ))
}

/// Recognizes control characters, which YAML only allows as escapes: the second parser accepts them nowhere, the first
/// one accepts them except at the start of a value.
pub(super) fn control(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let range = match kind {
        None => 0..seen.text.len(),
        Some(_) => seen.line.start..seen.line.end,
    };
    let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    let at = range.start + seen.text.get(range)?.find(is_control)?;
    let c = seen.text.get(at..)?.chars().next()?;
    let code = u32::from(c);
    let message = format!("the text has the control character {}", invisible_name(c));
    let help = format!("remove it, or write `\\x{code:02x}` in double quotes");
    Some(Slip::new(at..at + c.len_utf8(), message, help))
}

/// Recognizes characters that look like a space or are invisible.
pub(super) fn invisible(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let in_line = |start: usize, end: usize| {
        let mut before = ' ';
        let line = seen.text.get(start..end)?;
        let found = line.char_indices().find(|(_, c)| {
            let is_found = is_invisible(*c) && matches!(before, ' ' | ':' | '-');
            before = *c;
            is_found
        });
        found.map(|(at, c)| (start + at, c))
    };
    let above = seen.above.map_or(seen.line.start, |above| above.start);
    let (at, c) = match kind {
        Some(K::BomInsideDocument) => (seen.at, '\u{feff}'),
        _ => in_line(seen.line.start, seen.line.end).or_else(|| in_line(above, seen.line.start))?,
    };
    let message = format!(
        "the character {} is not a space in YAML, although it looks like one or is invisible",
        invisible_name(c)
    );
    Some(Slip::new(
        at..at + c.len_utf8(),
        message,
        "remove it, or write a plain space",
    ))
}

/// Recognizes tabs where YAML requires spaces.
pub(super) fn tab(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let is_error_of_tabs = matches!(
        kind,
        None | Some(
            K::TabNotAllowed
                | K::TabInBlockIndentation
                | K::TabInIndentation
                | K::TabAtBlockScalarStart
                | K::TabInPlainScalar
        )
    );
    let first = match seen.above {
        Some(above) if is_error_of_tabs => above.start,
        _ => seen.line.start,
    };
    let rest = seen.text.get(first..)?;
    let last = if is_error_of_tabs {
        seen.line.end + 1
    } else {
        seen.line.start
    };
    let mut start = first;
    for line in rest.split_inclusive('\n') {
        if start > last {
            break;
        }
        let head = line
            .find(|c| !matches!(c, ' ' | '\t' | '-'))
            .unwrap_or(line.len());
        if let Some(tab) = line.get(..head).and_then(|head| head.find('\t')) {
            let tabs = line.get(tab..).unwrap_or_default();
            let len = tabs.len() - tabs.trim_start_matches('\t').len();
            let at = start + tab;
            return Some(Slip::new(
                at..at + len,
                "a tab in the indentation",
                "indent with spaces: YAML does not allow tabs here",
            ));
        }
        start += line.len();
    }
    None
}

/// Recognizes `%YAML 1.2` without the line that ends directives.
pub(super) fn directive(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let is_directive = seen.text.starts_with('%') && matches!(kind, Some(K::ExpectedDocumentStart));
    let end = seen.text.find('\n').filter(|_| is_directive)?;
    Some(Slip::new(
        0..end,
        "`---` must follow a directive",
        "remove the line, or write `---` below it",
    ))
}

/// Recognizes a backslash in double quotes, such as in a regular expression.
pub(super) fn escape(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let is_escape = matches!(
        kind?,
        K::UnknownQuotedScalarEscape | K::InvalidQuotedScalarHexEscape | K::InvalidUnicodeEscape
    );
    let rest = seen.text.get(seen.at..).filter(|_| is_escape)?;
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        let known = "0abtnvfre \"/\\N_LP\t\n\r";
        if c != '\\' {
            continue;
        }
        let (_, escaped) = chars.next()?;
        if known.contains(escaped) {
            continue;
        }
        let at = seen.at + at;
        let message = format!("unknown escape `\\{escaped}` in double quotes");
        let help = format!(
            "use single quotes, in which a backslash has no special meaning, or write `\\\\{escaped}`"
        );
        return Some(Slip::new(at..at + 1 + escaped.len_utf8(), message, help));
    }
    None
}

/// Recognizes a quote that is not closed, and text after a closing quote.
pub(super) fn quote(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let unclosed =
        matches!(kind, Some(K::UnclosedQuotedScalar)).then_some(seen.at..seen.text.len());
    let Range { start, end } = seen.quote.clone().or(unclosed)?;
    let mark = seen.text.get(start..)?.chars().next()?;
    let inside = seen.text.get(start..end)?;
    let after = seen.text.get(end.min(seen.at)..seen.at)?;
    if !after.trim_start_matches(' ').is_empty() {
        return None;
    }
    let apostrophe = match mark {
        '\'' => ", and write an apostrophe in the text as `''`",
        _ => "",
    };
    let is_closed = inside.len() > 1 && inside.ends_with(mark);
    let first = inside.find('\n').or((!is_closed).then_some(inside.len()));
    if let Some(first) = first {
        let line = inside.get(..first).unwrap_or_default().trim_end();
        let help = format!("close it where the text ends{apostrophe}");
        let slip = Slip::new(
            start..start + line.len(),
            format!("the quote `{mark}` is not closed on its line"),
            help,
        );
        return Some(match end < seen.text.len() && is_closed {
            true => slip.related(end - 1..end, "it continues to here"),
            false => slip,
        });
    }
    let rest = rest_of_line(seen, seen.at);
    let all = rest_of_line(seen, start);
    if end > seen.at || rest.is_empty() || rest.starts_with(':') {
        return None;
    }
    let help = match mark {
        '\'' if rest.contains('\'') => {
            "write an apostrophe in the text as `''`, or put the text in double quotes".to_owned()
        }
        _ if rest.chars().all(|c| c.is_ascii_punctuation()) => {
            format!("remove `{}`", shorten(rest))
        }
        _ => format!("put the whole text in quotes: `{}`", quoted(all)),
    };
    Some(Slip::new(
        seen.at..seen.at + rest.len(),
        "text after the closing quote",
        help,
    ))
}

/// Recognizes a special character at the start of a text.
pub(super) fn indicator(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let rest = rest_of_line(seen, seen.at);
    let first = rest.chars().next()?;
    let ends_in_flow = if seen.bracket.is_some() {
        rest.find([',', ']', '}'])
    } else {
        None
    };
    let value = rest
        .get(..ends_in_flow.filter(|end| *end > 0).unwrap_or(rest.len()))?
        .trim_end();
    let span = seen.at..seen.at + value.len();
    match (first, kind?) {
        ('*', K::UnknownAnchor)
            if value
                .get(1..)?
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) =>
        {
            Some(unknown_alias(seen, value, span))
        }
        ('|' | '>', K::InvalidBlockScalarHeader) => {
            let help = format!(
                "begin the text on the next line, or put it in quotes: `{}`",
                quoted(value)
            );
            Some(Slip::new(
                span,
                format!("text on the line of `{first}`"),
                help,
            ))
        }
        (
            '*' | '&' | '@' | '`' | '%' | ']' | '}' | ',',
            K::UnknownAnchor
            | K::MissingAnchorOrAliasName
            | K::UnexpectedCharacter { .. }
            | K::MisplacedFlowCollectionEnd,
        ) => {
            let first = if first == '`' {
                "a backtick".to_owned()
            } else {
                format!("`{first}`")
            };
            let message = format!("a text that begins with {first} is not read as text");
            Some(Slip::new(
                span,
                message,
                format!("put it in quotes: `{}`", quoted(value)),
            ))
        }
        _ => None,
    }
}

fn unknown_alias(seen: &Outline<'_>, alias: &str, span: Range<usize>) -> Slip {
    let name = alias.get(1..).unwrap_or_default();
    let anchors: Vec<(usize, &str)> = seen
        .text
        .match_indices(" &")
        .map(|(at, _)| (at + 1, word(seen.text, at + 2)))
        .collect();
    let message = format!("the alias `{}` has no anchor above it", shorten(alias));
    if let Some((at, _)) = anchors.iter().find(|(_, anchor)| *anchor == name) {
        let help = "move the anchor above its aliases, or use `$ref`";
        return Slip::new(span, message, help)
            .related(*at..at + 1 + name.len(), "its anchor is here");
    }
    let above = anchors.iter().filter(|(at, _)| *at < seen.at);
    let help = match nearest(name, above.map(|(_, anchor)| *anchor)) {
        Some(near) => format!("did you mean `*{near}`?"),
        None => format!(
            "write `&{name}` at the value that it means, or put text in quotes: `{}`",
            quoted(alias)
        ),
    };
    Slip::new(span, message, help)
}

/// Returns the word that begins at a position.
fn word(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}'));
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

/// Returns the rest of the line from a position on.
pub(super) fn rest_of_line<'t>(seen: &Outline<'t>, at: usize) -> &'t str {
    let rest = seen.text.get(at..).unwrap_or_default();
    rest.split('\n').next().unwrap_or_default().trim_end()
}
