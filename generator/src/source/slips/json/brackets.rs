//! The brackets of JSON: which one is missing or superfluous.

use super::{Open, Scan, Wants};
use crate::source::shorten::shorten;
use crate::source::slips::Slip;

/// Two matching brackets in lines with different indentation.
#[derive(Copy, Clone)]
pub(super) struct Askew {
    opened: usize,
    closed: usize,
    /// Whether the line of the opening bracket is indented deeper.
    is_deeper: bool,
}

/// Returns the closing bracket for an opening one.
fn closing_of(bracket: &str) -> char {
    if bracket == "{" { '}' } else { ']' }
}

impl Scan<'_> {
    pub(super) fn begin(&mut self, c: char) -> Option<()> {
        let at = self.at;
        self.take(at..at + 1, false)?;
        let is_map = c == '{';
        let indent = self.indent;
        self.open.push(Open {
            at,
            is_map,
            indent,
            key: 0..0,
            index: 0,
        });
        self.wants = if is_map { Wants::Key } else { Wants::Value };
        Some(())
    }

    pub(super) fn close(&mut self, c: char) -> Option<()> {
        let at = self.at;
        let Some(open) = self.open.last() else {
            let message = format!("one bracket `{c}` too many");
            let slip = Slip::new(at..at + 1, message, "remove it, or one before it");
            self.push(match self.askew {
                Some(Askew { closed, .. }) => {
                    slip.related(closed..closed + 1, "the indentation differs from here on")
                }
                None => slip,
            });
            return None;
        };
        let (opened, is_map, indent) = (open.at, open.is_map, open.indent);
        if is_map != (c == '}') {
            self.mismatch(opened, indent, c);
            return None;
        }
        match self.wants {
            Wants::Key | Wants::Value if self.text.get(self.last.clone()) == Some(",") => {
                self.say(
                    self.last.clone(),
                    "a comma after the last entry",
                    "remove the comma",
                );
            }
            Wants::Value | Wants::Colon if is_map => {
                self.no_value(self.key().unwrap_or_default());
            }
            _ => {}
        }
        if self.begins_line && self.askew.is_none() && indent != self.indent {
            let is_deeper = indent > self.indent;
            self.askew = Some(Askew {
                opened,
                closed: at,
                is_deeper,
            });
        }
        self.open.pop();
        self.wants = Wants::Comma;
        self.last = at..at + 1;
        self.at += 1;
        Some(())
    }

    /// Reports a bracket that closes one of the other kind.
    fn mismatch(&mut self, opened: usize, indent: usize, c: char) {
        let at = self.at;
        let is_around = self.open.iter().any(|open| open.is_map == (c == '}'));
        let is_aligned = self.begins_line && indent == self.indent;
        if is_around && !is_aligned {
            let opened = self.unaligned().map_or(opened, |askew| askew.opened);
            return self.unclosed(opened, at, "this closes what is around it");
        }
        let bracket = self.shown(&(opened..opened + 1));
        let slip = Slip::new(
            at..at + 1,
            format!("`{c}` where `{bracket}` is open"),
            format!("write `{}`", closing_of(&bracket)),
        );
        self.push(slip.related(opened..opened + 1, "opened here"));
    }

    /// Returns a pair of brackets of which the closing one is indented less.
    fn unaligned(&self) -> Option<Askew> {
        self.askew.filter(|askew| askew.is_deeper)
    }

    fn unclosed(&mut self, opened: usize, at: usize, label: &'static str) {
        let bracket = self.shown(&(opened..opened + 1));
        let message = format!("the bracket `{bracket}` is not closed");
        let help = format!("close it with `{}`", closing_of(&bracket));
        let slip = Slip::new(opened..opened + 1, message, help);
        self.push(slip.related(at..at + 1, label));
    }

    pub(super) fn end(&mut self) -> Option<()> {
        let innermost = self.open.last()?.at;
        let end = self.text.trim_end().len();
        let end = end.saturating_sub(1)..end;
        if let Some(Askew { opened, closed, .. }) = self.unaligned() {
            self.unclosed(
                opened,
                closed,
                "by its indentation, this closes what is around it",
            );
        } else if self.open.len() == 1 {
            self.unclosed(innermost, end.start, "the text ends here");
        } else {
            let missing: String = self
                .open
                .iter()
                .rev()
                .map(|open| if open.is_map { '}' } else { ']' })
                .collect();
            let help = format!(
                "get the file again if it was cut off, or close what is open: `{}`",
                shorten(&missing)
            );
            let message = format!("the text ends where {} brackets are open", self.open.len());
            let slip = Slip::new(end, message, help);
            self.push(slip.related(innermost..innermost + 1, "the last of them"));
        }
        None
    }
}
