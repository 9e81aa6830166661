//! Errors of layout: colons, dashes and columns.

use granit_parser::ErrorKind as K;
use std::ops::Range;

use super::outline::{Entry, Level, Outline};
use super::{Slip, quoted};
use crate::source::shorten::shorten;

/// Returns the colon in a text such as `type:string`, unless it belongs to a URL or a time.
fn stuck(text: &str) -> Option<usize> {
    let colon = text.find(':')?;
    let (word, rest) = (text.get(..colon)?, text.get(colon + 1..)?);
    let is_word = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$' | '/' | '.' | '{' | '}'));
    (is_word && !word.is_empty() && !rest.is_empty() && !rest.starts_with('/')).then_some(colon)
}

/// Recognizes a missing space after a colon or a dash.
pub(super) fn no_space(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let line = &seen.line;
    let misses_entry = matches!(
        kind?,
        K::SimpleKeyExpected
            | K::ExpectedBlockMappingKey
            | K::ExpectedBlockSequenceEntry
            | K::MappingValueNotAllowed
    );
    if !misses_entry {
        return None;
    }
    let above = || seen.above.as_ref().filter(|_| is_at_key(seen));
    let is_stuck = |entry: &&Entry<'_>| {
        let item = entry.content.strip_prefix('-');
        item.is_some_and(|item| !item.is_empty() && !item.starts_with([' ', '-']))
    };
    if let Some(entry) = Some(line)
        .filter(is_stuck)
        .or_else(|| above().filter(is_stuck))
    {
        let at = entry.span().start;
        let item = entry.content.get(1..).unwrap_or_default();
        let help = format!("write `- {}`", shorten(item));
        return Some(Slip::new(at..at + 1, "no space after the dash", help));
    }
    let own = (line.key.is_none() && matches!(kind, Some(K::SimpleKeyExpected))).then_some(line);
    let above = || {
        seen.above
            .as_ref()
            .filter(|above| above.key.is_none() && is_at_key(seen))
    };
    let entry = own.or_else(above)?;
    let (at, text) = (entry.start + entry.column, entry.value);
    let colon = stuck(text)?;
    let (key, value) = (text.get(..colon)?, text.get(colon + 1..)?);
    let help = format!("write `{key}: {}`", shorten(value));
    Some(Slip::new(
        at..at + colon + 1,
        "no space after the colon",
        help,
    ))
}

/// Whether the parser stopped at the key of the line, because it read the key as a continued text.
fn is_at_key(seen: &Outline<'_>) -> bool {
    seen.line.colon() == Some(seen.at)
}

/// Recognizes a text that contains `: `.
pub(super) fn colon_in_text(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let line = &seen.line;
    let is_second =
        matches!(kind?, K::MappingValueNotAllowed) && !is_at_key(seen) && line.key.is_some();
    if !is_second || seen.at < line.value_at {
        return None;
    }
    let help = format!(
        "put it in quotes: `{}`, or begin the second entry on a line of its own",
        quoted(line.value)
    );
    let span = line.value_at..line.value_at + line.value.len();
    Some(Slip::new(
        span,
        "a text without quotes contains a colon",
        help,
    ))
}

/// Recognizes a line that continues the text above it, although it looks like an entry.
pub(super) fn continued(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let (line, above) = (&seen.line, seen.above.as_ref()?);
    if !matches!(kind?, K::MappingValueNotAllowed) || !is_at_key(seen) || !above.is_plain() {
        return None;
    }
    let name = shorten(line.name());
    match above.key {
        None => Some(no_colon(above)),
        Some(key) if line.is_item() && line.indent > above.column => {
            let message = format!("a list below `{}`, which already has a value", shorten(key));
            let help = "write the key of the list on a line above it";
            let at = line.start + line.indent;
            let key = above.start + above.column;
            Some(
                Slip::new(at..at + 1, message, help)
                    .related(key..above.value_at + above.value.len(), "this is complete"),
            )
        }
        Some(key) if line.column > above.column => {
            let message = format!(
                "`{name}` is indented deeper than `{}`, which already has a value",
                shorten(key)
            );
            let help = format!(
                "indent it by {} to make it the next entry, or put a text that contains `: ` in quotes",
                spaces(above.column)
            );
            let at = line.start + line.column;
            let key = above.start + above.column;
            Some(
                Slip::new(at..at + line.name().len(), message, help)
                    .related(key..above.value_at + above.value.len(), "this is complete"),
            )
        }
        Some(_) => None,
    }
}

fn no_colon(entry: &Entry<'_>) -> Slip {
    let text = shorten(entry.value);
    let at = entry.start + entry.column;
    let span = at..at + entry.value.len();
    let help = match entry.value.contains(char::is_whitespace) {
        true => "write `key: value`".to_owned(),
        false => format!("write `{text}:`"),
    };
    Slip::new(span, format!("no colon after `{text}`"), help)
}

/// Recognizes a line that is not an entry where one is expected.
pub(super) fn no_entry(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let line = &seen.line;
    let misses_key = match kind? {
        K::SimpleKeyExpected | K::InvalidSimpleKey => true,
        K::ExpectedBlockMappingKey => line.key.is_none() && !line.is_item(),
        _ => false,
    };
    if !misses_key || line.content.is_empty() {
        return None;
    }
    let next = seen
        .below()
        .filter(|next| next.indent > line.indent || next.is_item());
    if next.is_some() && !line.content.contains(char::is_whitespace) {
        return Some(no_colon(line));
    }
    let between = seen
        .above
        .and_then(|above| seen.text.get(above.end..line.start));
    let is_interrupted = between.is_some_and(|between| between.trim_start().starts_with('#'));
    if let Some(above) = seen
        .above
        .filter(|above| is_interrupted && line.indent > above.column && above.is_plain())
    {
        let help = format!("move the comment above `{}`", shorten(above.name()));
        return Some(
            Slip::new(
                line.span(),
                "a comment ends the text above, so this is not part of it",
                help,
            )
            .related(above.span(), "the text"),
        );
    }
    let message = format!("`{}` is not a `key: value` entry", shorten(line.content));
    let text = seen.above.filter(|above| {
        above.key.is_some() && above.column >= line.indent && !above.value.is_empty()
    });
    let help = match text {
        _ if line.content.contains(" = ") => format!(
            "write `{}`",
            shorten(&line.content.replacen(" = ", ": ", 1))
        ),
        Some(above) => format!(
            "write `key: value`, or indent it deeper than `{}` to continue its text",
            shorten(above.name())
        ),
        None => "write `key: value`".to_owned(),
    };
    Some(Slip::new(line.span(), message, help))
}

/// Whether an error is caused by the column of a line.
pub(super) fn is_of_columns(kind: &K) -> bool {
    matches!(
        kind,
        K::ExpectedBlockMappingKey
            | K::ExpectedBlockSequenceEntry
            | K::InvalidIndentation
            | K::BlockSequenceEntryNotAllowed
            | K::MappingKeyNotAllowed
    )
}

/// Recognizes a column at which nothing above begins.
pub(super) fn column(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let is_of_columns = is_of_columns(kind?);
    let line = &seen.line;
    if !is_of_columns || line.content.is_empty() {
        return None;
    }
    let is_item = line.is_item();
    let distance = |level: &&Level<'_>| {
        (
            level.column.abs_diff(line.indent),
            level.column < line.indent,
        )
    };
    let fits = seen.levels.iter().filter(|level| level.is_list == is_item);
    let wanted = fits.min_by_key(distance)?;
    let in_list = seen
        .levels
        .iter()
        .any(|level| level.is_list && level.column == line.indent);
    let name = shorten(if is_item { "-" } else { line.name() });
    let span = name_span(line, is_item);
    let place = wanted.first.start + wanted.column;
    let place = place
        ..place
            + if wanted.is_list {
                1
            } else {
                wanted.first.name().len()
            };
    if wanted.column == line.indent {
        return None;
    }
    if in_list && !is_item {
        let message = format!("`{name}` is not an item of the list that begins at its column");
        let help = format!(
            "begin it with `- `, or indent it by {} as the entries of an object above",
            spaces(wanted.column)
        );
        return Some(Slip::new(span, message, help).related(place, "an object begins here"));
    }
    let what = if is_item {
        "the items of the list"
    } else {
        "the entries of the object"
    };
    let message = format!(
        "`{name}` is indented by {}, {what} above by {}",
        spaces(line.indent),
        wanted.column
    );
    let begins = if is_item {
        "the list begins here"
    } else {
        "the object begins here"
    };
    let help = format!("indent it by {}", spaces(wanted.column));
    Some(Slip::new(span, message, help).related(place, begins))
}

pub(super) fn name_span(line: &Entry<'_>, is_item: bool) -> Range<usize> {
    let at = line.start + line.indent;
    at..at + if is_item { 1 } else { line.name().len() }
}

pub(super) fn spaces(count: usize) -> String {
    match count {
        1 => "1 space".to_owned(),
        _ => format!("{count} spaces"),
    }
}
