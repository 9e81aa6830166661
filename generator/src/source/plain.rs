//! Which YAML is written so plainly that it needs no pass over parser events before it is read.

/// Objects and arrays that are nested in each other.
const DEPTH: usize = 64;

/// Bytes of a key: parsers stop looking for its colon after 1024 characters.
const KEY: usize = 500;

/// Returns whether every YAML parser reads the same nodes in a text, if `serde_yaml` reads it at all, and there is
/// nothing to say of how they are written.
///
/// Such a text is one document with an entry or item on each line. It has no anchor, alias, tag, merge key or tab, and a
/// value in brackets ends on its line. Everything else is left to the pass.
pub(super) fn is_plain(text: &str) -> bool {
    if has_odd_characters(text.as_bytes()) {
        return false;
    }
    let text = text.strip_prefix("---\n").unwrap_or(text);
    let mut outline = Outline::default();
    text.split('\n').all(|line| outline.line(line).is_some()) && !outline.open.is_empty()
}

/// Whether a text has control characters, which include tabs, or characters that are line breaks to some parsers.
fn has_odd_characters(text: &[u8]) -> bool {
    let is_common = |byte: &u8| matches!(byte, b'\n' | b' '..=b'~');
    let is_odd = |at: usize| match text.get(at..).unwrap_or_default() {
        [0xc2, after, ..] => *after < 0xa0,
        [0xe2, 0x80, after, ..] => matches!(after, 0xa8 | 0xa9),
        [0xef, after, ..] => matches!(after, 0xbb | 0xbf),
        [byte, ..] => byte.is_ascii() && !is_common(byte),
        [] => false,
    };
    // Most chunks have nothing to look at, which is found out for many bytes at once.
    let chunks = text.chunks(64).zip((0..).step_by(64));
    let mut chunks =
        chunks.filter(|(chunk, _)| !chunk.iter().fold(true, |all, byte| all & is_common(byte)));
    chunks.any(|(chunk, start)| (start..start + chunk.len()).any(is_odd))
}

/// What the last entry or item allows after it.
#[derive(Clone, Copy, Default, PartialEq)]
enum Last {
    /// It has no value yet.
    #[default]
    Open,
    /// Its value is complete.
    Closed,
    /// Its value is unquoted and may go on.
    Text,
    /// Its value goes on until this quotation mark.
    Quoted(u8),
}

/// A block scalar.
struct Block {
    /// The column of the entry or item that it is the value of.
    around: usize,
    /// The column of its first line with text.
    indent: Option<usize>,
    /// The spaces in the empty lines before it.
    spaces: usize,
}

/// The objects and arrays around a line.
#[derive(Default)]
struct Outline {
    /// Their columns, and whether they are objects.
    open: Vec<(usize, bool)>,
    last: Last,
    block: Option<Block>,
}

impl Outline {
    /// Takes a line; nothing if it is not plain.
    fn line(&mut self, line: &str) -> Option<()> {
        let mut column = spaces(line);
        let mut rest = line.get(column..)?;
        if self.is_in_block(rest.is_empty(), column)? || rest.is_empty() {
            return Some(());
        }
        let around = self.open.last().map_or(0, |(around, _)| *around);
        if let Last::Quoted(quote) = self.last {
            let end = closing(rest.as_bytes(), 0, quote).filter(|_| column > around)?;
            return end.map_or(Some(()), |end| self.ends(rest, end));
        }
        match rest.as_bytes() {
            [b'#', ..] => {
                if self.last == Last::Text {
                    self.last = Last::Closed;
                }
                return Some(());
            }
            [first, ..] if self.last == Last::Text && column > around => {
                let begins = begins_text(rest.as_bytes()) || b"`'\"*&[{@%!+,".contains(first);
                return (begins && text_end(rest)? == rest.len()).then_some(());
            }
            [b'-', b'-', ..] | [b'.', b'.', ..] if column == 0 => return None,
            _ => {}
        }
        let begin = column;
        while let Some(item) = rest.strip_prefix("- ") {
            self.enter(column, false)?;
            self.last = Last::Open;
            let skipped = 2 + spaces(item);
            column += skipped;
            rest = rest.get(skipped..)?;
        }
        if let Some(key) = key(rest)? {
            self.enter(column, true)?;
            self.last = Last::Open;
            rest = rest.get(key + 1..)?;
        } else if rest.starts_with('#') {
            return None;
        } else if column == begin {
            // It is the value of the entry above.
            let is_inside = self.open.last()?.0 < column && self.last == Last::Open;
            if !is_inside || rest.starts_with(['|', '>']) {
                return None;
            }
        }
        self.value(rest)
    }

    /// Whether a line is one of a block scalar.
    fn is_in_block(&mut self, is_empty: bool, column: usize) -> Option<bool> {
        let Some(block) = &mut self.block else {
            return Some(false);
        };
        match block.indent {
            _ if is_empty => block.spaces = block.spaces.max(column),
            None if column > block.around && column >= block.spaces => block.indent = Some(column),
            Some(indent) if column >= indent => {}
            Some(_) if column <= block.around => {
                self.block = None;
                return Some(false);
            }
            _ => return None,
        }
        Some(true)
    }

    /// Begins an entry of an object, or an item of an array, at a column.
    fn enter(&mut self, column: usize, is_map: bool) -> Option<()> {
        while let Some(&(top, of_map)) = self.open.last()
            && (top > column || top == column && is_map && !of_map)
        {
            self.open.pop();
            self.last = Last::Closed;
        }
        match self.open.last() {
            Some(&(top, of_map)) if top == column && of_map == is_map => return Some(()),
            _ if self.last != Last::Open || self.open.len() >= DEPTH => return None,
            _ => self.open.push((column, is_map)),
        }
        Some(())
    }

    /// Takes the value of an entry or item: the rest of its line.
    fn value(&mut self, rest: &str) -> Option<()> {
        let value = rest.get(spaces(rest)..)?;
        let end = match value.as_bytes() {
            // It may be on the lines that follow.
            [] | [b'#', ..] => return Some(()),
            [quote @ (b'\'' | b'"'), ..] => match closing(value.as_bytes(), 1, *quote)? {
                Some(end) => end,
                None => {
                    self.last = Last::Quoted(*quote);
                    return Some(());
                }
            },
            [b'[' | b'{', ..] => flow(value, DEPTH - self.open.len())?,
            [b'|' | b'>'] | [b'|' | b'>', b'+' | b'-'] => {
                self.block = Some(Block {
                    around: self.open.last()?.0,
                    indent: None,
                    spaces: 0,
                });
                value.len()
            }
            _ => {
                let end = unquoted(value)?;
                if end == value.len() {
                    self.last = Last::Text;
                    return Some(());
                }
                end
            }
        };
        self.ends(value, end)
    }

    /// Takes what is after a value.
    fn ends(&mut self, line: &str, end: usize) -> Option<()> {
        self.last = Last::Closed;
        let after = line.get(end..)?;
        let rest = after.get(spaces(after)..)?;
        (rest.is_empty() || rest.starts_with('#') && rest.len() < after.len()).then_some(())
    }
}

/// Returns how many spaces a text begins with.
fn spaces(text: &str) -> usize {
    let mut bytes = text.bytes();
    bytes.position(|byte| byte != b' ').unwrap_or(text.len())
}

/// Whether unquoted text that is neither a tag, an alias, nor a number in a form of its own can begin so.
fn begins_text(text: &[u8]) -> bool {
    match text {
        [b'-', b'0', b'.', ..] | [b':', b':', b'/', ..] => true,
        [b'-', after, ..] => matches!(after, b'1'..=b'9') || after.is_ascii_alphabetic(),
        [first, ..] => {
            first.is_ascii_alphanumeric() || !first.is_ascii() || b"_/$.(^~<;\\".contains(first)
        }
        [] => false,
    }
}

/// Returns the length of unquoted text, up to a comment; nothing for what is not, or for what has a colon as a key has.
fn unquoted(text: &str) -> Option<usize> {
    begins_text(text.as_bytes()).then(|| text_end(text))?
}

fn text_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut before = b' ';
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b':' if matches!(bytes.get(at + 1), None | Some(b' ')) => return None,
            b'#' if before == b' ' => return Some(text.get(..at)?.trim_end_matches(' ').len()),
            _ => before = byte,
        }
    }
    Some(bytes.len())
}

/// Returns where the colon of a line's key is, and nothing in it for a line without a key; nothing at all for a key that
/// is not plain.
fn key(line: &str) -> Option<Option<usize>> {
    let bytes = line.as_bytes();
    let is_colon =
        |at: usize| bytes.get(at) == Some(&b':') && matches!(bytes.get(at + 1), None | Some(b' '));
    if let [quote @ (b'\'' | b'"'), ..] = bytes {
        let end = closing(bytes, 1, *quote)?;
        let colon = end.filter(|end| is_colon(*end));
        return colon.is_none_or(|end| end < KEY).then_some(colon);
    }
    if !begins_text(bytes) {
        return Some(None);
    }
    let mut before = b' ';
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b':' if is_colon(at) => {
                let is_plain = before != b' ' && at < KEY && bytes.get(..at) != Some(b"<<");
                return is_plain.then_some(Some(at));
            }
            b'#' if before == b' ' => break,
            _ => before = byte,
        }
    }
    Some(None)
}

/// Returns the length of a quoted string that ends on its line.
fn quoted(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    closing(bytes, 1, *bytes.first()?)?
}

/// Returns what follows the quotation mark that ends a string, if it is on the line; nothing at all for an escape that is
/// not plain.
fn closing(line: &[u8], start: usize, quote: u8) -> Option<Option<usize>> {
    let mut at = start;
    while let Some(byte) = line.get(at) {
        let next = line.get(at + 1);
        at += 1;
        if *byte == b'\\' && quote == b'"' {
            // At the end of the line it joins the next one.
            let is_plain = next.is_none_or(|next| b"\"\\nrt ".contains(next));
            is_plain.then_some(())?;
            at += 1;
        } else if *byte == quote && quote == b'\'' && next == Some(&quote) {
            at += 1;
        } else if *byte == quote {
            return Some(Some(at));
        }
    }
    Some(None)
}

/// Returns the length of an object or array in brackets that ends on its line.
fn flow(text: &str, depth: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let close = if bytes.first() == Some(&b'[') {
        b']'
    } else {
        b'}'
    };
    let after_spaces = |at: usize| at + text.get(at..).map_or(0, spaces);
    let mut at = after_spaces(1);
    if bytes.get(at) == Some(&close) {
        return Some(at + 1);
    }
    loop {
        if close == b'}' {
            at += word(text.get(at..)?)?;
            bytes.get(at..)?.strip_prefix(b": ")?;
            at = after_spaces(at + 1);
        }
        let rest = text.get(at..)?;
        at += match rest.as_bytes() {
            [b'[' | b'{', ..] => flow(rest, depth.checked_sub(1)?)?,
            _ => word(rest)?,
        };
        at = after_spaces(at);
        match bytes.get(at)? {
            b',' => at = after_spaces(at + 1),
            byte if *byte == close => return Some(at + 1),
            _ => return None,
        }
    }
}

/// Returns the length of a string in brackets: quoted, or of characters that mean nothing there.
fn word(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if let [b'\'' | b'"', ..] = bytes {
        return quoted(text);
    }
    if !begins_text(bytes) {
        return None;
    }
    let means_nothing =
        |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_/$.-+^~ ".contains(byte);
    let len = bytes.iter().take_while(|byte| means_nothing(byte)).count();
    let len = text.get(..len)?.trim_end_matches(' ').len();
    (len > 0).then_some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_as_people_write_them_are_plain() {
        for text in [
            "openapi: 3.1.1\ninfo:\n  title: A b\n  version: '1'\n",
            "---\n# First\na:\n- b: 1 # one\n  c: \"d\\n\"\n-   e: [f g, 'h', {i: j}]\nk: {}",
            "a:\n  - |-\n\n    # no comment\n      more\n   \n  - text\n    and more\n\n    of it\nb: c\n",
            "a:\n  'b\n\n   c''s' # d\ne: \"f\\n\n  g\"\nh:\n  i j\n  `k` [l]\n  m\nn: [-0.5]\n",
            "/v2/{id}:\n  '200': https://host:80/a#b\n  \"x\": >\n    folded\n  y:   # nothing\n",
        ] {
            assert!(is_plain(text), "{text}");
        }
    }

    #[test]
    fn what_parsers_disagree_about_or_that_is_reported_is_not_plain() {
        for text in [
            "a: &b 1",
            "a: *b",
            "a: !c 1",
            "<<: {}",
            "a:\tb",
            "a: 1\r\n",
            "a: 1\n---\nb: 1",
            "a: 1\n...\n",
            "? a\n: b",
            "a: b: c",
            "a: 'b\nc'",
            "a: [b,\n  c]",
            "a: |2\n  b",
            "a: |\nb: 1",
            "a: |\n   \n  b\n",
            "a: |\n    b\n  c\n",
            "a: +1",
            "a: -0",
            "a: 1\n  b: 2",
            "a:\n  b: 1\n c: 2",
            "a: 1\n- b",
            "a: b # c\n  d",
            "a: 'b'#c",
            "a: \"\\x41\"",
            "a: @b",
            "a: [b c: d]",
            "a: [b, ]",
            "a: {b:c}",
            "-\n  a",
            "- # a",
            "a: =",
            "a: \u{85}b",
            "%A: b",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
