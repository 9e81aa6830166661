//! Bodies of the type `application/x-www-form-urlencoded`.

use serde::Serialize;
use serde_json::Value;

use super::call::Call;
use super::encode::{self, QueryPair};
use super::json;
use super::parameter::{InvalidArgument, Parameter, Problem, Style};
use super::rules::Node;

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
            return Err(InvalidArgument::new("body", Problem::NotJson(why)));
        }
    }
    Ok(encode::query_string(&pairs))
}

fn property(name: &str, value: &Value, encodings: &[Parameter], pairs: &mut Vec<QueryPair>) {
    let encoding = encodings.iter().find(|encoding| encoding.name() == name);
    let encoding = encoding.unwrap_or(if value.is_object() { &OBJECT } else { &PLAIN });
    encode::named(name.to_owned().into(), encoding, value, pairs);
}

impl Call {
    /// Sets a form as the body, checked against `rules` where the description has some. `encodings` has the
    /// properties that the description gives an `encoding`, each as a query parameter.
    pub fn form<T: Serialize + ?Sized>(
        &mut self,
        rules: Option<&'static Node>,
        encodings: &'static [Parameter],
        value: &T,
    ) {
        self.set_form(rules, encodings, json::to_value(value));
    }

    // Not generic, so that it is compiled once.
    fn set_form(
        &mut self,
        rules: Option<&'static Node>,
        encodings: &'static [Parameter],
        value: serde_json::Result<Value>,
    ) {
        let refused = |problem| InvalidArgument::new("body", problem);
        let text = value
            .map_err(|error| refused(Problem::NotJson(error.to_string())))
            .and_then(|value| {
                let checked = rules.map_or(Ok(()), |rules| rules.check(&value));
                checked.map_err(|violation| refused(Problem::Rule(violation)))?;
                encode(&value, encodings)
            });
        match text {
            Ok(text) => self.set_body("application/x-www-form-urlencoded", text),
            Err(error) => self.invalid(error),
        }
    }
}
