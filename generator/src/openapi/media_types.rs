//! The syntax of media types.

use crate::ir::is_token;

/// Splits a media type, or a list of media types, at a delimiter outside of quoted strings (RFC 9110, 5.6.4).
pub(crate) fn split(text: &str, delimiter: char) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let is_delimiter = |character: char| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match character {
            '\\' if is_quoted => is_escaped = !was_escaped,
            '"' if !was_escaped => is_quoted = !is_quoted,
            _ => {}
        }
        character == delimiter && !is_quoted
    };
    text.split(is_delimiter).collect()
}

/// Whether a media type is two tokens (RFC 9110, section 8.3.1), before its parameters.
pub(crate) fn is_well_formed(media_type: &str) -> bool {
    let essence = split(media_type, ';')
        .first()
        .map_or("", |text| text.trim());
    let mut halves = essence.splitn(2, '/');
    halves.next().is_some_and(is_token) && halves.next().is_some_and(is_token)
}

/// Returns the media types in a key of `content`, which may be a list, and the parts of a list that are not media
/// types.
pub(crate) fn listed(key: &str) -> (Vec<&str>, Vec<&str>) {
    let names: Vec<&str> = split(key, ',').into_iter().map(str::trim).collect();
    let (media_types, others): (Vec<&str>, Vec<&str>) =
        names.iter().partition(|name| name.contains('/'));
    match media_types.is_empty() {
        true => (names, Vec::new()),
        false => (media_types, others),
    }
}
