//! The form of a fragment: everything that decides its layout.

use std::borrow::Cow;

use proc_macro2::Literal;

use super::mark::{LEAST, has_mark, index, is_marked, is_marked_name};
use super::paths::Shortener;
use super::place::Place;
use crate::emit::Fragment;

/// The greatest number of leaves in a form whose layout is stored: a larger one is hardly emitted again. The features of
/// a type that many tags use are emitted with each of its items.
const MOST: usize = 100;

/// The form of a fragment, which decides its layout, and the leaves in which fragments of this form differ.
pub(super) struct Form<'f> {
    pub(super) key: Vec<u8>,
    pub(super) leaves: Vec<Leaf<'f>>,
    pub(super) is_markable: bool,
}

/// A name, the text of a string or a comment.
pub(super) struct Leaf<'f> {
    pub(super) text: Cow<'f, str>,
    /// The length of the shortest mark for it.
    pub(super) least: usize,
}

impl<'f> Form<'f> {
    pub(super) fn of(fragment: &'f Fragment, place: Place, shortener: &mut Shortener<'_>) -> Self {
        let mut form = Self {
            key: Vec::with_capacity(128),
            leaves: Vec::with_capacity(8),
            is_markable: true,
        };
        form.key.push(place.number());
        form.add(fragment, shortener);
        form
    }

    fn add(&mut self, fragment: &'f Fragment, shortener: &mut Shortener<'_>) {
        match fragment {
            Fragment::Name(name) => self.name(name),
            Fragment::Item(path) => match path.rsplit_once("::") {
                Some((_, name)) if shortener.imports_item(path) => self.name(name),
                Some((start, name)) => {
                    self.exact(b'i', start);
                    self.name(name);
                }
                None => self.name(path),
            },
            Fragment::Text(text) if is_marked(text) => {
                self.key.push(b't');
                self.leaf(escaped(text), LEAST);
            }
            Fragment::Text(text) => self.exact(b's', text),
            Fragment::Comment(lines) if lines.is_empty() => self.key.push(b'e'),
            Fragment::Comment(lines) => {
                self.key.push(b'c');
                self.leaf(Cow::Borrowed(lines), LEAST);
            }
            Fragment::Code(template, places) => {
                self.key.push(b'f');
                let template = std::ptr::from_ref(*template).addr();
                self.key.extend_from_slice(&template.to_ne_bytes());
                for place in places {
                    self.add(place, shortener);
                }
            }
            Fragment::List(fragments, between) => {
                self.key.push(between.map_or(b'l', |_| b'm'));
                self.key.extend_from_slice(&fragments.len().to_ne_bytes());
                for fragment in fragments {
                    self.add(fragment, shortener);
                }
            }
            Fragment::Number(number) => {
                self.key.push(b'd');
                self.key.extend_from_slice(&number.to_ne_bytes());
            }
            Fragment::Tokens(tokens) => self.exact(b'x', &tokens.to_string()),
        }
    }

    fn name(&mut self, name: &'f str) {
        if !is_marked_name(name) {
            return self.exact(b'o', name);
        }
        // prettyplease breaks code with longer names in the same places, as long as no line exceeds its limit. Apart
        // from that, only whether a name has at most four characters matters to it.
        let length = name.len().min(5);
        self.key.extend([b'n', length as u8]);
        self.is_markable &= name.is_ascii();
        self.leaf(Cow::Borrowed(name), length);
    }

    fn leaf(&mut self, text: Cow<'f, str>, least: usize) {
        self.is_markable &= self.leaves.len() < MOST && has_mark(self.leaves.len(), least);
        self.leaves.push(Leaf { text, least });
    }

    /// Adds text to the form that decides the layout itself. In the layout, the letters of marks would be taken for
    /// marks.
    fn exact(&mut self, kind: u8, text: &str) {
        self.is_markable &= text.chars().all(|character| index(character).is_none());
        self.key.push(kind);
        self.key.extend_from_slice(&text.len().to_ne_bytes());
        self.key.extend_from_slice(text.as_bytes());
    }
}

/// Returns the text of a string as it is written between quotes.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\')
    {
        return Cow::Borrowed(text);
    }
    let literal = Literal::string(text).to_string();
    let inner = literal
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    Cow::Owned(inner.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::names::paths::Scope;

    #[test]
    fn what_has_letters_of_marks_has_no_layout() {
        for text in ["\u{7ca}", "\u{a000}"] {
            let literal = Literal::string(text).to_string().parse();
            let all = [
                Fragment::Text(text.to_owned()),
                Fragment::Tokens(literal.expect("a literal")),
                Fragment::Name(text.to_owned()),
            ];
            for fragment in all {
                let mut imports = BTreeSet::new();
                let scope = Scope::default();
                let mut shortener = Shortener::new(&scope, &mut imports);
                let form = Form::of(&fragment, Place::Item, &mut shortener);
                // A string of three bytes has a mark of its own.
                let is_marked = matches!(&fragment, Fragment::Text(text) if text.len() > 2);
                assert_eq!(form.is_markable, is_marked, "{fragment:?}");
            }
        }
    }
}
