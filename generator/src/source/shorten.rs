//! Quotes of a description in messages.

use crate::diagnostic::is_direction_mark;
use crate::limits::MESSAGE_CHARACTERS;

/// Shortens a text of the description for use in a message.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(MESSAGE_CHARACTERS).map(shown).collect();
    if text.chars().nth(MESSAGE_CHARACTERS).is_some() {
        short.push('…');
    }
    short
}

/// Returns a text on one line, without the characters on which a terminal acts.
///
/// A name in a description can have any character. With a line break it could begin a line that a CI system takes for a
/// command (`::error::…`), with an escape it could rewrite what a terminal shows, and marks of direction reorder it.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().map(shown).collect()
}

fn shown(c: char) -> char {
    match c {
        c if is_direction_mark(c) => char::REPLACEMENT_CHARACTER,
        '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    }
}
