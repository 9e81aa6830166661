//! Forms as request bodies.

use serde::Serialize;
use serde_json::Value;

use crate::call::arguments::Call;
use crate::json::write;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter};
use crate::parameter::form::encode;
use crate::rules::node::Node;

impl Call {
    /// Sets a form as the body, and checks it against `rules` if the description has some. `encodings` has the
    /// properties with an `encoding` in the description, each as a query parameter.
    pub fn form<T: Serialize + ?Sized>(
        &mut self,
        rules: Option<&'static Node>,
        encodings: &'static [Parameter],
        value: &T,
    ) {
        self.set_form(rules, encodings, write::to_value(value));
    }

    // Not generic, to be compiled only once.
    fn set_form(
        &mut self,
        rules: Option<&'static Node>,
        encodings: &'static [Parameter],
        value: serde_json::Result<Value>,
    ) {
        let refused = |problem| InvalidArgument::new("body", problem);
        let text = value
            .map_err(|error| refused(ArgumentErrorKind::NotJson(error.to_string())))
            .and_then(|value| {
                let checked = rules.map_or(Ok(()), |rules| rules.check(&value));
                checked.map_err(|violation| refused(ArgumentErrorKind::Rule(violation)))?;
                encode(&value, encodings)
            });
        match text {
            Ok(text) => self.set_body("application/x-www-form-urlencoded", text),
            Err(error) => self.invalid(error),
        }
    }
}
