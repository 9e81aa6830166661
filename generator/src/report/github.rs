//! Diagnostics as GitHub Actions shows them beside the lines of a pull request.

use super::{LeftOut, Placed};
use crate::diagnostic::Severity;

/// Returns a diagnostic as a workflow command, such as `::error file=api.yaml,line=3,col=5,title=unknown-key::…`.
pub fn github_line(placed: &Placed) -> String {
    let command = match placed.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let help = placed.help.as_ref().map(|help| format!("\nhelp: {help}"));
    let message = [placed.message.as_str(), help.as_deref().unwrap_or_default()].concat();
    let place = (placed.file.as_str(), placed.line, placed.column);
    line(command, place, placed.code.as_str(), &message)
}

/// Returns an operation or a schema that is left out as a workflow command.
pub fn github_left_out(left_out: &LeftOut) -> String {
    let place = (left_out.file.as_str(), left_out.line, left_out.column);
    let message = format!("{}: {}", left_out.name, left_out.reason);
    line(
        "notice",
        place,
        &format!("{} left out", left_out.kind),
        &message,
    )
}

fn line(
    command: &str,
    (file, line, column): (&str, usize, usize),
    title: &str,
    message: &str,
) -> String {
    let message = escaped(message);
    let file = escaped(file).replace(':', "%3A").replace(',', "%2C");
    format!("::{command} file={file},line={line},col={column},title={title}::{message}")
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
