//! Text of a server, escaped for display.

use std::fmt::{self, Write as _};

/// Shows a text of the server, with escapes for characters that control a terminal or an editor instead of being shown.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            // Zero-width characters, bidirectional controls, line breaks, tags.
            '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}' => c.escape_unicode().fmt(f),
            _ if c.is_control() => c.escape_unicode().fmt(f),
            _ => f.write_char(c),
        })
    }
}
