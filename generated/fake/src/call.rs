//! A request whose signature and parameters have been checked, and the errors of the service.

use std::collections::BTreeMap;

use serde_core::de::DeserializeOwned;
use serde_json::{Value, json};

/// A request of an operation.
pub(crate) struct Call {
    /// The arguments of the path and the query, decoded.
    pub(crate) arguments: BTreeMap<String, String>,
    /// The body; null if there is none.
    pub(crate) body: Value,
    /// The URL of the service, for links.
    pub(crate) endpoint: String,
    /// Whether the task that the request starts is to fail.
    pub(crate) fails: bool,
}

impl Call {
    /// Returns an argument; empty if it is missing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.arguments.get(name).map_or("", String::as_str)
    }

    /// Returns the instance that the request is about.
    pub(crate) fn instance_id(&self) -> &str {
        self.get("instance_id")
    }

    /// Decodes the body; a missing body counts as an empty object.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let body = match &self.body {
            Value::Null => json!({}),
            body => body.clone(),
        };
        serde_json::from_value(body).map_err(|error| Failure::invalid(&error.to_string()))
    }

    /// Whether a value is one that the argument selects; a missing argument selects all.
    pub(crate) fn selects(&self, name: &str, value: &str) -> bool {
        self.get(name).is_empty() || self.get(name) == value
    }

    /// Whether a time is in the requested period. `start` is the name of the argument with its start; the limits are in
    /// the form `yyyyMMddHHmmss`.
    pub(crate) fn is_in_period(&self, start: &str, time: Option<&str>) -> bool {
        let digits = time
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_digit);
        let time: String = digits.take(14).collect();
        let (start, end) = (self.get(start), self.get("end_time"));
        start <= &*time && (end.is_empty() || &*time <= end)
    }

    /// Returns the requested page of a list.
    pub(crate) fn page<T>(&self, list: Vec<T>) -> Vec<T> {
        let number = |name, default| self.get(name).parse().unwrap_or(default);
        let (offset, limit) = (number("offset", 0), number("limit", 10));
        list.into_iter().skip(offset).take(limit).collect()
    }
}

/// An error of the service.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(status: u16, code: &'static str, message: &str) -> Self {
        let message = message.to_owned();
        Self {
            status,
            code,
            message,
        }
    }

    /// Returns the error for a parameter that the service does not accept.
    pub(crate) fn invalid(name: &str) -> Self {
        let message = format!("Invalid {name} parameter in the request.");
        Self::new(400, "DCS.4063", &message)
    }

    pub(crate) fn no_instance() -> Self {
        Self::new(404, "DCS.3022", "This DCS instance does not exist.")
    }

    /// The code and the message for a request that the state of an instance does not allow.
    pub(crate) const NOT_ALLOWED_NOW: (&'static str, &'static str) = (
        "DCS.4026",
        "This operation is not allowed when the DCS instance is in the current state.",
    );

    pub(crate) fn not_allowed_now() -> Self {
        let (code, message) = Self::NOT_ALLOWED_NOW;
        Self::new(400, code, message)
    }

    pub(crate) fn body(&self) -> Value {
        json!({"error_code": self.code, "error_msg": self.message})
    }
}
