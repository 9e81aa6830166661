//! Bodies of the type `application/x-www-form-urlencoded`.

use serde_json::Value;

use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter, Style};
use crate::parameter::encode;
use crate::parameter::encode::QueryPair;

/// How a property is written that the description gives no `encoding`.
const PLAIN: Parameter = Parameter::query("");

/// The same for an object, whose type is then `application/json`.
const OBJECT: Parameter = PLAIN.style(Style::Json);

/// Encodes the properties of an object as a form. `encodings` has the properties that the description
/// gives an `encoding`, each as a query parameter.
///
/// Other properties are written once, arrays once for each item, objects as JSON. Nulls are left out.
///
/// # Errors
/// When the value is no object.
pub fn encode(value: &Value, encodings: &[Parameter]) -> Result<String, InvalidArgument> {
    let mut pairs = Vec::new();
    match value {
        Value::Null => {}
        Value::Object(properties) => {
            for (name, value) in properties {
                property(name, value, encodings, &mut pairs);
            }
        }
        _ => {
            let why = "a form needs an object".to_owned();
            return Err(InvalidArgument::new(
                "body",
                ArgumentErrorKind::NotJson(why),
            ));
        }
    }
    Ok(encode::query_string(&pairs))
}

fn property(name: &str, value: &Value, encodings: &[Parameter], pairs: &mut Vec<QueryPair>) {
    let encoding = encodings.iter().find(|encoding| encoding.name() == name);
    let encoding = encoding.unwrap_or(if value.is_object() { &OBJECT } else { &PLAIN });
    encode::named(name.to_owned().into(), encoding, value, pairs);
}
