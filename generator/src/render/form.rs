//! The form of a fragment, which decides its layout, and the marks that stand for what does not.

use std::borrow::Cow;

use proc_macro2::Literal;

use super::paths::Shortener;
use super::pretty::Place;
use super::source::{Marks, NAME};
use crate::emit::Fragment;

/// So many leaves has a form that is remembered: with more, it is one that is not emitted again.
const MOST: usize = 32;

/// The first mark of three bytes, and how many there are: letters that no code that is emitted has.
const LONG: (u32, u32) = (0xa000, 1000);

/// The first mark of two bytes, and how many there are.
const SHORT: (u32, u32) = (0x7ca, 33);

/// What a comment is marked by, before its mark.
pub(super) const COMMENT: char = '\u{1}';

/// The form of a fragment, which decides its layout, and what differs.
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
            key: vec![place.number(), u8::from(shortener.is_short())],
            leaves: Vec::new(),
            is_markable: true,
        };
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
                self.leaf(escaped(text), NAME.len());
            }
            Fragment::Text(text) => self.exact(b's', text),
            Fragment::Comment(lines) if lines.is_empty() => self.key.push(b'e'),
            Fragment::Comment(lines) => {
                self.key.push(b'c');
                self.leaf(Cow::Borrowed(lines), NAME.len());
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
            Fragment::Tokens(tokens) => {
                let text = tokens.to_string();
                self.is_markable &= text.chars().all(|character| index(character).is_none());
                self.exact(b'x', &text);
            }
        }
    }

    fn name(&mut self, name: &'f str) {
        if !is_marked_name(name) {
            return self.exact(b'o', name);
        }
        let length = Marks::Short.length(name);
        self.key.extend([b'n', length as u8]);
        self.is_markable &= name.is_ascii();
        self.leaf(Cow::Borrowed(name), length);
    }

    fn leaf(&mut self, text: Cow<'f, str>, least: usize) {
        self.is_markable &= self.leaves.len() < MOST;
        self.leaves.push(Leaf { text, least });
    }

    /// What decides the layout by itself.
    fn exact(&mut self, kind: u8, text: &str) {
        self.key.push(kind);
        self.key.extend_from_slice(&text.len().to_ne_bytes());
        self.key.extend_from_slice(text.as_bytes());
    }
}

/// Whether there is a mark for a name: no letter that is one is as short as `V`.
pub(super) fn is_marked_name(name: &str) -> bool {
    name.len() > 1
}

/// Whether a mark for the text of a string is not longer.
pub(super) fn is_marked(text: &str) -> bool {
    text.len() >= NAME.len()
}

/// The text of a string as it is between quotes.
fn escaped(text: &str) -> Cow<'_, str> {
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

/// The letters that begin marks of a length.
fn letters(length: usize) -> (u32, u32) {
    if length < NAME.len() { SHORT } else { LONG }
}

/// The mark of a leaf: its number as a letter, and as many bytes as asked for.
pub(super) fn mark(leaf: usize, length: usize) -> Option<String> {
    let letter = letters(length).0.checked_add(u32::try_from(leaf).ok()?)?;
    let mut mark = String::from(char::from_u32(letter)?);
    mark.extend(std::iter::repeat_n('_', length.checked_sub(mark.len())?));
    Some(mark)
}

/// The number of the leaf of which this is the mark.
pub(super) fn index(character: char) -> Option<usize> {
    [LONG, SHORT].into_iter().find_map(|(first, most)| {
        let leaf = u32::from(character).checked_sub(first)?;
        (leaf < most).then_some(leaf as usize)
    })
}
