//! How a node is written in its file.

use super::node::Node;
use super::spans::{NodeSpan, Span};

impl<'t> Node<'t> {
    /// Returns the text of a value in YAML, including quotes: `0o7` for 7. `None` in JSON, and after overlays were
    /// applied.
    pub(crate) fn written(self) -> Option<&'t str> {
        self.text_of(self.spans()?.value)
    }

    fn text_of(self, span: Span) -> Option<&'t str> {
        self.tree.text.get(span.start as usize..span.end as usize)
    }

    /// Whether a key or string of the same document is part of the file's text, after a quotation mark.
    pub(crate) fn is_after_quote(self, text: &str) -> bool {
        let file = self.tree.text.as_bytes();
        let offset = (text.as_ptr() as usize).wrapping_sub(file.as_ptr() as usize);
        let before = offset.checked_sub(1).and_then(|before| file.get(before));
        matches!(before, Some(b'"' | b'\''))
    }

    /// Returns the comment that is in the place of a YAML value, where the value lacks quotes, such as
    /// `#/components/schemas/Pet`.
    pub(crate) fn comment_as_value(self) -> Option<&'t str> {
        let key = self.spans()?.key;
        let after = self.tree.text.get(key.end as usize..)?;
        let line = after.lines().next()?.trim_start().strip_prefix(':')?;
        line.trim().starts_with('#').then(|| line.trim())
    }

    /// Returns the text without quotes that commas have split, so that this node is a key without a colon, and the key
    /// that the text is the value of: `note` and `a, b` in `{note: a, b}`.
    pub(crate) fn split_text(self) -> Option<(&'t str, &'t str)> {
        let is_part = |node: Node<'t>, span: NodeSpan| {
            let after = self.tree.text.get(span.key.end as usize..);
            node.is_null() && after.is_some_and(|after| !after.trim_start().starts_with(':'))
        };
        let mut found: Option<(&str, Span)> = None;
        let mut is_found = false;
        for (name, node) in self.parent()?.entries() {
            let span = node.spans()?;
            if is_part(node, span) {
                if let Some((_, text)) = &mut found {
                    text.end = span.key.end;
                }
                is_found |= node.index == self.index;
            } else if is_found {
                break;
            } else {
                let is_plain = node.as_str().is_some() && node.as_str() == node.written();
                found = is_plain.then_some((name, span.value));
            }
        }
        let (name, text) = found.filter(|_| is_found)?;
        Some((name, self.text_of(text)?))
    }
}
