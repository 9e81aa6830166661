//! Diagnostics as SARIF 2.1.0, which code hosts and editors read.

use serde_json::{Value, json};

use super::{LeftOut, Placed};
use crate::diagnostic::Code;

/// The id of the rule for operations and schemas that are left out.
const LEFT_OUT: &str = "left-out";

/// Returns one SARIF log with a result for each diagnostic, and one for each operation and schema that is left out.
pub fn sarif(findings: &[&Placed], left_out: &[&LeftOut]) -> String {
    let rules = Code::ALL.iter().map(|code| {
        json!({
            "id": code.as_str(),
            "shortDescription": {"text": code.about()},
            "help": {"text": code.fix()},
        })
    });
    let rule = json!({
        "id": LEFT_OUT,
        "shortDescription": {"text": "An operation or a schema is left out of the client."},
    });
    let results = findings.iter().map(|placed| result(placed));
    let left_out = left_out.iter().map(|left_out| of_left_out(left_out));
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "apigen",
                "rules": rules.chain([rule]).collect::<Value>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results.chain(left_out).collect::<Value>(),
        }],
    });
    format!("{log:#}")
}

fn result(placed: &Placed) -> Value {
    let help = placed.help.as_ref().map(|help| format!("\n{help}"));
    let text = [placed.message.as_str(), help.as_deref().unwrap_or_default()].concat();
    let related = placed.related.iter().map(|other| {
        let place = physical(&other.file, other.line, other.column);
        json!({"physicalLocation": place, "message": {"text": other.label}})
    });
    json!({
        "ruleId": placed.code.as_str(),
        // The levels of SARIF have the names of severities.
        "level": placed.severity.as_str(),
        "message": {"text": text},
        "locations": [location(&placed.file, placed.line, placed.column, &placed.pointer)],
        "relatedLocations": related.collect::<Value>(),
    })
}

fn of_left_out(left_out: &LeftOut) -> Value {
    let LeftOut {
        kind, name, reason, ..
    } = left_out;
    json!({
        "ruleId": LEFT_OUT,
        "level": "note",
        "message": {"text": format!("the {kind} {name} is left out: {reason}")},
        "locations": [location(&left_out.file, left_out.line, left_out.column, &left_out.pointer)],
    })
}

fn location(file: &str, line: usize, column: usize, pointer: &str) -> Value {
    let logical = match pointer {
        "" => json!([]),
        _ => json!([{"fullyQualifiedName": pointer}]),
    };
    json!({"physicalLocation": physical(file, line, column), "logicalLocations": logical})
}

fn physical(file: &str, line: usize, column: usize) -> Value {
    json!({
        "artifactLocation": {"uri": uri(file)},
        "region": {"startLine": line, "startColumn": column},
    })
}

/// Returns the path of a file as a URI; a relative path stays relative.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' | b':' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
