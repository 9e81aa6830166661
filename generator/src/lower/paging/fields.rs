//! The fields of `x-paging`, and which of them have an effect together.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Node;

use super::super::Lowering;

/// All fields.
pub(super) const FIELDS: [&str; 15] = [
    "offset",
    "page",
    "cursor",
    "marker",
    "link",
    "limit",
    "items",
    "total",
    "total-header",
    "pages",
    "next",
    "next-header",
    "id",
    "more",
    "last",
];

/// The fields that have an effect beside each field that says how to request the next page, in the order in which the
/// latter are looked for.
const BESIDE: [(&str, &[&str]); 6] = [
    ("offset", &["total", "total-header", "more", "last"]),
    ("page", &["total", "total-header", "pages", "more", "last"]),
    ("marker", &["id", "more", "last"]),
    ("cursor", &["next", "next-header", "more", "last"]),
    ("link", &[]),
    ("next", &["more", "last"]),
];

impl<'s> Lowering<'s> {
    /// Reports unknown fields, and fields without an effect.
    pub(super) fn check_paging_fields(&self, node: Node<'s>) {
        let mut kinds = BESIDE.iter();
        let kind = kinds.find(|(kind, _)| node.get(kind).is_some());
        for (key, value) in node.entries() {
            let warning = |message| Diagnostic::warning(Code::Paging, value.at_key(), message);
            if !FIELDS.contains(&key) {
                let otherwise = format!("it has {}", FIELDS.join(", "));
                let message = format!("`x-paging` has no field `{key}`");
                let unknown = warning(message).suggest(key, FIELDS, otherwise);
                self.context.report(unknown);
            } else if let Some((kind, beside)) = kind
                && ![*kind, "limit", "items"].contains(&key)
                && !beside.contains(&key)
            {
                let message = format!("`{key}` has no effect beside `{kind}`");
                self.context.report(warning(message).help("remove it"));
            }
        }
        for (key, other) in [
            ("total", "total-header"),
            ("next", "next-header"),
            ("last", "more"),
        ] {
            if let (Some(value), Some(_)) = (node.get(key), node.get(other)) {
                let message = format!("`{key}` has no effect beside `{other}`");
                let place = value.at_key();
                let warning = Diagnostic::warning(Code::Paging, place, message);
                self.context.report(warning.help("keep one of them"));
            }
        }
    }
}
