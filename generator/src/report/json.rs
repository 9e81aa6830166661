//! Diagnostics for programs.

use super::Placed;
use crate::lower::Skipped;
use crate::source::Sources;

/// What is left out as one line of JSON: `left_out` (`operation` or `schema`), `name, reason, file, line, column,
/// pointer`.
pub fn left_out_line(kind: &str, skipped: &Skipped, sources: &Sources) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let (file, line, column) = sources
        .locate(skipped.place)
        .map_or(("", 1, 1), |(tree, at)| (tree.path(), at.line, at.column));
    format!(
        r#"{{"left_out":{},"name":{},"reason":{},"file":{},"line":{line},"column":{column},"pointer":{}}}"#,
        text(kind),
        text(&skipped.name),
        text(&skipped.reason),
        text(file),
        text(&sources.pointer(skipped.place.origin())),
    )
}

/// One diagnostic as one line of JSON: `severity, code, message, file, line, column, pointer, help`.
pub fn json_line(placed: &Placed) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        r#"{{"severity":{},"code":{},"message":{},"file":{},"line":{},"column":{},"pointer":{},"help":{}}}"#,
        text(placed.severity.as_str()),
        text(placed.code.as_str()),
        text(&placed.message),
        text(&placed.file),
        placed.line,
        placed.column,
        text(&placed.pointer),
        placed
            .help
            .as_deref()
            .map_or_else(|| "null".to_owned(), text),
    )
}
