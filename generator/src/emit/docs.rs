//! Doc comments: lines with a leading space in one `#[doc]`, which `render` writes as `///`.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::fragment::{Fragment, code};
use super::markdown::{self, Links};
use super::text;
use crate::ir::{Docs, Lifecycle, Response, ResponseContent, StatusPattern, TypeDef};
use crate::names::TypeNames;

/// A doc comment that is being built.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comment {
    lines: Vec<String>,
}

impl Comment {
    /// Returns a comment with the summary and description of `docs`, or the fallback if both are empty.
    pub(crate) fn of(docs: &Docs, fallback: &str) -> Self {
        Self::linked(docs, fallback, &|_| None)
    }

    /// Returns the same, with a link at each name in the text for which `links` has a target.
    pub(crate) fn linked(docs: &Docs, fallback: &str, links: Links<'_>) -> Self {
        let mut comment = Self::default();
        let [summary, description] = [&docs.summary, &docs.description].map(|text| {
            let text = text.as_deref().map(str::trim);
            text.filter(|text| !text.is_empty())
        });
        // A title such as `+` is an empty list in Markdown.
        let line = summary.map(|summary| markdown::linked_line(summary, links));
        comment.lines.extend(line.filter(|line| !line.is_empty()));
        if let Some(description) = description.filter(|text| Some(*text) != summary) {
            comment.paragraph(markdown::linked_lines(description, links));
        }
        if comment.lines.is_empty() {
            comment.line(fallback.to_owned());
        }
        if let Some(address) = &docs.external {
            comment.paragraph(markdown::lines(&format!("See {address}")));
        }
        comment
    }

    /// Returns the comment of a value, with links to the operations that the text names.
    pub(crate) fn of_value(context: &Context<'_>, docs: &Docs, fallback: &str) -> Self {
        Self::linked(docs, fallback, &|name| context.link_of_name(name))
    }

    /// Returns the comment of a named type.
    pub(crate) fn of_type(context: &Context<'_>, def: &TypeDef, names: &TypeNames) -> Self {
        let mut comment = Self::of_value(
            context,
            &def.docs,
            &format!("The schema {}.", text::code(&def.name.words.join("."))),
        );
        comment.note(names.note.as_deref());
        comment
    }

    /// Returns a comment with one line of the generator.
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self {
            lines: vec![line.into()],
        }
    }

    /// Adds a line of the generator.
    pub(crate) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Adds a heading and the lines below it, unless there are no lines.
    pub(crate) fn section(&mut self, heading: &str, lines: Vec<String>) {
        if !lines.is_empty() {
            self.paragraph(vec![heading.to_owned()]);
            self.paragraph(lines);
        }
    }

    /// Adds lines after a blank one.
    pub(crate) fn paragraph(&mut self, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
    }

    /// Adds a note of the generator, if there is one.
    pub(crate) fn note(&mut self, note: Option<&str>) {
        if let Some(note) = note {
            self.paragraph(markdown::lines(note));
        }
    }

    /// Returns the comment as attributes of the item that follows.
    pub(crate) fn outer(&self) -> Fragment {
        Fragment::Comment(self.text())
    }

    /// Returns the lines, each after a space.
    fn text(&self) -> String {
        let length = self.lines.iter().map(|line| line.len().saturating_add(2));
        let mut text = String::with_capacity(length.sum());
        for (at, line) in self.lines.iter().enumerate() {
            text.push_str(if at > 0 { "\n " } else { " " });
            text.push_str(line);
        }
        text
    }

    /// Returns the comment as attributes of the enclosing module.
    pub(crate) fn inner(&self) -> TokenStream {
        let text = self.text();
        let lines = text.split('\n').map(str::trim_end);
        quote!(#(#![doc = #lines])*)
    }
}

/// Returns `#[deprecated]` for what is deprecated.
pub(crate) fn deprecated(lifecycle: Lifecycle) -> Fragment {
    match lifecycle {
        Lifecycle::Current => Fragment::NONE,
        Lifecycle::Deprecated => code!(=> #[deprecated]),
    }
}

/// Returns the attribute for a function with more arguments, the receiver included, than clippy accepts.
pub(crate) fn many_arguments(count: usize) -> Option<Fragment> {
    (count > 7).then(|| {
        code! { =>
            #[allow(clippy::too_many_arguments, reason = "the description requires that many")]
        }
    })
}

/// Returns the words for a status, for a response without a description.
pub(crate) fn status_words(status: StatusPattern) -> String {
    match status {
        StatusPattern::Exact(status) => format!("Status {status}."),
        StatusPattern::Range(digit) => format!("A status of {digit}00 to {digit}99."),
        StatusPattern::Default => "Any other status.".to_owned(),
    }
}

/// Returns the words for a response with one of its contents: its status, and the media types that are read in this way
/// where others are read in another.
pub(crate) fn content_words(response: &Response, content: Option<&ResponseContent>) -> String {
    let status = status_words(response.status);
    let Some(content) = content.filter(|_| response.contents.len() > 1) else {
        return status;
    };
    let all = std::iter::once(&content.media_type).chain(&content.others);
    let all: Vec<_> = all.map(|media| text::code(&media.text)).collect();
    format!("{}, {}.", status.trim_end_matches('.'), all.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_is_nothing_in_markdown_gives_way_to_what_is_said_without_one() {
        for title in ["+", "-", "*", "a"] {
            let docs = Docs {
                summary: Some(title.to_owned()),
                ..Docs::default()
            };
            let shown = if title == "a" { "a" } else { "`x`" };
            assert_eq!(Comment::of(&docs, "`x`").lines, [shown], "{title}");
        }
    }
}
