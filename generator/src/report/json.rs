//! Diagnostics for programs: the interface that `spec/README.md` documents.

use serde_json::{Value, json};

use super::{LeftOut, Placed};

/// Returns an operation or a schema that is left out as one line of JSON: `left_out` (`operation` or `schema`), `name,
/// reason, file, line, column, pointer`.
pub fn left_out_line(left_out: &LeftOut) -> String {
    let text = |text: &str| Value::from(text).to_string();
    format!(
        r#"{{"left_out":{},"name":{},"reason":{},"file":{},"line":{},"column":{},"pointer":{}}}"#,
        text(left_out.kind),
        text(&left_out.name),
        text(&left_out.reason),
        text(&left_out.file),
        left_out.line,
        left_out.column,
        text(&left_out.pointer),
    )
}

/// Returns a diagnostic as one line of JSON: `severity, code, message, file, line, column, pointer, help`, and
/// `related` if it has related places.
pub fn json_line(placed: &Placed) -> String {
    let text = |text: &str| Value::from(text).to_string();
    let help = placed
        .help
        .as_deref()
        .map_or_else(|| "null".to_owned(), text);
    let related = placed.related.iter().map(|other| {
        let (line, column) = (other.line, other.column);
        json!({"file": other.file, "line": line, "column": column, "label": other.label})
    });
    let related = match placed.related.is_empty() {
        true => String::new(),
        false => format!(r#","related":{}"#, related.collect::<Value>()),
    };
    format!(
        r#"{{"severity":{},"code":{},"message":{},"file":{},"line":{},"column":{},"pointer":{},"help":{help}{related}}}"#,
        text(placed.severity.as_str()),
        text(placed.code.as_str()),
        text(&placed.message),
        text(&placed.file),
        placed.line,
        placed.column,
        text(&placed.pointer),
    )
}
