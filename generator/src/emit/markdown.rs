//! Makes strings of a description safe for doc comments.
//!
//! Descriptions are CommonMark, but they were not written for rustdoc, which would run a code block as a test, resolve
//! brackets as links and read angle brackets as HTML. A string is therefore parsed as rustdoc parses it, and written
//! again in a small subset of Markdown with every special character escaped.

use crate::limits::MARKDOWN_NESTING;
use std::mem;

use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeStream};

use super::text::{
    FIXED_SPACE, address_length, at_line_start, clean, code, is_blank, is_plain, name,
    needs_escape, plain_words,
};

/// The column after which a long line is folded.
const WIDTH: usize = 100;

/// Returns the link target of a name that a string mentions, where it has one.
pub(crate) type Links<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Returns the lines of a string, safe in a doc comment, with no blank line at either end.
pub(crate) fn lines(text: &str) -> Vec<String> {
    linked_lines(text, &|_| None)
}

/// Returns the same as [`lines`], with links where a name has a target.
pub(crate) fn linked_lines(text: &str, links: Links<'_>) -> Vec<String> {
    let mut writer = Writer::new(links);
    if is_plain(text) {
        writer.text(text);
    } else {
        let text = text.replace("\r\n", "\n");
        let lines = text.split(['\n', '\r']).map(clean);
        let text = lines.collect::<Vec<_>>().join("\n");
        TextMergeStream::new(Parser::new(&text)).for_each(|event| writer.event(event));
    }
    writer.end_block();
    writer.lines.truncate(
        writer
            .lines
            .iter()
            .rposition(|line| !is_blank(line))
            .map_or(0, |last| last + 1),
    );
    writer.lines
}

/// Returns a string as one line, for places where a paragraph would be too long.
pub(crate) fn line(text: &str) -> String {
    linked_line(text, &|_| None)
}

/// Returns the same as [`line`], with links where a name has a target.
pub(crate) fn linked_line(text: &str, links: Links<'_>) -> String {
    let mut writer = Writer::new(links);
    if is_plain(text) {
        writer.text(text);
    } else {
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = clean(&words.join(" "));
        TextMergeStream::new(Parser::new(&text)).for_each(|event| writer.inline(event));
    }
    let words: Vec<&str> = writer.prose.split_whitespace().collect();
    at_line_start(&words.join(" ")).replace(FIXED_SPACE, " ")
}

/// Writes the events of the parser as Markdown.
struct Writer<'a> {
    links: Links<'a>,
    lines: Vec<String>,
    /// The prefixes of lines in the enclosing quotes and list items.
    prefixes: Vec<&'static str>,
    /// The marker of the list item that the next line begins.
    mark: Option<String>,
    /// The number of the next item of each open list; `None` for a bulleted list.
    numbers: Vec<Option<u64>>,
    /// The inline text of the current block.
    prose: String,
    /// The position in `prose` where the text of the open link begins, and the link's target.
    link: Option<(usize, String)>,
    /// The content of the open code block.
    code: Option<String>,
}

impl<'a> Writer<'a> {
    fn new(links: Links<'a>) -> Self {
        let (prose, lines, prefixes, numbers) = Default::default();
        Self {
            links,
            lines,
            prefixes,
            mark: None,
            numbers,
            prose,
            link: None,
            code: None,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Paragraph | Tag::HtmlBlock) => self.blank(),
            Event::Start(Tag::Heading { level, .. }) => {
                self.blank();
                self.prose.push_str(&"#".repeat(level as usize));
                self.prose.push_str(FIXED_SPACE);
            }
            Event::Start(Tag::BlockQuote(_)) => {
                self.blank();
                self.prefixes.push("> ");
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.blank();
                self.code = Some(String::new());
            }
            Event::Start(Tag::List(number)) => {
                self.end_block();
                if self.numbers.is_empty() {
                    self.blank();
                }
                self.numbers.push(number);
            }
            Event::Start(Tag::Item) => {
                let (mark, prefix) = match self.numbers.last_mut() {
                    Some(Some(number)) => {
                        *number = number.saturating_add(1);
                        (format!("{}. ", number.saturating_sub(1)), "   ")
                    }
                    _ => ("- ".to_owned(), "  "),
                };
                self.prefixes.push(prefix);
                self.mark = Some(mark);
            }
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_)) => {
                self.end_block();
                if self.mark.is_some() {
                    self.push("");
                }
                self.prefixes.pop();
            }
            Event::End(TagEnd::List(_)) => drop(self.numbers.pop()),
            Event::End(TagEnd::CodeBlock) => self.end_code(),
            Event::Text(text) if self.code.is_some() => {
                self.code.get_or_insert_default().push_str(&text);
            }
            Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_)) => {
                self.end_block()
            }
            other => self.inline(other),
        }
    }

    fn inline(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                let span = code(&text).replace(' ', FIXED_SPACE);
                let target = (self.links)(&text).filter(|_| self.link.is_none());
                let span = target.map_or(span.clone(), |target| format!("[{span}]({target})"));
                self.prose.push_str(&span);
            }
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => self.prose.push('*'),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => self.prose.push_str("**"),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.link
                    .get_or_insert((self.prose.len(), dest_url.into_string()));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.end_link(),
            _ => self.prose.push('\n'),
        }
    }

    /// Ends a link: a link to a web page is written as a link, of others only the text.
    fn end_link(&mut self) {
        let Some((start, target)) = self.link.take() else {
            return;
        };
        if target.is_empty() || address_length(&target) != target.len() {
            return;
        }
        let text = self.prose.split_off(start);
        if text.trim().is_empty() || address_length(&text) > 0 {
            self.prose.push_str(&format!("<{target}>"));
        } else {
            self.prose.push_str(&format!("[{text}](<{target}>)"));
        }
    }

    /// Writes a code block as `text`, so that it is not a doctest, with a fence that its content does not contain.
    fn end_code(&mut self) {
        let content = self.code.take().unwrap_or_default();
        let mut fence = "```".to_owned();
        while content.contains(&fence) {
            fence.push('`');
        }
        self.push(&format!("{fence}text"));
        content.lines().for_each(|line| self.push(line));
        self.push(&fence);
    }

    /// Adds escaped text; web addresses and names with a target become links.
    fn text(&mut self, text: &str) {
        self.prose.reserve(text.len());
        let (mut rest, mut before) = (text, ' ');
        loop {
            let (plain, other) = rest
                .split_at_checked(plain_words(rest))
                .unwrap_or(("", rest));
            self.prose.push_str(plain);
            before = plain.chars().next_back().unwrap_or(before);
            rest = other;
            let Some(first) = rest.chars().next() else {
                return;
            };
            let is_word =
                first.is_alphanumeric() && !before.is_alphanumeric() && self.link.is_none();
            let linked = if is_word {
                self.linked(before, rest)
            } else {
                0
            };
            // Letters and digits need no escape, and no name or address begins within a word.
            let word = rest.find(|character: char| !character.is_alphanumeric());
            let used = match (linked, word.unwrap_or(rest.len())) {
                (0, 0) => {
                    if needs_escape(before, first, rest.chars().nth(1)) {
                        self.prose.push('\\');
                    }
                    self.prose.push(first);
                    first.len_utf8()
                }
                (0, word) => {
                    self.prose.push_str(rest.get(..word).unwrap_or_default());
                    word
                }
                (linked, _) => linked,
            };
            let (done, left) = rest.split_at_checked(used).unwrap_or((rest, ""));
            before = done.chars().next_back().unwrap_or(' ');
            rest = left;
        }
    }

    /// Writes the web address, or the name with a target, at the start of a text, and returns its length; 0 if the text
    /// starts with neither.
    fn linked(&mut self, before: char, text: &str) -> usize {
        let address = text.get(..address_length(text)).unwrap_or_default();
        if !address.is_empty() {
            self.prose.extend(["<", address, ">"]);
            return address.len();
        }
        // `ListPets` in `my_ListPets` is not that name.
        let name = name(text).filter(|_| !matches!(before, '_' | '-'));
        let Some((name, target)) = name.and_then(|name| Some((name, (self.links)(name)?))) else {
            return 0;
        };
        self.prose.push_str(&format!("[`{name}`]({target})"));
        name.len()
    }

    /// Writes the text of the block that ends; folds long lines, except rows of tables.
    fn end_block(&mut self) {
        for text in mem::take(&mut self.prose).lines() {
            let is_long = text.chars().count() > WIDTH + 20 && !text.starts_with('|');
            let mut line = String::with_capacity(text.len());
            let mut width = 0;
            for word in text.split_ascii_whitespace() {
                let length = if is_long { word.chars().count() } else { 0 };
                width += length;
                if !line.is_empty() && width >= WIDTH {
                    width = length;
                    self.push(&at_line_start(&line));
                    line.clear();
                }
                if !line.is_empty() {
                    line.push(' ');
                    width += 1;
                }
                line.push_str(word);
            }
            if !line.is_empty() {
                self.push(&at_line_start(&line));
            }
        }
    }

    /// Separates a block from the one before it by a blank line.
    fn blank(&mut self) {
        self.end_block();
        if !self.lines.last().is_none_or(|line| is_blank(line)) {
            // The first block of an item is on the line of its marker, which a blank line may precede.
            let line = self.prefix(self.mark.is_some());
            self.lines.push(line.trim_end().to_owned());
        }
    }

    /// Writes a line after the prefixes of the enclosing quotes and list items.
    fn push(&mut self, line: &str) {
        let mark = self.mark.take();
        let mut full = self.prefix(mark.is_some()) + &mark.unwrap_or_default();
        match line.contains(FIXED_SPACE) {
            true => full.push_str(&line.replace(FIXED_SPACE, " ")),
            false => full.push_str(line),
        }
        full.truncate(full.trim_end().len());
        self.lines.push(full);
    }

    /// Returns the prefix of a line. An item whose marker is not yet written has no prefix.
    fn prefix(&self, has_mark: bool) -> String {
        let depth = self.prefixes.len().saturating_sub(usize::from(has_mark));
        self.prefixes
            .iter()
            .take(depth.min(MARKDOWN_NESTING))
            .copied()
            .collect()
    }
}

#[cfg(test)]
mod tests;
