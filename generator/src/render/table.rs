//! The inputs of the runtime's macros, which are not Rust: one row on each line.

use proc_macro2::Delimiter;

use super::code::{Code, Kind};
use super::spaced::Writer;
use super::split::end_of_row;

/// Returns a call of a macro with `NAME { rows }` or `match NAME { rows }` as its input.
pub(super) fn table(name: &Code, input: &Code) -> String {
    let mut writer = Writer::new(input);
    writer
        .text
        .extend((0..name.len()).map(|at| name.written(at)));
    writer.text.push_str("! {\n    ");
    let open = (0..input.len())
        .find(|at| matches!(input.kind(*at), Some(Kind::Open(Delimiter::Brace, _))));
    let end = open.unwrap_or(input.len());
    writer.tokens(0, end);
    if let Some(close) = open.and_then(|open| input.close_of(open)) {
        writer.text.push_str(" {");
        let mut at = end.saturating_add(1);
        while at < close {
            writer.text.push_str("\n        ");
            writer.begin();
            let row = at;
            at = end_of_row(input, at, close);
            writer.tokens(row, at);
            if input.is(at, ",") || !input.is(row, "..") {
                writer.text.push(',');
            }
            at = at.saturating_add(1);
        }
        writer.text.push_str("\n    }");
    }
    writer.text + "\n}\n"
}
