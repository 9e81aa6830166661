//! The elements of an error body in XML, as S3 and the services that are like it send.

use crate::body::details::Found;
use crate::body::details::key::known;
use crate::value::text::{contains, replace};

/// How much of a body is searched, in bytes.
const SEARCHED: usize = 16 << 10;

/// The entities that every document has; that of `&` is last, since it may begin another one.
const ENTITIES: [(&str, &str); 5] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&amp;", "&"),
];

/// Finds the elements that contain nothing but text, except in a page of HTML.
pub(super) fn read(body: &[u8], found: &mut Found) {
    let text = String::from_utf8_lossy(body.get(..SEARCHED).unwrap_or(body));
    if contains(&text.to_ascii_lowercase(), "<html") {
        return;
    }
    let mut rest = &*text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        let Some((start, (content, end))) = after
            .split_once('>')
            .and_then(|(start, content)| Some((start, content.split_once("</")?)))
        else {
            return;
        };
        let name = start.split_whitespace().next().unwrap_or_default();
        let is_end = end
            .strip_prefix(name)
            .is_some_and(|end| end.trim_start().starts_with('>'));
        if is_end && !name.is_empty() && !content.contains('<') {
            let text = ENTITIES
                .iter()
                .fold(content.trim().to_owned(), |text, (entity, character)| {
                    replace(&text, entity, character)
                });
            let name = name.rsplit(':').next().unwrap_or(name);
            if let Some((field, rank)) = known(name) {
                found.keep(field, rank, &text);
            }
        }
    }
}
