//! Characters from other languages, or with a special meaning in YAML.

use granit_parser::ErrorKind as K;
use std::ops::Range;

use super::outline::Outline;
use super::{Slip, quoted};
use crate::source::shorten::shorten;

/// Recognizes `&quot;`, copied from a web page.
pub(super) fn entity(seen: &Outline<'_>, _: Option<&K>) -> Option<Slip> {
    let line = seen.text.get(seen.line.start..seen.line.end)?;
    let begins = |at: &usize| {
        let before = line
            .get(..*at)
            .and_then(|before| before.chars().next_back());
        before.is_none_or(|c| " \t[{,".contains(c))
    };
    let mut marks = line.match_indices('&').map(|(at, _)| at).filter(begins);
    let (at, name) = marks.find_map(|at| {
        let (name, _) = line.get(at + 1..)?.split_once(';')?;
        let is_name = name.len() < 9 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        is_name.then_some((at, name))
    })?;
    let at = seen.line.start + at;
    let message = format!("`&{name};` is HTML: in YAML, `&` begins an anchor");
    let help = "write the character that it stands for, and put the text in quotes";
    Some(Slip::new(at..at + name.len() + 2, message, help))
}

/// Recognizes quotes of a word processor.
pub(super) fn typographic(seen: &Outline<'_>, _: Option<&K>) -> Option<Slip> {
    let start = match seen.bracket {
        Some(bracket) => bracket.max(seen.line.start),
        None => seen.line.value_at,
    };
    let rest = seen.text.get(start..seen.line.end)?;
    let is_quote = |c: char| "“”„‘’«»".contains(c);
    let mut before = if seen.bracket.is_some() { 'a' } else { ' ' };
    let found = rest.char_indices().find(|(_, c)| {
        let is_first = " [{,".contains(std::mem::replace(&mut before, *c));
        is_first && is_quote(*c)
    });
    let (at, c) = found.filter(|(at, _)| seen.bracket.is_some() || *at == 0)?;
    let inner = rest.get(at + c.len_utf8()..)?;
    let (text, after) = match inner.find(is_quote) {
        Some(end) => (inner.get(..end)?, inner.get(end..)?),
        None => (inner.trim_end(), ""),
    };
    let closing = after.chars().next().map_or(0, char::len_utf8);
    let end = start + at + c.len_utf8() + text.len() + closing;
    let help = format!("write `{}`", quoted(text));
    Some(Slip::new(
        start + at..end,
        format!("`{c}` is not a quotation mark of YAML"),
        help,
    ))
}

/// Recognizes the colon of Chinese and Japanese text after a key.
pub(super) fn wide_colon(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    kind?;
    let lines = [Some(&seen.line), seen.above.as_ref()];
    let (entry, key, value) = lines.into_iter().flatten().find_map(|entry| {
        let (key, value) = entry
            .value
            .split_once('：')
            .filter(|_| entry.key.is_none())?;
        let is_key = |c: char| c.is_ascii_alphanumeric() || "_-$".contains(c);
        (!key.is_empty() && key.chars().all(is_key)).then_some((entry, key, value))
    })?;
    let at = entry.value_at + key.len();
    let help = format!("write `{key}: {}`", shorten(value.trim_start()));
    let colon = at..at + '：'.len_utf8();
    Some(Slip::new(colon, "`：` is not the colon of YAML", help))
}

/// Recognizes a key that begins with a special character.
pub(super) fn key(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    kind?;
    let line = &seen.line;
    let name = line
        .key
        .filter(|_| line.colon().is_some_and(|colon| seen.at <= colon + 1))?;
    let first = name
        .chars()
        .next()
        .filter(|first| "*&!@%`".contains(*first))?;
    let at = line.start + line.column;
    let plain = name.trim_start_matches(first);
    let message = format!("a key that begins with `{first}` is not read as text");
    let help = format!(
        "write `{}`, or put it in quotes: `{}`",
        shorten(plain),
        quoted(name)
    );
    Some(Slip::new(at..at + name.len(), message, help))
}

/// Recognizes an item on the line of its list's key.
pub(super) fn item(seen: &Outline<'_>, kind: Option<&K>) -> Option<Slip> {
    let line = &seen.line;
    let is_item = matches!(kind?, K::BlockSequenceEntryNotAllowed)
        && seen.bracket.is_none()
        && seen.at == line.value_at
        && line.value.starts_with("- ");
    let key = line.key.filter(|_| is_item)?;
    let help = format!(
        "begin the list on the line after `{}:`, or put text in quotes: `{}`",
        shorten(key),
        quoted(line.value)
    );
    let span: Range<usize> = line.value_at..line.value_at + 1;
    Some(Slip::new(span, "a list item on the line of its key", help))
}
