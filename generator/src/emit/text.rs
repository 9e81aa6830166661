//! Characters: which are removed from text, which are escaped in Markdown, and code spans.

use std::borrow::Cow;
use std::iter;

use crate::diagnostic::is_direction_mark;

/// A space at which no line is folded. It cannot occur in parsed text, from which control characters are removed.
pub(super) const FIXED_SPACE: &str = "\0";

/// Returns a value as a code span, whatever characters it has.
pub(crate) fn code(text: &str) -> String {
    let is_plain = |byte| matches!(byte, b'!'..=b'~') && byte != b'`';
    if !text.is_empty() && text.bytes().all(is_plain) {
        return ["`", text, "`"].concat();
    }
    let text = clean(&text.replace(char::is_control, " "));
    if text.is_empty() {
        return "the empty string".to_owned();
    }
    let runs = text.split(|character| character != '`').map(str::len);
    let longest = runs.max().unwrap_or_default();
    let fence = "`".repeat(longest.saturating_add(1));
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns a line without characters that are not text: controls, and marks that reorder the visible text (rustc
/// refuses those in comments).
pub(crate) fn clean(line: &str) -> String {
    if line.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return line.to_owned();
    }
    let mut text = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            // Tab stops are four columns apart.
            '\t' => text.extend(iter::repeat_n(' ', 4 - text.len() % 4)),
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => text.push(' '),
            '\u{feff}' => {}
            _ if character.is_control() || is_direction_mark(character) => {}
            _ => text.push(character),
        }
    }
    text
}

/// Returns whether a line has nothing but markers of quotes.
pub(super) fn is_blank(line: &str) -> bool {
    line.chars().all(|character| matches!(character, ' ' | '>'))
}

/// Returns a line of text, escaped at its start so that it begins no block.
pub(super) fn at_line_start(line: &str) -> Cow<'_, str> {
    let (number, rest) = line.split_at(line.bytes().take_while(u8::is_ascii_digit).count());
    let begins = match number {
        "" => rest.starts_with(['-', '+', '#', '>', '=', ':']) && !is_heading(rest),
        _ => rest.starts_with(['.', ')']),
    };
    match begins {
        true => Cow::Owned(format!("{number}\\{rest}")),
        false => Cow::Borrowed(line),
    }
}

/// Returns whether a line is a heading of the generator.
pub(super) fn is_heading(line: &str) -> bool {
    line.trim_start_matches('#').starts_with(FIXED_SPACE)
}

/// Returns whether rustdoc would take a character of text for markup.
pub(super) fn needs_escape(before: char, character: char, next: Option<char>) -> bool {
    match character {
        '`' | '*' | '[' | ']' | '<' | '~' => true,
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
        '_' => !(before.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)),
        '&' => next.is_some_and(|next| next.is_alphanumeric() || next == '#'),
        _ => false,
    }
}

/// Returns whether a CommonMark parser would find nothing but this text in it: it is one line, and no character is
/// markup at its position.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    let is_text = |(at, byte): (usize, &u8)| match byte {
        b'_' => is_word(bytes.get(at.wrapping_sub(1))) && is_word(bytes.get(at.wrapping_add(1))),
        _ => byte.is_ascii_alphanumeric() || b" ,.;:'\"()/?%$=+-".contains(byte),
    };
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && !text.ends_with(' ')
        && bytes.iter().enumerate().all(is_text)
}

/// Returns the length of the plain words at the start of a text, each with the space after it. Plain words need no
/// escape, and none of them is a name or the start of a web address.
pub(super) fn plain_words(text: &str) -> usize {
    let is_plain = |word: &&str| {
        let word = word.strip_suffix(' ').unwrap_or(word);
        let word = word.strip_suffix([',', '.', ';']).unwrap_or(word);
        match word.as_bytes() {
            [first, rest @ ..] => {
                first.is_ascii_alphabetic() && rest.iter().all(u8::is_ascii_lowercase)
            }
            [] => false,
        }
    };
    let words = text.split_inclusive(' ').take_while(is_plain);
    words.map(str::len).sum()
}

/// Returns the name at the start of a text, unless it is a plain word.
pub(super) fn name(text: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let name = text.get(..end)?.trim_end_matches(['_', '-', '.', '/']);
    name.chars()
        .skip(1)
        .any(|c| !c.is_lowercase())
        .then_some(name)
}

/// Returns the length of the web address at the start of a text; 0 if the text starts with none.
pub(super) fn address_length(text: &str) -> usize {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    if !rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphanumeric())) {
        return 0;
    }
    let is_outside = |c: char| !c.is_ascii_graphic() || "<>\"`[]{}|\\^()*".contains(c);
    let address = text
        .get(..text.find(is_outside).unwrap_or(text.len()))
        .unwrap_or_default();
    address
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '_'])
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_holds_any_text() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code(""), "the empty string");
    }
}
