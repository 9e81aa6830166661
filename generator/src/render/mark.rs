//! What takes the places of names, strings and comments in a layout.

use super::source::NAME;

/// The first mark of three bytes, and how many there are: letters that no code that is emitted has.
const LONG: (u32, u32) = (0xa000, 1000);

/// The first mark of two bytes, and how many there are.
const SHORT: (u32, u32) = (0x7ca, 33);

/// What a comment is marked by, before its mark.
pub(super) const COMMENT: char = '\u{1}';

/// Whether there is a mark for a name: no letter that is one is as short as `V`.
pub(super) fn is_marked_name(name: &str) -> bool {
    name.len() > 1
}

/// Whether a mark for the text of a string is not longer.
pub(super) fn is_marked(text: &str) -> bool {
    text.len() >= NAME.len()
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
