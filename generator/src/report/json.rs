//! Diagnostics for programs.

use super::Placed;

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
