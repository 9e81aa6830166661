//! The structure of a YAML text by its indentation: enough to find the author's mistake.

use std::ops::Range;

/// The line where a parser stopped, and the lines above it.
pub(super) struct Outline<'t> {
    pub(super) text: &'t str,
    /// The position where the parser stopped.
    pub(super) at: usize,
    /// The objects and lists that were open before the line, the outermost first.
    pub(super) levels: Vec<Level<'t>>,
    /// The last entry above the line.
    pub(super) above: Option<Entry<'t>>,
    pub(super) line: Entry<'t>,
    /// The last quoted string that begins before the position.
    pub(super) quote: Option<Range<usize>>,
    /// The innermost bracket that is open at the position.
    pub(super) bracket: Option<usize>,
}

/// An object or a list whose entries begin at a column.
pub(super) struct Level<'t> {
    pub(super) column: usize,
    pub(super) is_list: bool,
    /// Its first entry.
    pub(super) first: Entry<'t>,
    /// Its last entry above the line.
    pub(super) last: Entry<'t>,
    /// The columns of the levels that the last entry ended, and whether each is a list.
    pub(super) ended: Vec<(usize, bool)>,
    /// Whether the entry before the last one has no value.
    pub(super) is_after_empty: bool,
}

/// A line that holds an entry of an object, an item of a list, or text.
#[derive(Copy, Clone, Default)]
pub(super) struct Entry<'t> {
    /// Where its line begins.
    pub(super) start: usize,
    /// Where its line ends.
    pub(super) end: usize,
    /// The indentation of the line, in spaces.
    pub(super) indent: usize,
    /// The column where the content begins, after the dashes of items.
    pub(super) column: usize,
    /// The content of the line.
    pub(super) content: &'t str,
    pub(super) key: Option<&'t str>,
    /// The text after the key or the dash.
    pub(super) value: &'t str,
    pub(super) value_at: usize,
}

impl<'t> Entry<'t> {
    fn read(text: &'t str, start: usize) -> Self {
        let rest = text.get(start..).unwrap_or_default();
        let raw = rest.split('\n').next().unwrap_or_default();
        let body = raw.trim_start_matches(' ');
        let indent = raw.len() - body.len();
        let mut own = body;
        while let Some(after) = own.strip_prefix('-')
            && (after.is_empty() || after.starts_with([' ', '\r']))
        {
            own = after.trim_start_matches(' ');
        }
        let column = indent + body.len() - own.len();
        let colon = key_len(own);
        let key = colon.and_then(|colon| own.get(..colon));
        let value = own.get(colon.map_or(0, |colon| colon + 1)..);
        let value = value.unwrap_or_default();
        let trimmed = value.trim_start();
        Entry {
            start,
            end: start + raw.len(),
            indent,
            column,
            content: body.trim_end(),
            key,
            value: trimmed.trim_end(),
            value_at: start + raw.len() - trimmed.len(),
        }
    }

    /// Whether the line is an item of a list.
    pub(super) fn is_item(&self) -> bool {
        self.column > self.indent
    }

    /// Returns the position of the colon after the key.
    pub(super) fn colon(&self) -> Option<usize> {
        let key = self.key?;
        Some(self.start + self.column + key.len())
    }

    /// Returns the range of the content.
    pub(super) fn span(&self) -> Range<usize> {
        let start = self.start + self.indent;
        start..start + self.content.len()
    }

    /// Returns the key, or the whole content.
    pub(super) fn name(&self) -> &'t str {
        self.key.unwrap_or(self.content)
    }

    /// Whether its value is text without quotes, which may continue on the next line.
    pub(super) fn is_plain(&self) -> bool {
        !self.value.is_empty() && !self.value.starts_with(['"', '\'', '{', '[', '|', '>', '#'])
    }

    fn is_nothing(&self) -> bool {
        let content = self.content;
        content.is_empty() || content == "---" || content.starts_with(['#', '%'])
    }
}

/// Returns the length of the key at the beginning of a text.
fn key_len(text: &str) -> Option<usize> {
    let quoted = text.starts_with(['"', '\'']);
    let first = if quoted { quoted_end(text, 0)? } else { 0 };
    if text.starts_with(['{', '[', '#']) {
        return None;
    }
    let ends = |at: &usize| {
        let after = text.get(at + 1..).unwrap_or_default();
        after.is_empty() || after.starts_with(char::is_whitespace)
    };
    let colons = text.match_indices(':').map(|(at, _)| at);
    let colon = colons.skip_while(|at| *at < first).find(ends)?;
    let between = text.get(first..colon)?;
    let is_key = if quoted {
        between.trim().is_empty()
    } else {
        !between.contains(" #")
    };
    is_key.then_some(colon)
}

/// Returns the end of the string whose opening quote is at a position.
pub(super) fn quoted_end(text: &str, start: usize) -> Option<usize> {
    let mut chars = text.get(start..)?.char_indices();
    let (_, quote) = chars.next()?;
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quote == '"' => {
                chars.next();
            }
            '\'' if quote == '\'' && text.get(start + at + 1..)?.starts_with('\'') => {
                chars.next();
            }
            c if c == quote => return Some(start + at + 1),
            _ => {}
        }
    }
    None
}

impl<'t> Outline<'t> {
    /// Reads the lines up to a position.
    pub(super) fn of(text: &'t str, at: usize) -> Self {
        let mut outline = Outline {
            text,
            at,
            levels: Vec::new(),
            above: None,
            line: Entry::default(),
            quote: None,
            bracket: None,
        };
        let mut start = 0;
        loop {
            let entry = Entry::read(text, start);
            outline.line = entry;
            let is_nothing = entry.is_nothing();
            let end = if is_nothing {
                entry.end
            } else {
                outline.value(&entry)
            };
            if entry.end >= at || entry.end >= text.len() {
                return outline;
            }
            if !is_nothing {
                outline.open(entry);
            }
            if end >= at || end >= text.len() {
                // The value includes the position.
                let before = text.get(..at).unwrap_or(text);
                let start = before.rfind('\n').map_or(0, |line| line + 1);
                outline.line = Entry::read(text, start);
                return outline;
            }
            start = text
                .get(end..)
                .and_then(|rest| rest.find('\n'))
                .map_or(text.len(), |n| end + n + 1);
        }
    }

    /// Returns the next line that is not empty.
    pub(super) fn below(&self) -> Option<Entry<'t>> {
        let mut start = self.line.end + 1;
        while start < self.text.len() {
            let entry = Entry::read(self.text, start);
            if !entry.is_nothing() {
                return Some(entry);
            }
            start = entry.end + 1;
        }
        None
    }

    /// Ends the levels above an entry, and begins those of the entry.
    fn open(&mut self, entry: Entry<'t>) {
        let kept = self
            .levels
            .partition_point(|level| level.column <= entry.indent);
        let ended = self.levels.drain(kept..);
        let mut ended: Vec<_> = ended.map(|level| (level.column, level.is_list)).collect();
        let is_empty = |above: &Entry<'_>| above.key.is_some() && above.value.is_empty();
        let before = self.above.filter(is_empty).map(|above| above.column);
        let mut add = |column, is_list| match self.levels.last_mut() {
            Some(level) if (level.column, level.is_list) == (column, is_list) => {
                level.last = entry;
                level.ended = std::mem::take(&mut ended);
                level.is_after_empty = before == Some(column);
            }
            _ => self.levels.push(Level {
                column,
                is_list,
                first: entry,
                last: entry,
                ended: Vec::new(),
                is_after_empty: false,
            }),
        };
        let dashes = entry
            .content
            .get(..entry.column - entry.indent)
            .unwrap_or_default();
        for (dash, _) in dashes.match_indices('-') {
            add(entry.indent + dash, true);
        }
        if entry.key.is_some() {
            add(entry.column, false);
        }
        self.above = Some(entry);
    }

    /// Returns the end of an entry's value, or a position near that of the error.
    fn value(&mut self, entry: &Entry<'t>) -> usize {
        match entry.value.chars().next() {
            None | Some('#') => entry.end,
            Some('"' | '\'') => self.quoted(entry.value_at),
            Some('{' | '[') => self.flow(entry.value_at),
            Some(_) => self.deeper(entry),
        }
    }

    fn quoted(&mut self, start: usize) -> usize {
        let end = quoted_end(self.text, start).unwrap_or(self.text.len());
        if start <= self.at {
            self.quote = Some(start..end);
        }
        end
    }

    fn flow(&mut self, start: usize) -> usize {
        let mut open = Vec::new();
        let mut next = start;
        let mut before = ' ';
        while let Some(c) = self.text.get(next..).and_then(|rest| rest.chars().next()) {
            if next >= self.at {
                self.bracket = open.last().copied();
                return next;
            }
            let begins = matches!(before, ' ' | '\n' | '{' | '[' | ',' | ':');
            match c {
                '"' | '\'' if begins => {
                    next = self.quoted(next);
                    before = c;
                    continue;
                }
                '#' if matches!(before, ' ' | '\n') => {
                    let rest = self.text.get(next..).unwrap_or_default();
                    next += rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                '{' | '[' => open.push(next),
                '}' | ']' => {
                    open.pop();
                    if open.is_empty() {
                        return next + 1;
                    }
                }
                _ => {}
            }
            before = c;
            next += c.len_utf8();
        }
        self.bracket = open.last().copied();
        next
    }

    /// Returns the end of the lines that are indented deeper than an entry.
    fn deeper(&self, entry: &Entry<'t>) -> usize {
        let base = match entry.key {
            Some(_) => entry.column,
            None => entry.column.max(1) - 1,
        };
        let mut end = entry.end;
        while end < self.text.len() {
            let next = Entry::read(self.text, end + 1);
            let belongs = next.content.is_empty() || next.indent > base;
            if !belongs || next.end >= self.at {
                break;
            }
            end = next.end;
        }
        end
    }
}
