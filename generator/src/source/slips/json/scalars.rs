//! Strings and words in the place of a key or a value.

use super::words::{Literal, entity, is_number, literal, string_slips};
use super::{Scan, Wants};
use crate::source::shorten::shorten;

impl Scan<'_> {
    pub(super) fn string(&mut self) -> Option<()> {
        let start = self.at;
        let rest = self.text.get(start..)?;
        let read = string_slips(rest);
        let Some(len) = read.len else {
            let line = rest.lines().next().unwrap_or_default().trim_end();
            let help = r"close it where the string ends; a line break in a string is written `\n`";
            self.say(
                start..start + line.len(),
                "the quote `\"` is not closed on its line",
                help,
            );
            return None;
        };
        self.take(start..start + len, true)?;
        for (span, message, help) in read.slips {
            self.say(start + span.start..start + span.end, message, help);
        }
        Some(())
    }

    /// Reads a string in quotes of another language or of a word processor.
    pub(super) fn other_quotes(&mut self, c: char) -> Option<()> {
        let start = self.at;
        let inner = self.text.get(start + c.len_utf8()..)?;
        let is_end = |end: char| match c {
            '\'' | '`' => end == c,
            _ => matches!(end, '“' | '”' | '‘' | '’' | '"'),
        };
        let line = inner.lines().next().unwrap_or_default();
        let closed = line.char_indices().find(|(_, end)| is_end(*end));
        let (end, help) = match closed {
            Some((at, end)) => {
                let text = line.get(..at).unwrap_or_default();
                let help = format!("write `\"{}\"`", shorten(&text.replace('"', "\\\"")));
                (start + c.len_utf8() + at + end.len_utf8(), help)
            }
            None => (
                start + c.len_utf8() + line.trim_end().len(),
                "write `\"`".to_owned(),
            ),
        };
        self.take(start..end, true)?;
        self.say(
            start..end,
            format!("`{c}` is not a quotation mark of JSON"),
            help,
        );
        closed.map(|_| ())
    }

    pub(super) fn word(&mut self, rest: &str) -> Option<()> {
        let ends = |c: char| c.is_whitespace() || ",:;{}[]\"=".contains(c);
        let len = rest
            .find(ends)
            .unwrap_or(rest.len())
            .max(rest.chars().next()?.len_utf8());
        let (word, after) = rest.split_at_checked(len)?;
        let span = self.at..self.at + len;
        if let Some(entity) = entity(rest) {
            let message = format!("`{entity}` is HTML");
            let help = "write the character that it stands for, such as `\"`";
            self.say(self.at..self.at + entity.len(), message, help);
            return None;
        }
        if self.last.is_empty() && after.starts_with(':') {
            let help = "begin with `{`, or give the file the extension `.yaml` if it is YAML";
            self.say(span, "this is not JSON", help);
            return None;
        }
        let is_free = self.wants != Wants::Comma || self.last.end < span.start;
        if is_free && after.starts_with('"') && self.wants != Wants::Colon {
            // The text is `name": 1`.
            self.take(span.start..span.end + 1, true)?;
            let help = format!("write `\"{}\"`", shorten(word));
            self.say(span, format!("no quote before `{}`", shorten(word)), help);
            return Some(());
        }
        let is_value = matches!(word, "true" | "false" | "null") || is_number(word);
        self.take(
            span.clone(),
            !is_value || after.trim_start().starts_with(':'),
        )?;
        match literal(word, self.wants == Wants::Colon) {
            Literal::Right => {}
            Literal::Wrong(message, help) => self.say(span, message, help),
        }
        Some(())
    }
}
