//! The arguments of a call: their descriptions, and values for them.

use generator::ir::{
    Body, BodyContent, BodyKind, Location, Operation, ParameterScope, Part, PartCount, PartKind,
    PartPlace,
};
use serde_json::{Map, Value, json};

use super::arguments::{BODY, CONTENT, MEDIA_TYPE, parameter_key, part_header_key, part_key};
use super::files::{bytes_of, files_of, has_charset, target};
use super::media_type::{concrete, is_form, is_json, names_charset};
use super::sendable::{is_form_value, is_sendable};
use super::together::may_be_together;
use super::view::{View, join};
use super::wire::{Place, Style, StyleName, expanded};
use crate::sample::{Random, Samples};

/// The percentage of optional arguments that are given.
const OPTIONAL: usize = 70;

/// How often parts are drawn until they may be sent together.
const ATTEMPTS: usize = 20;

/// The arguments of a call, by their keys.
pub(super) type Given = Map<String, Value>;

/// The description of a parameter.
pub(super) struct Parameter {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) style: Style,
    pub(super) is_required: bool,
    /// Whether a call sets it: a parameter with a single possible value is always sent.
    pub(super) is_argument: bool,
    /// The pointer of its schema.
    pub(super) schema: Option<String>,
    /// Whether reserved characters are not encoded.
    allows_reserved: bool,
    /// How the properties are written, if it is a form that is the whole query.
    pub(super) encoding: Option<Value>,
}

impl Parameter {
    /// Whether a value can be sent at all, and the specification says how. Other values are refused or left out.
    pub(super) fn takes(&self, value: &Value) -> bool {
        let mut fields = value.as_object().into_iter().flatten();
        let mut is_form =
            || fields.all(|(name, value)| is_form_value(value, self.encoding.as_ref(), name));
        is_sendable(self.place, self.style, value)
            && (self.style.name != StyleName::Fields || is_form())
    }

    /// Returns the value that a server receives.
    pub(super) fn received(&self, value: &Value) -> Value {
        match self.allows_reserved {
            true => expanded(value),
            false => value.clone(),
        }
    }
}

/// Returns the parameters that a call sets; `None` if one has no description.
pub(super) fn parameters(view: &View<'_>, operation: &Operation) -> Option<Vec<Parameter>> {
    let mut found = Vec::new();
    for (number, parameter) in operation.parameters.iter().enumerate() {
        if parameter.scope != ParameterScope::Call {
            continue;
        }
        found.push(described(view, parameter, parameter_key(number))?);
    }
    Some(found)
}

/// Returns the description of a parameter, or of a header of a part; `None` if there is none.
pub(super) fn described(
    view: &View<'_>,
    parameter: &generator::ir::Parameter,
    key: String,
) -> Option<Parameter> {
    let pointer = view.pointer(parameter.origin)?;
    let node = view.document.pointer(&pointer)?;
    let place = match parameter.location {
        Location::Query => Place::Query,
        Location::QueryString => Place::WholeQuery,
        Location::Header => Place::Header,
        Location::Cookie => Place::Cookie,
        Location::Path => Place::Path,
    };
    let content = node.get("content").and_then(Value::as_object);
    let content = content.and_then(|content| content.iter().next());
    let mut style = Style::of(node, place);
    let mut schema = join(&pointer, &["schema"]);
    if let Some((media_type, _)) = content {
        schema = join(&pointer, &["content", media_type, "schema"]);
        // Only in a form is each item of an array in JSON a value of its own.
        style.explode = false;
        style.name = match media_type {
            _ if is_json(media_type) => StyleName::Json,
            _ if is_form(media_type) => StyleName::Fields,
            _ => StyleName::Text,
        };
    }
    // A parameter that a path names, but that is not declared, has no object.
    let is_declared = place != Place::Path || node.get("in").is_some();
    Some(Parameter {
        key,
        name: parameter.wire.clone(),
        place,
        style,
        is_required: parameter.presence.is_required(),
        is_argument: parameter.presence.constant().is_none(),
        schema: is_declared.then_some(schema),
        allows_reserved: style.allows_reserved(node, place, view.document),
        encoding: content.and_then(|(_, content)| content.get("encoding").cloned()),
    })
}

/// Draws arguments for a call; `None` if a required one has no value.
pub(super) fn draw(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    operation: &Operation,
    parameters: &[Parameter],
) -> Option<Given> {
    let mut given = Given::new();
    for parameter in parameters {
        if !parameter.is_required && !samples.random().percent(OPTIONAL) {
            continue;
        }
        match value(samples, parameter) {
            Some(value) => drop(given.insert(parameter.key.clone(), value)),
            None if parameter.is_required => return None,
            None => {}
        }
    }
    if let Some(body) = &operation.body {
        let is_required = body.presence.is_required();
        if is_required || samples.random().percent(OPTIONAL) {
            match self::body(view, samples, body) {
                Some(values) => given.extend(values),
                None if is_required => return None,
                None => {}
            }
        }
    }
    Some(given)
}

fn value(samples: &mut Samples<'_>, parameter: &Parameter) -> Option<Value> {
    let Some(schema) = &parameter.schema else {
        return Some(json!("a/ä"));
    };
    if samples.document.pointer(schema).is_none() {
        return Some(json!("any"));
    }
    let drawn = samples.draw(schema, &|value| parameter.takes(value))?;
    // In a media type that does not define how objects and arrays are written, the caller gives a text.
    let is_text = parameter.style.name == StyleName::Text;
    Some(match is_text && (drawn.is_array() || drawn.is_object()) {
        true => json!("any"),
        false => drawn,
    })
}

fn body(view: &View<'_>, samples: &mut Samples<'_>, body: &Body) -> Option<Given> {
    let number = samples.random().below(body.contents.len());
    let content = body.contents.get(number)?;
    let mut given = Given::new();
    given.insert(CONTENT.to_owned(), json!(number));
    if content.media_type.is_range() {
        given.insert(
            MEDIA_TYPE.to_owned(),
            json!(concrete(&content.media_type.essence)),
        );
    }
    let pointer = view.pointer(content.origin)?;
    if let BodyKind::Multipart(_) = &content.kind {
        let schema = view.document.pointer(&join(&pointer, &["schema"]));
        let parts = (0..ATTEMPTS).find_map(|_| {
            let (given, names) = parts(view, samples, content)?;
            let fits = |schema| may_be_together(view.document, schema, &names, 0);
            schema.is_none_or(fits).then_some(given)
        });
        given.extend(parts?);
        return Some(given);
    }
    let schema = join(&pointer, &["schema"]);
    let has_schema = view.document.pointer(&schema).is_some();
    let value = match &content.kind {
        BodyKind::Binary => {
            let schema = view.document.pointer(&schema);
            bytes_of(view.document, schema.unwrap_or(&Value::Null))
        }
        BodyKind::Text if !content.rules.is_empty() => samples.draw(&schema, &Value::is_string)?,
        BodyKind::Text if names_charset(&content.media_type.text) => json!("text <a> &"),
        BodyKind::Text => json!("text <ä> &"),
        BodyKind::JsonLines(_) => Value::Array(lines(samples, &pointer, |random| random.below(4))?),
        BodyKind::Form { .. } if has_schema => {
            let encoding = view.document.pointer(&join(&pointer, &["encoding"]));
            samples.draw(&schema, &|value| {
                let mut fields = value.as_object().into_iter().flatten();
                value.is_object()
                    && fields.all(|(name, value)| is_form_value(value, encoding, name))
            })?
        }
        BodyKind::Form { .. } => json!({ "a": "b" }),
        BodyKind::Scalar(_) => samples.draw(&schema, &|value| !value.is_null())?,
        BodyKind::Json(_) if has_schema => samples.draw(&schema, &|_| true)?,
        BodyKind::Json(_) => json!({ "any": [null, 1] }),
        BodyKind::Multipart(_) => return None,
    };
    given.insert(BODY.to_owned(), value);
    Some(given)
}

/// Draws the values of JSON lines, by the pointer of their content. Without `itemSchema`, the schema describes all
/// lines, or each one.
pub(super) fn lines(
    samples: &mut Samples<'_>,
    pointer: &str,
    count: impl FnOnce(&mut Random) -> usize,
) -> Option<Vec<Value>> {
    let schema = join(pointer, &["schema"]);
    let item = join(pointer, &["itemSchema"]);
    if samples.document.pointer(&item).is_some() {
        let count = count(samples.random());
        return (0..count).map(|_| samples.draw(&item, &|_| true)).collect();
    }
    if samples.document.pointer(&schema).is_none() {
        return Some(vec![json!(1)]);
    }
    // Before 3.2, the specification does not say whether such a schema describes each line or all of them.
    let described = target(samples.document, samples.document.pointer(&schema)?);
    let is_old = samples.document["openapi"].as_str() < Some("3.2");
    let is_open = described.get("prefixItems").is_some() || described["type"].is_array();
    if is_old && is_open {
        return None;
    }
    Some(match samples.draw(&schema, &|_| true)? {
        Value::Array(items) => items,
        one => vec![one],
    })
}

/// Draws the parts of a body. Returns their names, too.
fn parts<'b>(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    content: &'b BodyContent,
) -> Option<(Given, Vec<&'b str>)> {
    let BodyKind::Multipart(parts) = &content.kind else {
        return None;
    };
    let (mut given, mut names) = (Given::new(), Vec::new());
    for (number, part) in parts.iter().enumerate() {
        let is_required = part.presence.is_required();
        if !is_required && !samples.random().percent(OPTIONAL) {
            if part.place == PartPlace::Position {
                // After a position that is left out, no part can be sent.
                break;
            }
            continue;
        }
        let pointer = view.pointer(part.origin);
        let schema = pointer.and_then(|pointer| view.document.pointer(&pointer));
        let schema = schema.unwrap_or(&Value::Null);
        let value = match (&part.kind, part.count) {
            (PartKind::File, PartCount::One) => Some(bytes_of(view.document, schema)),
            (PartKind::File, PartCount::Many) => Some(files_of(view.document, schema, &part.rules)),
            (_, count) => {
                let schema = view.pointer(part.origin)?;
                samples.draw(&schema, &|value| match count {
                    _ if !has_charset(part, value) => false,
                    // Without items there is no part.
                    PartCount::Many => value.as_array().is_some_and(|items| {
                        !(items.iter().any(Value::is_null) || is_required && items.is_empty())
                    }),
                    PartCount::One => !value.is_null() && !is_empty(value),
                })
            }
        };
        let headers = part_headers(view, samples, part, number);
        match value.zip(headers) {
            Some((value, headers)) => {
                names.push(part.wire.as_str());
                given.insert(part_key(number), value);
                given.extend(headers);
            }
            None if is_required => return None,
            None => {}
        }
    }
    // Only listed parts are given: there may be fewer than required.
    let rules = &content.rules;
    let least = rules
        .min_properties
        .max(rules.min_items)
        .unwrap_or_default();
    (names.len() as u64 >= least).then_some((given, names))
}

/// Draws the headers of a part; `None` if a required one has no value.
fn part_headers(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    part: &Part,
    number: usize,
) -> Option<Given> {
    let mut given = Given::new();
    for (at, header) in part.headers.iter().enumerate() {
        let header = described(view, header, part_header_key(number, at))?;
        if !header.is_required && !samples.random().percent(OPTIONAL) {
            continue;
        }
        match value(samples, &header) {
            Some(value) => drop(given.insert(header.key, value)),
            None if header.is_required => return None,
            None => {}
        }
    }
    Some(given)
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}
