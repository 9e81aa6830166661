//! Bodies of the type `application/x-www-form-urlencoded`.

use serde_json::Value;

use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter, Style};
use crate::parameter::encode;
use crate::parameter::encode::QueryPair;
use crate::parameter::shape::Shape;

/// How a property without an `encoding` is serialized.
const PLAIN: Parameter = Parameter::query("");

/// The same for an object, which is sent as `application/json`.
const OBJECT: Parameter = PLAIN.style(Style::Json);

/// Encodes the properties of an object as a form. `encodings` has the properties with an `encoding` in the description,
/// each as a query parameter.
///
/// Other properties are written once, arrays once for each item, objects as JSON. Nulls are left out.
///
/// # Errors
/// If the value is no object, or a property cannot be serialized by its encoding.
pub fn encode(value: &Value, encodings: &[Parameter]) -> Result<String, InvalidArgument> {
    let mut pairs = Vec::new();
    fields("body", value, encodings, &mut pairs)?;
    Ok(encode::query_string(&pairs))
}

/// Serializes an argument that is the whole query, and appends its pairs.
///
/// # Errors
/// Those of [`encode`](fn@encode), if the query is a form.
pub fn query_string(
    parameter: &Parameter,
    value: &Value,
    pairs: &mut Vec<QueryPair>,
) -> Result<(), InvalidArgument> {
    match Shape::of(parameter, value) {
        Some(Shape::Scalar(text)) if matches!(parameter.style, Style::Json | Style::Text) => {
            pairs.push(QueryPair::whole(&text));
            Ok(())
        }
        _ => fields(parameter.name, value, parameter.properties, pairs),
    }
}

fn fields(
    of: &str,
    value: &Value,
    encodings: &[Parameter],
    pairs: &mut Vec<QueryPair>,
) -> Result<(), InvalidArgument> {
    match value {
        Value::Null => Ok(()),
        Value::Object(properties) => properties
            .iter()
            .try_for_each(|(name, value)| property(name, value, encodings, pairs)),
        _ => {
            let why = "a form needs an object".to_owned();
            Err(InvalidArgument::new(of, ArgumentErrorKind::NotJson(why)))
        }
    }
}

fn property(
    name: &str,
    value: &Value,
    encodings: &[Parameter],
    pairs: &mut Vec<QueryPair>,
) -> Result<(), InvalidArgument> {
    let encoding = encodings.iter().find(|encoding| encoding.name() == name);
    let encoding = encoding.unwrap_or(if value.is_object() { &OBJECT } else { &PLAIN });
    encode::named(name.to_owned().into(), encoding, value, pairs)
}
