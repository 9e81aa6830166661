//! Arguments of a path, and the template they go into.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use super::encode::{Shape, reserved};
use super::parameter::{InvalidArgument, Parameter, Problem, Style};

/// What the fixed text of a path template may not have on the wire.
const TEMPLATE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

/// Encodes an argument of a path, ready to be put into its template by [`expand_path`].
///
/// # Errors
/// When the argument is null or empty.
pub fn path(parameter: &Parameter, value: &Value) -> Result<String, InvalidArgument> {
    let empty = || InvalidArgument::new(parameter.name, Problem::Empty);
    let shape = Shape::of(parameter, value).ok_or_else(empty)?;
    if matches!(&shape, Shape::Scalar(text) if text.is_empty()) {
        return Err(empty());
    }
    let explode = parameter.explode;
    let text = match (parameter.style, shape) {
        (Style::Label, shape) => {
            let separator = if explode { "." } else { "," };
            format!(".{}", shape.joined(separator, explode, reserved))
        }
        (Style::Matrix, Shape::List(items)) if explode => items
            .iter()
            .map(|item| matrix(parameter.name, &reserved(item)))
            .collect(),
        (Style::Matrix, Shape::Fields(fields)) if explode => fields
            .iter()
            .map(|(key, value)| matrix(key, &reserved(value)))
            .collect(),
        (Style::Matrix, shape) => matrix(parameter.name, &shape.joined(",", false, reserved)),
        (_, shape) => shape.joined(",", explode, reserved),
    };
    if text.is_empty() {
        Err(empty())
    } else {
        Ok(text)
    }
}

/// RFC 6570's `{;name}`: an empty value has no `=`.
fn matrix(name: &str, value: &str) -> String {
    let name = reserved(name);
    if value.is_empty() {
        format!(";{name}")
    } else {
        format!(";{name}={value}")
    }
}

/// Puts encoded arguments into a path template.
///
/// # Errors
/// When the template names an argument that is not there, or when a segment with an argument in it comes
/// out as `.`, `..` or empty.
pub fn expand_path(
    template: &str,
    arguments: &[(&str, String)],
) -> Result<String, InvalidArgument> {
    let mut path = String::with_capacity(template.len() + 64);
    for (index, segment) in template.split('/').enumerate() {
        if index > 0 {
            path.push('/');
        }
        let start = path.len();
        let argument = expand_segment(segment, arguments, &mut path)?;
        if let (Some(name), Some(segment)) = (argument, path.get(start..)) {
            match segment {
                "" => return Err(InvalidArgument::new(name, Problem::Empty)),
                "." | ".." => return Err(InvalidArgument::new(name, Problem::DotSegment)),
                _ => {}
            }
        }
    }
    Ok(path)
}

/// Writes one segment; answers the name of its last argument.
fn expand_segment<'t>(
    segment: &'t str,
    arguments: &[(&str, String)],
    path: &mut String,
) -> Result<Option<&'t str>, InvalidArgument> {
    let mut last = None;
    let mut rest = segment;
    while let Some((fixed, name, after)) = next_argument(rest) {
        path.extend(utf8_percent_encode(fixed, TEMPLATE));
        match arguments.iter().find(|(argument, _)| *argument == name) {
            Some((_, value)) => path.push_str(value),
            None => return Err(InvalidArgument::new(name, Problem::Missing)),
        }
        last = Some(name);
        rest = after;
    }
    path.extend(utf8_percent_encode(rest, TEMPLATE));
    Ok(last)
}

fn next_argument(text: &str) -> Option<(&str, &str, &str)> {
    let (fixed, after) = text.split_once('{')?;
    let (name, after) = after.split_once('}')?;
    Some((fixed, name, after))
}
