//! OpenAPI's parameter styles: values into query pairs and headers.
//!
//! Whatever the argument, it stays what it is: one segment, one value. Everything but RFC 3986's
//! unreserved characters is percent-encoded, the delimiters of a style are written between encoded values, and
//! what no encoding can save is refused.

use std::borrow::Cow;
use std::fmt::{self};

use http::{HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::Value;

use crate::parameter::deep;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter, Style};
use crate::parameter::shape::{RESERVED, Shape, ascii_json, is_plain, strings, text};

/// With `allowReserved`, the reserved characters that cannot be taken for the end of a value stay, and what is
/// percent-encoded already (RFC 6570, 3.2.3). `+` is encoded all the same: servers read it as a space.
const ENDING: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The same for one of several values that have commas between them.
const ENDING_ITEM: &AsciiSet = &ENDING.add(b',');

/// Percent-encodes the characters of a set, and `%` unless it begins an encoded byte.
pub(super) fn expand_reserved(text: &str, set: &'static AsciiSet) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut start = 0;
    for at in triples(text) {
        encoded.extend(utf8_percent_encode(
            text.get(start..at).unwrap_or_default(),
            set,
        ));
        encoded.push('%');
        start = at + 1;
    }
    encoded.extend(utf8_percent_encode(
        text.get(start..).unwrap_or_default(),
        set,
    ));
    encoded
}

/// Where a text has encoded bytes: a `%` and two digits.
pub(super) fn triples(text: &str) -> impl Iterator<Item = usize> {
    let is_hex = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
    let signs = text.match_indices('%').map(|(at, _)| at);
    signs.filter(move |at| is_hex(at + 1) && is_hex(at + 2))
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// One pair of a query: what it says, and how it is written.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryPair {
    /// The parameter that a call set it for.
    pub(crate) parameter: &'static str,
    name: Cow<'static, str>,
    /// `None` where it is written as it is.
    value: Option<String>,
    wire: String,
}

impl QueryPair {
    /// A pair whose value is encoded in full.
    pub fn new(name: impl Into<Cow<'static, str>>, value: &str) -> Self {
        pair(name.into(), &[Cow::Borrowed(value)], COMMA, Set::All)
    }

    /// The whole query as one text, which has no name.
    #[cfg(feature = "form")]
    pub(crate) fn whole(text: &str) -> Self {
        Self {
            parameter: "",
            name: Cow::Borrowed(""),
            value: Some(text.to_owned()),
            wire: percent_encode(text),
        }
    }

    /// The name, as a server that has decoded it sees it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value, as a server that has decoded it sees it.
    pub fn value(&self) -> &str {
        let written = || self.wire.split_once('=').map_or("", |(_, value)| value);
        self.value.as_deref().unwrap_or_else(written)
    }

    /// `name=value`, encoded.
    pub fn wire(&self) -> &str {
        &self.wire
    }
}

/// The name only: the value may be a secret.
impl fmt::Debug for QueryPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueryPair")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The query on the wire, without its `?`; empty when there are no pairs.
pub fn query_string(pairs: &[QueryPair]) -> String {
    let mut text = String::new();
    for pair in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(&pair.wire);
    }
    text
}

/// Encodes an argument of a query and appends its pairs: none for null and for an empty array or object.
///
/// # Errors
/// When one of several values has the space or the `|` that separates them, or a key the brackets that it is
/// between: servers look for those after decoding.
pub fn query(
    parameter: &Parameter,
    value: &Value,
    pairs: &mut Vec<QueryPair>,
) -> Result<(), InvalidArgument> {
    named(parameter.name.into(), parameter, value, pairs)
}

/// The same for a place where nothing is percent-encoded, so that a comma inside a value is refused too.
#[cfg(feature = "multipart")]
pub(crate) fn plain_pairs(
    parameter: &Parameter,
    value: &Value,
) -> Result<Vec<QueryPair>, InvalidArgument> {
    if let (Style::Form, false, Some(shape)) = (
        parameter.style,
        parameter.explode,
        Shape::of(parameter, value),
    ) {
        refuse_delimiter(parameter, &shape, ',')?;
    }
    if parameter.style == Style::DeepObject && !parameter.explode && deep::has_comma_in_list(value)
    {
        let problem = ArgumentErrorKind::Delimiter(',');
        return Err(InvalidArgument::new(parameter.name, problem));
    }
    let mut pairs = Vec::new();
    query(parameter, value, &mut pairs)?;
    Ok(pairs)
}

/// The same under another name than the parameter's.
pub(crate) fn named(
    name: Cow<'static, str>,
    parameter: &Parameter,
    value: &Value,
    pairs: &mut Vec<QueryPair>,
) -> Result<(), InvalidArgument> {
    let Some(shape) = Shape::of(parameter, value) else {
        return Ok(());
    };
    let set = if parameter.allow_reserved {
        Set::Ending(ENDING)
    } else {
        Set::All
    };
    let one = |name: Cow<'static, str>, value| pair(name, &[value], COMMA, set);
    match (parameter.style, shape) {
        (Style::DeepObject, Shape::Fields(_) | Shape::List(_)) => {
            let set = match (set, parameter.explode) {
                (Set::Ending(_), false) => Set::Ending(ENDING_ITEM),
                _ => set,
            };
            for (name, values) in deep::pairs(parameter, &name, value)? {
                pairs.push(pair(name.into(), &values, COMMA, set));
            }
        }
        (_, Shape::Scalar(text)) => pairs.push(one(name, text)),
        (_, Shape::List(items)) if parameter.explode => {
            for item in items {
                pairs.push(one(name.clone(), item));
            }
        }
        (_, Shape::Fields(_))
            if parameter.explode
                && let Some(fields) = value.as_object() =>
        {
            for (key, value) in fields {
                for value in values_of(value) {
                    pairs.push(one(key.to_owned().into(), value));
                }
            }
        }
        (_, shape) if shape.is_empty() => {}
        (style, shape) => {
            let (delimiter, set) = match style {
                Style::SpaceDelimited => (SPACE, set),
                Style::PipeDelimited => (PIPE, set),
                _ if parameter.allow_reserved => (COMMA, Set::Ending(ENDING_ITEM)),
                _ => (COMMA, set),
            };
            // A comma is written as it is, so the encoded ones inside values are none of the delimiters.
            if delimiter.0 != ',' {
                refuse_delimiter(parameter, &shape, delimiter.0)?;
            }
            pairs.push(pair(name, &shape.flat(), delimiter, set));
        }
    }
    Ok(())
}

/// The values of a property of an exploded object: OpenAPI leaves open how an array in it is written, and the servers
/// that describe such parameters read one value for each of its items.
fn values_of(value: &Value) -> Vec<Cow<'_, str>> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) if items.iter().all(is_plain) => strings(items),
        value => vec![text(value)],
    }
}

/// What is percent-encoded.
#[derive(Clone, Copy)]
enum Set {
    /// Everything that is reserved.
    All,
    /// With `allowReserved`, what could end the value.
    Ending(&'static AsciiSet),
}

/// What separates the values of an array that is not exploded, and how that is written.
type Delimiter = (char, &'static str);

const COMMA: Delimiter = (',', ",");
const SPACE: Delimiter = (' ', "%20");
const PIPE: Delimiter = ('|', "%7C");

/// Refuses several values where one has what separates them.
pub(super) fn refuse_delimiter(
    parameter: &Parameter,
    shape: &Shape<'_>,
    delimiter: char,
) -> Result<(), InvalidArgument> {
    if shape.has(delimiter) {
        let problem = ArgumentErrorKind::Delimiter(delimiter);
        return Err(InvalidArgument::new(parameter.name, problem));
    }
    Ok(())
}

fn pair(
    name: Cow<'static, str>,
    values: &[Cow<'_, str>],
    delimiter: Delimiter,
    set: Set,
) -> QueryPair {
    let length: usize = values.iter().map(|value| value.len() + 3).sum();
    let mut wire = String::with_capacity(name.len() + length);
    wire.extend(utf8_percent_encode(&name, RESERVED));
    wire.push('=');
    let start = wire.len();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            wire.push_str(delimiter.1);
        }
        match set {
            Set::All => wire.extend(utf8_percent_encode(value, RESERVED)),
            Set::Ending(set) => wire.push_str(&expand_reserved(value, set)),
        }
    }
    let is_plain = matches!(values, [value] if wire.get(start..) == Some(value));
    QueryPair {
        parameter: "",
        name,
        value: (!is_plain).then(|| values.join(delimiter.0.encode_utf8(&mut [0; 4]))),
        wire,
    }
}

/// Encodes an argument of a header; `None` for null and for an empty array or object.
///
/// # Errors
/// When the value has control characters or spaces at its ends, one of several values has a comma, or a key has the
/// `=` that ends it: a header cannot carry them.
pub fn header(
    parameter: &Parameter,
    value: &Value,
) -> Result<Option<(HeaderName, HeaderValue)>, InvalidArgument> {
    let unsendable = || InvalidArgument::new(parameter.name, ArgumentErrorKind::Unsendable);
    let Some(shape) = Shape::of(parameter, value) else {
        return Ok(None);
    };
    if shape.is_empty() {
        return Ok(None);
    }
    refuse_delimiter(parameter, &shape, ',')?;
    if parameter.explode && shape.has_in_key('=') {
        let problem = ArgumentErrorKind::Delimiter('=');
        return Err(InvalidArgument::new(parameter.name, problem));
    }
    let mut text = shape.joined(",", parameter.explode, as_it_is);
    if parameter.style == Style::Json {
        text = ascii_json(&text);
    }
    if text.trim_matches(' ') != text || text.contains(char::is_control) {
        return Err(unsendable());
    }
    let name = HeaderName::from_bytes(parameter.name.as_bytes()).map_err(|_| unsendable())?;
    let mut value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| unsendable())?;
    value.set_sensitive(parameter.sensitive);
    Ok(Some((name, value)))
}

fn as_it_is(text: &str) -> Cow<'_, str> {
    text.into()
}
