//! Whether a request conforms to the description.

use serde_json::Value;

use crate::call::Failure;
use crate::description::{Operation, Place};

/// Fails if an argument or the body violates a rule of the description.
pub(crate) fn check(
    operation: &Operation,
    get: impl Fn(&str) -> Option<String>,
    body: &Value,
) -> Result<(), Failure> {
    for parameter in &operation.parameters {
        let valid = match get(parameter.name) {
            None => !parameter.is_required,
            Some(text) => is_valid(parameter.schema, &read(parameter.schema, &text)),
        };
        if !valid {
            let message = format!("Invalid {} in the request.", parameter.name);
            return Err(Failure::new(400, "DCS.4800", &message));
        }
    }
    match (operation.body, body) {
        (None, _) | (Some((_, false)), Value::Null) => Ok(()),
        (Some((_, true)), Value::Null) => Err(Failure::new(400, "DCS.4004", "Empty request body.")),
        (Some((schema, _)), body) => match broken(schema, body) {
            None => Ok(()),
            Some(name) => Err(Failure::invalid(&name)),
        },
    }
}

/// Returns the value for the text of an argument.
fn read(schema: Place, text: &str) -> Value {
    let is_text = types(schema).contains(&"string");
    let value = (!is_text)
        .then(|| serde_json::from_str(text).ok())
        .flatten();
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn is_valid(schema: Place, value: &Value) -> bool {
    broken(schema, value).is_none()
}

/// Returns the name of the property that violates a rule.
fn broken(schema: Place, value: &Value) -> Option<String> {
    broken_at(schema.resolved(), value, "body")
}

fn broken_at(schema: Place, value: &Value, name: &str) -> Option<String> {
    let this = || Some(name.to_owned());
    let types = types(schema);
    if !types.is_empty() && !types.iter().any(|ty| is_of(value, ty)) {
        return this();
    }
    if value.is_null() {
        return None;
    }
    let values = schema.get("enum").items();
    if !values.is_empty() && !values.iter().any(|listed| listed.value == value) {
        return this();
    }
    let mut parts = schema.get("allOf").items().into_iter();
    let broken = parts.find_map(|part| broken_at(part.resolved(), value, name));
    if broken.is_some() {
        return broken;
    }
    let limit = |keyword| schema.get(keyword).value.as_f64();
    let size = match value {
        Value::Number(number) => number.as_f64().zip(Some(("minimum", "maximum"))),
        Value::String(text) => Some((text.chars().count() as f64, ("minLength", "maxLength"))),
        _ => None,
    };
    // Larger integers cannot be read into the types of the client, and so of the service.
    let is_small = value.is_number() && schema.get("format").text() == "int32";
    if is_small
        && value
            .as_f64()
            .is_some_and(|number| f64::from(number as i32) != number)
    {
        return this();
    }
    if let Some((size, (least, most))) = size
        && (limit(least).is_some_and(|least| size < least)
            || limit(most).is_some_and(|most| size > most))
    {
        return this();
    }
    match value {
        Value::Array(items) => {
            let schema = schema.get("items").resolved();
            items.iter().find_map(|item| broken_at(schema, item, name))
        }
        Value::Object(object) => {
            let required = schema.get("required").items();
            let missing = required
                .iter()
                .find(|name| !object.contains_key(name.text()));
            if let Some(missing) = missing {
                return Some(missing.text().to_owned());
            }
            let (known, others) = (schema.get("properties"), schema.get("additionalProperties"));
            object.iter().find_map(|(name, value)| {
                let of_name = Some(known.get(name)).filter(|schema| !schema.value.is_null());
                broken_at(of_name.unwrap_or(others).resolved(), value, name)
            })
        }
        _ => None,
    }
}

fn types(schema: Place) -> Vec<&'static str> {
    let schema = schema.resolved();
    match schema.get("type").value {
        Value::String(ty) => vec![ty.as_str()],
        _ => schema
            .get("type")
            .items()
            .into_iter()
            .map(Place::text)
            .collect(),
    }
}

fn is_of(value: &Value, ty: &str) -> bool {
    match ty {
        "string" => value.is_string(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    }
}
