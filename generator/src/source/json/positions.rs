//! Positions in JSON, which `serde_json` does not report.

use crate::source::spans::{NodeSpan, Positions, Span};
use crate::source::tree::{Kind, Record};

/// Returns the spans in a JSON text. It has been parsed successfully, so its syntax is not checked again.
pub(in crate::source) fn json_positions(text: &str, records: &[Record]) -> Positions {
    let bytes = text.as_bytes();
    let mut spans: Vec<NodeSpan> = Vec::with_capacity(records.len());
    let mut open: Vec<usize> = Vec::new();
    let mut key = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => {
                at += 1;
                continue;
            }
            b'}' | b']' => {
                at += 1;
                if let Some(span) = open.pop().and_then(|index| spans.get_mut(index)) {
                    span.value.end = at as u32;
                }
                continue;
            }
            b'{' | b'[' => at += 1,
            b'"' => at = string_end(bytes, at),
            _ => {
                at = bytes
                    .iter()
                    .skip(at)
                    .position(|b| b",:]} \t\r\n".contains(b))
                    .map_or(bytes.len(), |n| at + n)
            }
        }
        let span = Span {
            start: start as u32,
            end: at as u32,
        };
        let in_map = open
            .last()
            .and_then(|&index| records.get(index))
            .is_some_and(|r| r.kind == Kind::Map);
        if in_map && key.is_none() {
            key = Some(span);
            continue;
        }
        if matches!(byte, b'{' | b'[') {
            open.push(spans.len());
        }
        spans.push(NodeSpan {
            key: key.take().unwrap_or_default(),
            value: span,
        });
    }
    Positions { spans }
}

/// Returns the position after the closing quote of the string that begins at `start`.
pub(super) fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}
