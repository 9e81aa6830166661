//! Serializes arguments of a path, and inserts them into the template.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter, Style};
use crate::parameter::encode::{expand_reserved, refuse_delimiter};
use crate::parameter::shape::{RESERVED, Shape, reserved};
use crate::value::text::replace;

/// Characters that the fixed text of a path template must not have on the wire.
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
    .add(b'|')
    .add(b'%');

/// The classes of bytes in a path, as a table, since each byte of each call is looked up.
static BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        bytes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                IN_ARGUMENT | IN_TEMPLATE
            }
            b':' | b'@' | b'/' => IN_TEMPLATE,
            _ => 0,
        };
        byte += 1;
    }
    bytes
};

/// Not encoded in an argument.
const IN_ARGUMENT: u8 = 1;

/// Not encoded in a template.
const IN_TEMPLATE: u8 = 2;

/// Serializes an argument of a path, to be inserted into the template by [`expand_path`].
///
/// # Errors
/// If the argument is null, or one of several values contains a dot that is the delimiter; and if it is an empty array
/// or object, unless the style is `matrix`, which then writes the name alone (OpenAPI 3.1.1, "Style Examples").
pub fn path(parameter: &Parameter, value: &Value) -> Result<String, InvalidArgument> {
    let empty = || InvalidArgument::new(parameter.name, ArgumentErrorKind::Empty);
    let is_matrix = parameter.style == Style::Matrix;
    let shape = Shape::of(parameter, value).filter(|shape| is_matrix || !shape.is_empty());
    let shape = shape.ok_or_else(empty)?;
    let explode = parameter.explode;
    let reserved = match (parameter.allow_reserved, &shape) {
        (false, _) => reserved,
        (true, Shape::Scalar(_)) => reserved_stay,
        (true, _) => reserved_of_item,
    };
    Ok(match (parameter.style, shape) {
        (Style::Label, shape) => {
            let separator = if explode { "." } else { "," };
            // An encoded dot is equivalent to a dot (RFC 3986, 2.3).
            if explode {
                refuse_delimiter(parameter, &shape, '.')?;
            }
            format!(".{}", shape.joined(separator, explode, reserved))
        }
        (Style::Matrix, Shape::List(items)) if explode && !items.is_empty() => {
            let mut text = String::new();
            for item in &items {
                text.push_str(&matrix(parameter.name, &reserved(item)));
            }
            text
        }
        (Style::Matrix, Shape::Fields(fields)) if explode && !fields.is_empty() => {
            let mut text = String::new();
            for (key, value) in &fields {
                text.push_str(&matrix(key, &reserved(value)));
            }
            text
        }
        (Style::Matrix, shape) => matrix(parameter.name, &shape.joined(",", false, reserved)),
        (_, shape) => shape.joined(",", explode, reserved),
    })
}

/// Does the same for an owned value: most are strings that need no encoding.
pub(crate) fn own_path(parameter: &Parameter, value: Value) -> Result<String, InvalidArgument> {
    let stays = |byte: u8| BYTES[usize::from(byte)] & IN_ARGUMENT != 0;
    match value {
        Value::String(text) if parameter.style == Style::Simple && text.bytes().all(stays) => {
            Ok(text)
        }
        value => path(parameter, &value),
    }
}

/// Encodes characters that a path must not contain; what is encoded already is kept.
pub(crate) fn fixed(text: &str) -> String {
    expand_reserved(text, TEMPLATE)
}

/// With `allowReserved`, the reserved characters that are allowed in a segment are not encoded.
const SEGMENT: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The same for one of several values.
const SEGMENT_ITEM: &AsciiSet = &SEGMENT.add(b',').add(b';').add(b'=');

fn reserved_stay(text: &str) -> Cow<'_, str> {
    expand_reserved(text, SEGMENT).into()
}

fn reserved_of_item(text: &str) -> Cow<'_, str> {
    expand_reserved(text, SEGMENT_ITEM).into()
}

/// Returns RFC 6570's `{;name}`: an empty value has no `=`.
fn matrix(name: &str, value: &str) -> String {
    let name = reserved(name);
    if value.is_empty() {
        format!(";{name}")
    } else {
        format!(";{name}={value}")
    }
}

/// Inserts encoded arguments into a path template.
///
/// # Errors
/// If an argument of the template is missing, or a segment with an argument becomes `.`, `..` or empty.
pub fn expand_path(
    template: &str,
    arguments: &[(&str, String)],
) -> Result<String, InvalidArgument> {
    let mut path = String::with_capacity(template.len() + 64);
    let mut rest = template;
    // The last argument, and the start of its segment.
    let mut last = None;
    loop {
        // Usually fixed text needs no encoding.
        let plain = rest
            .bytes()
            .position(|byte| BYTES[usize::from(byte)] & IN_TEMPLATE == 0);
        let plain = plain.unwrap_or(rest.len());
        let is_plain = matches!(rest.as_bytes().get(plain), None | Some(b'{'));
        let length = match is_plain {
            true => plain,
            false => find(rest, b'{').unwrap_or(rest.len()),
        };
        let (fixed, after) = rest.split_at(length);
        let written = path.len();
        match is_plain {
            true => path.push_str(fixed),
            false => path.push_str(&expand_reserved(fixed, TEMPLATE)),
        }
        if let Some((name, start)) = last {
            let slash = find(path.get(written..).unwrap_or_default(), b'/');
            let end = slash.map(|at| written + at);
            if let Some(end) = end.or(after.is_empty().then_some(path.len())) {
                check_segment(name, path.get(start..end).unwrap_or_default())?;
                last = None;
            }
        }
        let Some(after) = after.strip_prefix('{') else {
            return Ok(path);
        };
        let Some((name, after)) =
            find(after, b'}').and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)))
        else {
            // A brace that is not closed.
            path.extend(utf8_percent_encode("{", TEMPLATE));
            rest = after;
            continue;
        };
        let start = match last {
            Some((_, start)) => start,
            None => path
                .bytes()
                .rposition(|byte| byte == b'/')
                .map_or(0, |at| at + 1),
        };
        let value = arguments.iter().find(|value| value.0 == name);
        let value = value.ok_or_else(|| InvalidArgument::new(name, ArgumentErrorKind::Missing))?;
        path.push_str(&value.1);
        last = Some((name, start));
        rest = after;
    }
}

/// Returns the index of a byte in a short text.
fn find(text: &str, byte: u8) -> Option<usize> {
    text.bytes().position(|other| other == byte)
}

/// Refuses a segment that would be lost or change the path.
fn check_segment(argument: &str, segment: &str) -> Result<(), InvalidArgument> {
    let problem = match segment {
        "" => ArgumentErrorKind::Empty,
        segment if dots(segment).is_some() => ArgumentErrorKind::DotSegment,
        _ => return Ok(()),
    };
    Err(InvalidArgument::new(argument, problem))
}

/// Returns how many dots a segment is, in any encoding (RFC 3986, 2.3): one or two, and nothing else.
pub(crate) fn dots(segment: &str) -> Option<usize> {
    if segment.len() > "%2e%2e".len() {
        return None;
    }
    let decoded = replace(&segment.to_ascii_lowercase(), "%2e", ".");
    matches!(decoded.as_str(), "." | "..").then_some(decoded.len())
}
