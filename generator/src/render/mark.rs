//! The marks that replace names, strings and comments in a layout.

/// The first mark of three bytes, and the number of such marks: letters that no emitted code contains.
const LONG: (u32, u32) = (0xa000, 1000);

/// The first mark of two bytes, and the number of such marks.
const SHORT: (u32, u32) = (0x7ca, 33);

/// The length of the shortest mark of a string or a comment, in bytes.
pub(super) const LEAST: usize = 3;

/// The character before the mark of a comment.
pub(super) const COMMENT: char = '\u{1}';

/// Whether a name can have a mark: no mark is as short as a name of one letter.
pub(super) fn is_marked_name(name: &str) -> bool {
    name.len() > 1
}

/// Whether a mark for the text of a string would not be longer than the text.
pub(super) fn is_marked(text: &str) -> bool {
    text.len() >= LEAST
}

/// Returns the first letter for marks of a length, and the number of letters.
fn letters(length: usize) -> (u32, u32) {
    if length < LEAST { SHORT } else { LONG }
}

/// Whether there is a mark of a length for a leaf with this index.
pub(super) fn has_mark(leaf: usize, length: usize) -> bool {
    u32::try_from(leaf).is_ok_and(|leaf| leaf < letters(length).1)
}

/// Returns the mark of a leaf: a letter for its index, filled up to a length in bytes.
pub(super) fn mark(leaf: usize, length: usize) -> Option<String> {
    let letter = letters(length).0.checked_add(u32::try_from(leaf).ok()?)?;
    let mut mark = String::from(char::from_u32(letter)?);
    mark.extend(std::iter::repeat_n('_', length.checked_sub(mark.len())?));
    Some(mark)
}

/// Returns the index of the leaf whose mark has this letter.
pub(super) fn index(character: char) -> Option<usize> {
    [LONG, SHORT].into_iter().find_map(|(first, most)| {
        let leaf = u32::from(character).checked_sub(first)?;
        (leaf < most).then_some(leaf as usize)
    })
}
