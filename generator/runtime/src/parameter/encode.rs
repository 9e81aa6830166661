//! Serializes values to query pairs and headers, in OpenAPI's parameter styles.
//!
//! An argument can never become more than one segment or one value. All characters except RFC 3986's unreserved ones
//! are percent-encoded, the delimiters of a style are inserted between encoded values, and values that no encoding can
//! protect are refused.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::Value;

use crate::parameter::deep;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter, Style};
use crate::parameter::shape::{
    RESERVED, Shape, as_it_is, ascii_json, is_plain, join, strings, text,
};

/// With `allowReserved`, these characters are still encoded: those that could end a value, and `+`, which servers read
/// as a space. Reserved characters and what is already percent-encoded are kept (RFC 6570, 3.2.3).
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

/// The same for one of several values that are separated by commas.
const ENDING_ITEM: &AsciiSet = &ENDING.add(b',');

/// Percent-encodes the characters of a set, and `%` unless it begins a percent-encoded byte.
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

/// Returns where a text has percent-encoded bytes: `%` and two hexadecimal digits.
pub(super) fn triples(text: &str) -> impl Iterator<Item = usize> {
    let is_hex = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
    let signs = text.match_indices('%').map(|(at, _)| at);
    signs.filter(move |at| is_hex(at + 1) && is_hex(at + 2))
}

/// Percent-encodes all characters except RFC 3986's unreserved ones.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A pair of a query, decoded and encoded.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryPair {
    /// The name of the parameter that a call has set.
    pub(crate) parameter: &'static str,
    name: Cow<'static, str>,
    /// `None` if it is written without encoding.
    value: Option<String>,
    wire: String,
}

impl QueryPair {
    /// Returns a pair with a fully encoded value.
    pub fn new(name: impl Into<Cow<'static, str>>, value: &str) -> Self {
        pair(name.into(), &[Cow::Borrowed(value)], COMMA, Set::All)
    }

    /// Returns a pair that is the whole query, without a name.
    #[cfg(feature = "form")]
    pub(crate) fn whole(text: &str) -> Self {
        Self {
            parameter: "",
            name: Cow::Borrowed(""),
            value: Some(text.to_owned()),
            wire: percent_encode(text),
        }
    }

    /// Returns the name as a server decodes it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the value as a server decodes it.
    pub fn value(&self) -> &str {
        let written = || self.wire.split_once('=').map_or("", |(_, value)| value);
        self.value.as_deref().unwrap_or_else(written)
    }

    /// Returns `name=value`, encoded.
    pub fn wire(&self) -> &str {
        &self.wire
    }
}

/// Shows the name only: the value may be a secret.
impl fmt::Debug for QueryPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueryPair")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Returns the encoded query, without its `?`; empty if there are no pairs.
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

/// Serializes an argument of a query and appends its pairs: none for null and for an empty array or object.
///
/// # Errors
/// If one of several values contains the delimiter, a space or `|`, or a key contains brackets in the style
/// `deepObject`: servers look for those after decoding.
pub fn query(
    parameter: &Parameter,
    value: &Value,
    pairs: &mut Vec<QueryPair>,
) -> Result<(), InvalidArgument> {
    named(parameter.name.into(), parameter, value, pairs)
}

/// Does the same for a place without percent-encoding, so a comma in a value is refused too.
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

/// Does the same with another name than the parameter's.
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
            // Commas in values are encoded, so they differ from the delimiters.
            if delimiter.0 != ',' {
                refuse_delimiter(parameter, &shape, delimiter.0)?;
            }
            pairs.push(pair(name, &shape.flat(), delimiter, set));
        }
    }
    Ok(())
}

/// Returns the values of a property of an exploded object. OpenAPI does not define the form of an array in it; servers
/// with such parameters read one value for each item.
fn values_of(value: &Value) -> Vec<Cow<'_, str>> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) if items.iter().all(is_plain) => strings(items),
        value => vec![text(value)],
    }
}

/// Which characters are percent-encoded.
#[derive(Clone, Copy)]
enum Set {
    /// All reserved characters.
    All,
    /// With `allowReserved`, those that could end the value.
    Ending(&'static AsciiSet),
}

/// The delimiter of an array that is not exploded, and its form on the wire.
type Delimiter = (char, &'static str);

const COMMA: Delimiter = (',', ",");
const SPACE: Delimiter = (' ', "%20");
const PIPE: Delimiter = ('|', "%7C");

/// Refuses several values if one contains the delimiter, or would after decoding: with `allowReserved`, text that is
/// already percent-encoded is kept. Servers split at commas before they decode, but at other delimiters afterwards.
pub(super) fn refuse_delimiter(
    parameter: &Parameter,
    shape: &Shape<'_>,
    delimiter: char,
) -> Result<(), InvalidArgument> {
    let encoded = (parameter.allow_reserved && delimiter != ',')
        .then(|| format!("%{:02X}", u32::from(delimiter)));
    let has_encoded = |text: &str| {
        let encoded = encoded.as_deref();
        encoded.is_some_and(|encoded| text.to_ascii_uppercase().contains(encoded))
    };
    if shape.any(|text| text.contains(delimiter) || has_encoded(text)) {
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
        value: (!is_plain).then(|| join(values, delimiter.0.encode_utf8(&mut [0; 4]), as_it_is)),
        wire,
    }
}

/// Serializes an argument of a header; returns `None` for null and for an empty array or object.
///
/// # Errors
/// If the value has control characters other than tabs, or spaces at its ends, one of several values contains a comma,
/// or a key contains the `=` that ends it: a header cannot carry them.
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
    let is_control = |character: char| character.is_control() && character != '\t';
    if text.trim_matches([' ', '\t']) != text || text.contains(is_control) {
        return Err(unsendable());
    }
    let name = HeaderName::from_bytes(parameter.name.as_bytes()).map_err(|_| unsendable())?;
    let mut value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| unsendable())?;
    value.set_sensitive(parameter.sensitive);
    Ok(Some((name, value)))
}
