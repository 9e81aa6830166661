//! Quotes of a description in messages.

use crate::limits::MESSAGE_CHARACTERS;

/// Shortens a text of the description for use in a message.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(MESSAGE_CHARACTERS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(MESSAGE_CHARACTERS).is_some() {
        short.push('…');
    }
    short
}
